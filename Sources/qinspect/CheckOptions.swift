import ArgumentParser
import CommandSupport
import Inspect

/// Whether files are checked, and what is enough to refuse one.
struct CheckOptions: ParsableArguments {
    @Flag(
        name: .customLong("check"),
        help: """
            Show everything that is wrong with a file, or doubtful, and what to do about it. Exit status 1 where there is an \
            error: something that a runtime refuses, or computes otherwise than it is meant.
            """)
    var isRequested = false

    @Flag(name: .customLong("strict"), help: "With '--check': exit status 1 also where there are only warnings.")
    var isStrict = false

    func validate() throws {
        guard isRequested || !isStrict else { throw ValidationError("'--strict' says when '--check' fails") }
    }

    /// Checks `files`, prints what was found, and ends with status 1 where a file is refused.
    func run(_ files: [String], _ choice: TableChoice, _ output: OutputOptions) throws {
        var fails = false
        let reports = try files.map { path in
            try about(path) {
                let report = try CheckReport(of: path)
                fails = fails || report.fails(isStrict: isStrict)
                return try report.choosing(choice)
            }
        }
        try output.print(reports, choice)
        if fails { throw ExitCode(1) }
    }
}
