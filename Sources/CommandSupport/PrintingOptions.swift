import ArgumentParser
package import Reporting

/// How a command prints its result.
package struct PrintingOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON (docs/json.md describes it).")
    package var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    package var quiet = false

    package init() {}

    package func validate() throws {
        guard !json || !quiet else { throw ValidationError("'--json' and '--quiet' exclude each other") }
    }

    /// Prints `report` as JSON, or what `text` makes of it for people, or nothing.
    package func print(_ report: some Encodable, text: (TextStyle) -> String) throws {
        guard !quiet else { return }
        try StandardStreams.print(json ? JSONText.of(report) : text(.standardOutput))
    }
}
