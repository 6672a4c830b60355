import ArgumentParser
import CommandSupport
import Inspect
import ModelIR
import Reporting

@main
struct QInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qinspect",
        abstract: "Show what is in a model file.",
        discussion: """
            Inputs and outputs, operators, the number of parameters as Keras counts them and as they are stored, and \
            for each layer its shape, parameters, bytes, multiply-accumulates and the range of its weights. What a \
            file is, its content tells, not its name.

            EXAMPLES:
              qinspect model.h5
              qinspect model.qf --json | jq .parameters.total
            """,
        version: "qinspect \(ToolVersion.current)")

    @Argument(
        help: "The models: .h5, .qf or .tflite.", completion: .file(extensions: ["h5", "hdf5", "qf", "tflite"]))
    var files: [String]

    @Flag(help: "Print the result as JSON (docs/json.md describes it), one document for each file.")
    var json = false

    static func main() { CommandRunner.run(Self.self) }

    func run() throws {
        let reports = try files.map { path in try about(path) { try Inspection.report(on: path) } }
        let style = TextStyle.standardOutput
        let documents = try reports.map { try json ? JSONText.of($0) : $0.text(style: style) }
        try StandardStreams.print(documents.joined(separator: json ? "" : "\n"))
    }
}
