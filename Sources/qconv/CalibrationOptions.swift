import ArgumentParser
import Convert
import Datasets

/// Which samples show the ranges of an int8 model, and how.
struct CalibrationOptions: ParsableArguments {
    @Option(
        name: .customLong("calib"),
        help: ArgumentHelp(
            "Calibrate on this share of the training samples, class by class (default: \(Self.defaultFraction)).",
            valueName: "fraction"))
    var fraction: Double?

    @Option(name: .customLong("calib-samples"), help: ArgumentHelp("Calibrate on this many.", valueName: "count"))
    var samples: Int?

    @Option(
        name: .customLong("calib-class"), parsing: .singleValue,
        help: ArgumentHelp(
            "Calibrate on samples of this class alone, all of them where nothing else is said; may be repeated.",
            valueName: "class"))
    var classes: [Int] = []

    @Option(
        name: .customLong("calib-method"),
        help: ArgumentHelp(
            "How ranges follow from what is seen (default: \(RangeMethod.standard.rawValue)).", valueName: "method"))
    var method: RangeMethod?

    @Option(help: "What the choice of samples follows from.")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Write the calibration table here (.json, and .csv beside it); with --use-table, read it.",
            valueName: "file"), completion: .file(extensions: ["json"]))
    var table: String?

    @Flag(help: "Take ranges and scales from --table instead of samples.")
    var useTable = false

    private static let defaultFraction = 0.08

    func validate() throws {
        guard fraction == nil || samples == nil else {
            throw ValidationError("'--calib' and '--calib-samples' exclude each other")
        }
        if let fraction, !(fraction > 0 && fraction <= 1) {
            throw ValidationError("'--calib' must be over 0 and at most 1, not \(fraction)")
        }
        if let samples, samples < 1 { throw ValidationError("'--calib-samples' must be at least 1, not \(samples)") }
        guard !useTable || table != nil else { throw ValidationError("'--use-table' needs '--table'") }
        guard !useTable || !choosesSamples else {
            throw ValidationError("'--use-table' takes ranges from a table, so that samples are of no use to it")
        }
    }

    /// Whether an option is given that only calibration on samples has a use for.
    var choosesSamples: Bool { fraction != nil || samples != nil || !classes.isEmpty || seed != nil || method != nil }

    /// Whether any option of calibration is given.
    var isGiven: Bool { choosesSamples || table != nil || useTable }

    /// Which samples to draw.
    var choice: SampleChoice {
        let isSilent = fraction == nil && samples == nil && classes.isEmpty
        return SampleChoice(
            fraction: isSilent ? Self.defaultFraction : fraction, count: samples, classes: classes, seed: seed ?? 0)
    }
}

extension RangeMethod: ExpressibleByArgument {}
