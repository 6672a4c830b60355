import ArgumentParser
import CommandSupport
import Comparison
import Datasets
import Execution
import Inspect

/// Whether and how two files are compared.
struct ComparisonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run both models on the test part of a data set (.h5, .npz, .npy or a folder) and show how far what each layer makes is apart.",
            valueName: "data"), completion: .file())
    var against: String?

    @Option(
        help: ArgumentHelp("With '--against': how many samples, at equal distances (default: 64).", valueName: "count"))
    var samples: Int?

    @Option(
        help: ArgumentHelp(
            "With '--against': how images get the size that the model takes: bilinear, nearest, bicubic or area, then -crop or -pad to keep proportions.",
            valueName: "way"),
        transform: { text in
            guard let resize = ImageResize(text) else { throw ValidationError("'\(text)' is no way to resize images") }
            return resize
        })
    var resize: ImageResize?

    @Flag(name: .customLong("summary"), help: "Show each file by itself, also where two would be compared.")
    var showsEach = false

    private static let defaultSamples = 64

    func validate() throws {
        guard samples.map({ $0 > 0 }) ?? true else { throw ValidationError("'--samples' takes a number above 0") }
        guard against != nil || (samples == nil && resize == nil) else {
            throw ValidationError("'\(samples != nil ? "--samples" : "--resize")' says how '--against' runs the models")
        }
    }

    /// Whether the two of `files` are compared.
    /// - Throws: an error where the options ask for a comparison, and something else does for none.
    func compares(_ files: [String], _ view: ViewOptions) throws -> Bool {
        let isComparison = files.count == 2 && !showsEach && !view.isChosen
        guard against == nil || isComparison else {
            throw ValidationError("'--against' compares two models, and nothing else")
        }
        return isComparison
    }

    func report(on first: String, _ second: String, isQuiet: Bool) throws -> any InspectionReport {
        let a = try about(first) { try ComparedModel(contentsOf: first) }
        let b = try about(second) { try ComparedModel(contentsOf: second) }
        let bar = ProgressBar("running", isQuiet: isQuiet)
        defer { bar.finish() }
        let choice = against.map {
            ComparedSamples(
                data: $0, count: samples ?? Self.defaultSamples, resize: resize ?? ImageResize(),
                threads: Machine.coreCount)
        }
        return try ModelComparison(of: a, with: b, against: choice) { bar.update(done: $0, total: $1) }
    }
}
