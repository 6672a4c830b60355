import ArgumentParser
import CommandSupport
import Datasets
import Execution
import ModelIR
import Reporting
import Verification

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Measure how accurate and how fast models are.",
        discussion: """
            Runs the models over the test part of a data set. The first model is what the others are compared with; a Keras \
            model runs as it is stored, layer by layer in float32. Precision is the mean over the classes, weighted by their \
            samples, and without weights ('macro'). Agreement is the share of samples with the same top class as the first \
            model's, SNR the signal-to-noise ratio of the outputs against its, p McNemar's exact probability of a difference \
            in accuracy like this between equally good models. Times are medians of runs on one sample, in turns; the spread \
            is the range of the middle half.

            A limit that a model does not keep to gives the exit status 1. Limits hold for every model but the first.

            EXAMPLES:
              qconv verify model.h5 model.qf other.tflite --data model.data.h5
              qconv verify model.h5 model.qf --max-drop 0.005 --max-size 4.5MB --max-ms 5
            """)

    @Argument(
        help: "The models: .h5, .keras, .qf or .tflite.",
        completion: .file(extensions: ["h5", "hdf5", "keras", "qf", "tflite"]))
    var models: [String]

    @OptionGroup var data: DataOptions

    @OptionGroup var gates: GateOptions

    @Option(name: .shortAndLong, help: "How often each model is timed.")
    var runs = 50

    @Option(
        name: .shortAndLong, help: "How many threads share the work of a timed run, at most one for each core.")
    var threads = 1

    @OptionGroup var printing: PrintingOptions

    func validate() throws {
        guard (1...1_000_000).contains(runs) else { throw ValidationError("'--runs' must be from 1 to 1000000") }
        try ThreadingOptions.validate(threads)
    }

    func run() throws {
        let opened = try models.map { try VerifiedModel(contentsOf: $0) }
        let set = try Verifier.dataSet(at: data.requirePath(beside: models[0]), for: opened[0], resize: data.resize)
        let verifier = Verifier(threads: ThreadingOptions.threads(threads), workers: Machine.coreCount, runs: runs)
        let bar = ProgressBar("verifying", isQuiet: printing.quiet)
        var report = try verifier.verify(opened, on: set) { bar.update(done: $0, total: $1) }
        bar.finish()
        report.check(gates.gates)
        try printing.print(report) { report.text(style: $0) }
        guard report.failures.isEmpty else {
            throw CommandError(.checkFailed, report.failures.joined(separator: "; "))
        }
    }
}
