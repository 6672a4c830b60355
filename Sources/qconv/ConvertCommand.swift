import ArgumentParser
import CommandSupport
import Convert
import Datasets
import Execution
import Files
import ModelIR
import Reporting

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a Keras model (the default).",
        discussion: """
            Weights stay float32 unless another precision is asked for. With '--int8' some samples of the data set run \
            through the float model and show the range of every value; '--calib', '--calib-samples' and '--calib-class' \
            say which. The same model, data, options and seed give the same bytes, with any number of threads.

            Where there is a data set (MODEL.data.h5, .npz, .npy or the folder MODEL.data beside the model, or '--data'), \
            the written file is measured on its test part against the Keras model. '--max-drop', '--max-size' and '--max-ms' \
            make limits of it: where one is not kept, the exit status is 1.

            The output is written beside its final place and renamed, so that nobody ever sees half of it.

            EXAMPLES:
              qconv model.h5
              qconv model.h5 --int8 --calib 0.08 --max-drop 0.005
              qconv model.h5 --int8 --calib-samples 200 --data images/ --io uint8
              qconv model.h5 --int8 --table ranges.json            writes the table, too
              qconv model.h5 --int8 --table ranges.json --use-table
              model.qf: model.h5 ; qconv $< --int8 -o $@           in a Makefile
            """)

    @Argument(help: "The Keras model: .h5 or .keras.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String

    @Option(
        name: .shortAndLong, help: "The file to write (default: MODEL with .qf in place of its suffix).",
        completion: .file())
    var output: String?

    @OptionGroup(title: "Precision") var precision: PrecisionOptions
    @OptionGroup(title: "Calibration") var calibration: CalibrationOptions
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Verification") var verification: VerificationOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How many threads calibrate and verify, 1 to 256 (default: one for each processor).", valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp("Write a make rule here that says what the output was made from.", valueName: "file"),
        completion: .file())
    var depfile: String?

    @OptionGroup var printing: PrintingOptions

    func validate() throws {
        guard precision.choice == .int8 || !calibration.isGiven else {
            throw ValidationError("options of calibration need '--int8'")
        }
        if let threads, !(1...256).contains(threads) { throw ValidationError("'--threads' must be from 1 to 256") }
    }

    func run() throws {
        let output = output ?? Self.defaultOutput(for: model)
        guard !output.isEmpty else { throw CommandError(.usage, "the output needs a name") }
        guard try about(model, { try ModelFileKind(of: model) }) == .keras else {
            throw CommandError(
                .badData, "\(model): is converted already; run it with 'qconv run' or look into it with 'qinspect'")
        }
        let dataPath = data.path(beside: model)
        try verification.requireData(dataPath, for: model)

        let clock = ContinuousClock()
        let start = clock.now
        let table = calibration.useTable ? nil : calibration.table
        let conversion = Conversion(source: model, precision: try chosenPrecision(dataPath), table: table)
        let bar = ProgressBar("calibrating", isQuiet: printing.quiet)
        let report = try conversion.write(to: output) { bar.update(done: $0, total: $1) }
        bar.finish()
        var summary = ConversionSummary(
            report, sourceByteCount: try MappedFile.bytes(of: model).byteCount, duration: clock.now - start)
        for warning in report.warnings { StandardStreams.printWarning("\(output): \(warning)") }
        summary.verification = try verification.verify(
            output, madeFrom: model, on: dataPath, resize: data.resize, workers: workers,
            isQuiet: printing.quiet)
        let failures = try verification.failures(of: output, in: summary.verification)
        if let depfile, failures.isEmpty || !verification.deleteOnFailure {
            try DependencyFile.write(target: output, prerequisites: try prerequisites(dataPath), to: depfile)
        }
        try printing.print(summary) { summary.text(style: $0) }
        try verification.reject(output, because: failures)
    }

    /// Threads that samples run on; the times of verification are of one thread.
    private var workers: Int { threads ?? Machine.coreCount }

    /// The files that the output was made from.
    private func prerequisites(_ dataPath: String?) throws -> [String] {
        let tables = calibration.useTable ? [calibration.table].compactMap(\.self) : []
        return [model] + (try dataPath.map { try DataSet.files(at: $0) } ?? []) + tables
    }

    private func chosenPrecision(_ dataPath: String?) throws -> Precision {
        switch precision.choice {
        case nil: return .float32
        case .fp16: return .float16
        case .dynamic: return .dynamicRange(hasPerTensorDense: precision.perTensorDense)
        case .int8:
            return .int8(QuantizationSettings(ranges: try ranges(dataPath), options: precision.quantization))
        }
    }

    private func ranges(_ dataPath: String?) throws -> RangeSource {
        if calibration.useTable, let table = calibration.table { return .table(path: table) }
        guard let dataPath else {
            throw CommandError(
                .missingInput,
                "\(model): '--int8' needs samples to calibrate on, and there is no data set beside the model; name one with "
                    + "'--data', or a calibration table with '--table' and '--use-table'")
        }
        return .samples(
            CalibrationSettings(
                data: dataPath, resize: data.resize, choice: calibration.choice,
                method: calibration.method ?? .standard,
                threads: workers))
    }

    /// `model` with `.qf` in place of the suffix of its last component.
    static func defaultOutput(for model: String) -> String {
        let nameStart = model.lastIndex(of: "/").map { model.index(after: $0) } ?? model.startIndex
        guard let dot = model[nameStart...].lastIndex(of: "."), dot > nameStart else { return model + ".qf" }
        return model[..<dot] + ".qf"
    }
}
