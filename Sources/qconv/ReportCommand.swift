import ArgumentParser
import CommandSupport
import Convert
import Datasets
import Execution
import Experiment
import ModelIR
import Reporting
import Verification

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Convert a model in several ways, measure all of them, and write a report.",
        discussion: """
            Makes a float32 file, an INT8 file for every fraction of the training part, and with --calib-class one that is \
            calibrated on these classes alone ('imbint8'). Measures them against the Keras model, as 'qconv verify' does, and \
            writes report.md, report.json, the confusion matrices as pictures and the models into a folder. report.md is \
            written last. Run again, all figures but the times are the same.

            EXAMPLES:
              qconv report model.h5
              qconv report model.h5 --calib 0.01,0.08,0.3,0.8 --calib-class 5 -o report/
            """)

    @Argument(help: "The Keras model: .h5 or .keras.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String

    @OptionGroup var data: DataOptions

    @Option(
        name: .customLong("calib"),
        help: ArgumentHelp(
            "The fractions of the training part to calibrate on, one model each.", valueName: "fractions"))
    var fractions = CalibrationFractions([0.01, 0.08, 0.3, 0.8])

    @Option(
        name: .customLong("calib-class"),
        help: ArgumentHelp("A class to calibrate one more model on alone; may be repeated.", valueName: "class"))
    var classes: [Int] = []

    @Option(
        name: .customLong("calib-method"),
        help: ArgumentHelp("How ranges follow from what is seen.", valueName: "method"))
    var method: RangeMethod = .standard

    @Option(help: "What the choice of samples follows from.")
    var seed: UInt64 = 0

    @Option(
        name: .shortAndLong, help: "The folder to write (default: MODEL with .report in place of its suffix).",
        completion: .directory)
    var output: String?

    @Option(name: .shortAndLong, help: "How often each model is timed.")
    var runs = 50

    @Option(name: .shortAndLong, help: "How many threads share the work of a timed run, 1 to 256.")
    var threads = 1

    @OptionGroup var printing: PrintingOptions

    func validate() throws {
        guard (1...1_000_000).contains(runs) else { throw ValidationError("'--runs' must be from 1 to 1000000") }
        guard (1...256).contains(threads) else { throw ValidationError("'--threads' must be from 1 to 256") }
        guard output != "" else { throw ValidationError("the output needs a name") }
    }

    func run() throws {
        let data = try self.data.requirePath(beside: model)
        let settings = CalibrationSettings(
            data: data, resize: self.data.resize, choice: SampleChoice(seed: seed), method: method,
            threads: Machine.coreCount)
        var variants = [ExperimentVariant.float32] + fractions.values.map { .int8(fraction: $0, settings) }
        if !classes.isEmpty { variants.append(.imbalanced(classes: classes, settings)) }
        var folder = output ?? Self.defaultOutput(for: model)
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let runner = ExperimentRunner(
            source: model, data: data, resize: self.data.resize, output: folder, variants: variants,
            verifier: Verifier(threads: threads, workers: Machine.coreCount, runs: runs))
        var bar: (stage: String, bar: ProgressBar)?
        let report = try runner.run { stage, done, total in
            if bar?.stage != stage {
                bar?.bar.finish()
                bar = (stage, ProgressBar(stage, isQuiet: printing.quiet))
            }
            bar?.bar.update(done: done, total: total)
        }
        bar?.bar.finish()
        for variant in report.variants {
            for warning in variant.warnings { StandardStreams.printWarning("\(folder)/\(variant.file): \(warning)") }
        }
        try printing.print(report) { style in
            report.verification.text(style: style) + "written to \(folder)/report.md\n"
        }
    }

    /// `model` with `.report` in place of the suffix of its last component.
    private static func defaultOutput(for model: String) -> String {
        ConvertCommand.defaultOutput(for: model).dropLast(3) + ".report"
    }
}

/// Several fractions, separated by commas.
struct CalibrationFractions: ExpressibleByArgument, CustomStringConvertible {
    let values: [Double]

    init(_ values: [Double]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let values = parts.compactMap { Double($0) }.filter { $0 > 0 && $0 <= 1 }
        self.values = values
        // Models are named by their fractions.
        guard values.count == parts.count, Set(texts).count == parts.count else { return nil }
    }

    private var texts: [String] { values.map { $0.significant(6) } }

    var description: String { texts.joined(separator: ",") }
    var defaultValueDescription: String { description }
}
