import ArgumentParser
import CommandSupport
import Inspect
import Reporting

/// In which form the result is printed.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON (docs/json.md describes it), one document for each file.")
    var json = false

    @Flag(help: "Print the view's table as CSV, the first column with the file.")
    var csv = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    @Flag(name: .customLong("no-pager"), help: "Print long output at once, also on a terminal.")
    var isWithoutPager = false

    func validate() throws {
        let chosen = [(json, "--json"), (csv, "--csv"), (quiet, "--quiet")].filter(\.0).map { "'\($0.1)'" }
        guard chosen.count <= 1 else {
            throw ValidationError("\(chosen.joined(separator: " and ")) exclude each other")
        }
    }

    func print(_ reports: [any InspectionReport], _ choice: TableChoice) throws {
        if json {
            try StandardStreams.print(reports.map { try JSONText.of($0) }.joined())
        } else if csv {
            let tables = try reports.map { try $0.csv(choice) }
            try StandardStreams.print((tables.first?.titles ?? "") + tables.map(\.rows).joined())
        } else {
            // Also where nothing is printed: a column that does not exist is an error.
            let text = try reports.map { try $0.text(choice, style: .standardOutput) }.joined(separator: "\n")
            guard !quiet else { return }
            if isWithoutPager { try StandardStreams.print(text) } else { try Pager.print(text) }
        }
    }
}
