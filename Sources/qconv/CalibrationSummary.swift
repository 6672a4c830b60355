import Convert
import Datasets
import Execution
import Reporting

/// What an int8 model was calibrated on, for people and in JSON.
struct CalibrationSummary: Encodable {
    /// The file or folder, and what in it was drawn from.
    var data: String
    var samples: Int
    var available: Int
    /// What was asked for; nil where all samples or a number of them were.
    var fraction: Double?
    /// The classes that were drawn from; empty for all.
    var classes: [Int]
    var seed: UInt64
    var method: String
    /// The SHA-256 of the indices that were drawn.
    var indicesSHA256: String
    /// Whether verification has other samples.
    var isSplit: Bool
    var milliseconds: Double

    private enum CodingKeys: String, CodingKey {
        case data, samples, available, fraction, classes, seed, method
        case indicesSHA256 = "indices_sha256"
        case isSplit = "split"
        case milliseconds
    }

    init(_ report: CalibrationReport) {
        data = report.location
        samples = report.samples
        available = report.available
        fraction = report.choice.fraction
        classes = report.choice.classes
        seed = report.choice.seed
        method = report.method.rawValue
        indicesSHA256 = report.digest
        isSplit = report.isSplit
        milliseconds = report.duration.milliseconds
    }

    var text: String {
        let kind = classes.isEmpty ? "" : " of class " + classes.map(String.init).joined(separator: ", ")
        let rate = milliseconds > 0 ? Double(samples) / milliseconds * 1000 : 0
        return
            "on \(samples.grouped) of \(available.grouped) samples\(kind) of \(data), seed \(seed), method \(method), "
            + "\(timeText(milliseconds: milliseconds)) (\(rate.significant(3)) samples/s)"
    }
}
