import ArgumentParser
import CommandSupport
import Execution
import ModelIR
import NumPyFormat
import Reporting

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a model on arrays.",
        discussion: """
            A .npy file serves a model with one input; a .npz file gives each input the array of its name. Any number \
            of samples runs at once. Pixels go in as the model expects them.

            EXAMPLES:
              qconv run model.qf --input images.npy
              qconv run model.h5 --input arrays.npz --output results.npz
              qconv run model.qf --input images.npy --intermediates --output everything.npz
              qconv run model.qf --input images.npz --expect keras.npz || echo "not the same"
            """)

    @Argument(
        help: "The model: .h5, .keras, .qf or .tflite.",
        completion: .file(extensions: ["h5", "hdf5", "keras", "qf", "tflite"]))
    var model: String

    @Option(
        name: .shortAndLong, help: "The arrays to run it on, .npy or .npz.",
        completion: .file(extensions: ["npy", "npz"]))
    var input: String

    @Option(
        name: .shortAndLong, help: "Write the outputs here, .npz (or .npy where there is one output).",
        completion: .file(extensions: ["npy", "npz"]))
    var output: String?

    @Option(
        name: .shortAndLong, help: "Compare the outputs with these arrays, .npy or .npz.",
        completion: .file(extensions: ["npy", "npz"]))
    var expect: String?

    @Option(
        help: ArgumentHelp(
            "The largest difference that --expect lets pass, times the output's magnitude where that is over 1.",
            valueName: "difference"))
    var tolerance = 1e-5

    @OptionGroup var threading: ThreadingOptions

    @Flag(help: "Give every value that the model computes, not the outputs alone.")
    var intermediates = false

    @OptionGroup var printing: PrintingOptions

    func run() throws {
        let model = try ModelFile.open(self.model)
        let content = try about(input) { try NumPyFile.read(input) }
        let run: ModelRun
        do throws(ExecutionError) {
            run = try ModelRun(model, on: content, threads: threading.threads, keepsIntermediates: intermediates)
        } catch {
            throw CommandError(error, file: error.code == .model ? self.model : input)
        }
        let comparison = try expect.map { expected in
            try about(expected) {
                try RunComparison(run, with: NumPyFile.read(expected), file: expected, tolerance: tolerance)
            }
        }
        if let output { try write(run, to: output) }
        let report = RunReport(run, file: self.model, input: input, output: output, comparison: comparison)
        try printing.print(report) { report.text(style: $0) }
        if let comparison, !comparison.passed {
            throw CommandError(
                .checkFailed, "\(self.model): the outputs are further from \(comparison.file) than \(tolerance)")
        }
    }

    func validate() throws {
        guard tolerance >= 0 else { throw ValidationError("the tolerance must not be negative, as \(tolerance) is") }
    }

    private func write(_ run: ModelRun, to output: String) throws {
        guard output.hasSuffix(".npy") else {
            return try NumPyFile.write(Dictionary(uniqueKeysWithValues: run.outputs), to: output)
        }
        guard run.outputs.count == 1 else {
            throw CommandError(
                .usage, "\(output): a .npy file holds one array, but there are \(run.outputs.count); name it .npz")
        }
        try NumPyFile.write(run.outputs[0].tensor, to: output)
    }
}
