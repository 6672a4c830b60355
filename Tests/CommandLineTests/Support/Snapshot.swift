import Foundation
import Testing

/// Compares `text` with the file of that name under `Fixtures/CommandLine`.
///
/// With the environment variable `RECORD_SNAPSHOTS` the file is written instead, to be looked over and committed.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = fixture("CommandLine/\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
        try write(Data(text.utf8), to: path)
    }
    let recorded = (try? CommandLineTests.text(of: path)) ?? ""
    #expect(text == recorded, "RECORD_SNAPSHOTS=1 records it anew", sourceLocation: sourceLocation)
}

extension String {
    /// The text with every number as `#`, for what differs from run to run.
    var withoutNumbers: String { replacing(/[0-9][0-9.,]*(e[-+][0-9]+)?( ms| s\b)?/, with: "#") }

    /// The text without sizes that are the writer's affair, and without what the engine says of the model.
    var withoutSizes: String {
        replacing(/(?m)^  note        the engine cannot plan[^\n]*\n(              [^\n]*\n)*/, with: "")
            .replacing(/(?m)^  memory [^\n]*\n/, with: "").replacing(
                /FlatBuffer[^\n]*, [0-9,]+ bytes/, with: "FlatBuffer, # bytes")
    }
}
