import Files
import ModelIR

/// Everything that is wrong with a file, or doubtful. Its JSON form is described in `docs/json.md`.
package struct CheckReport: Sendable, Encodable {
    /// How many findings there are of each severity.
    package struct Counts: Sendable, Encodable {
        package var error: Int
        package var warning: Int
        package var note: Int
    }

    package var schema = reportSchema
    package var view = "check"
    package var file: String
    /// Nil where the file cannot be read.
    package var format: String?
    package var bytes: Int
    /// Of all findings, also where only some of them are shown.
    package var counts: Counts
    package var findings: [Finding]

    /// Checks the file at `path`, whose kind its content tells, and reads all weights. Throws where there is no file.
    package init(of path: String) throws(InspectError) {
        let (format, findings) = try FileCheck.findings(at: path)
        file = path
        self.format = format
        do {
            bytes = try MappedFile.bytes(of: path).byteCount
        } catch {
            throw InspectError(error)
        }
        self.findings = findings
        func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }
        counts = Counts(error: count(.error), warning: count(.warning), note: count(.note))
    }

    /// Whether the file is refused.
    /// - Parameter isStrict: whether a warning is enough.
    package func fails(isStrict: Bool) -> Bool { counts.error > 0 || isStrict && counts.warning > 0 }
}
