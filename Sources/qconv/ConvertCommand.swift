import ArgumentParser
import CommandSupport
import Convert
import Files
import ModelIR
import Reporting

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a Keras model (the default).",
        discussion: """
            The same model gives the same bytes every time. The output is written beside its final place and renamed, \
            so that nobody ever sees half of it.

            EXAMPLES:
              qconv model.h5
              qconv model.h5 -o build/model.qf --quiet
              model.qf: model.h5 ; qconv $< -o $@           in a Makefile
            """)

    @Argument(help: "The Keras model, an .h5 file.", completion: .file(extensions: ["h5", "hdf5"]))
    var model: String

    @Option(
        name: .shortAndLong, help: "The file to write (default: MODEL with .qf in place of its suffix).",
        completion: .file())
    var output: String?

    @OptionGroup var printing: PrintingOptions

    func run() throws {
        let output = output ?? Self.defaultOutput(for: model)
        guard !output.isEmpty else { throw CommandError(.usage, "the output needs a name") }
        guard try about(model, { try ModelFileKind(of: model) }) == .kerasHDF5 else {
            throw CommandError(
                .badData, "\(model): is converted already; run it with 'qconv run' or look into it with 'qinspect'")
        }
        let clock = ContinuousClock()
        let start = clock.now
        let report = try Conversion(source: model).write(to: output)
        let summary = ConversionSummary(
            report, sourceByteCount: try MappedFile.bytes(of: model).byteCount, duration: clock.now - start)
        try printing.print(summary) { summary.text(style: $0) }
    }

    /// `model` with `.qf` in place of the suffix of its last component.
    static func defaultOutput(for model: String) -> String {
        let nameStart = model.lastIndex(of: "/").map { model.index(after: $0) } ?? model.startIndex
        guard let dot = model[nameStart...].lastIndex(of: "."), dot > nameStart else { return model + ".qf" }
        return model[..<dot] + ".qf"
    }
}
