import ArgumentParser
import Inspect

/// What of a file is shown.
struct ViewOptions: ParsableArguments {
    @Option(
        name: .customLong("tensor"), parsing: .singleValue,
        help: ArgumentHelp(
            "Show all about a tensor: scales, statistics, histogram, channels. May be given several times.",
            valueName: "name"))
    var tensors: [String] = []

    @Flag(help: "Show the scale and the zero point of every tensor that has them.")
    var calibration = false

    @Flag(help: "Show how healthy the weights are: dead channels, ratios of channels, zeros, numbers that are none.")
    var weights = false

    func validate() throws {
        let chosen = [
            (tensors.isEmpty, "--tensor"), (!calibration, "--calibration"), (!weights, "--weights"),
        ].filter { !$0.0 }.map { "'\($0.1)'" }
        guard chosen.count <= 1 else {
            throw ValidationError("\(chosen.joined(separator: " and ")) are different views; ask for one of them")
        }
    }

    /// Whether one of the views was asked for.
    var isChosen: Bool { !tensors.isEmpty || calibration || weights }

    func report(on contents: ModelContents) throws -> any InspectionReport {
        if !tensors.isEmpty { return try TensorReport(of: contents, names: tensors) }
        if calibration { return CalibrationReport(of: contents) }
        if weights { return try WeightsReport(of: contents) }
        return try ModelReport(of: contents)
    }
}
