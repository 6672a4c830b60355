#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How often samples of each class were taken for each class, and the figures that follow from it.
package struct ConfusionMatrix: Sendable, Hashable {
    package let classCount: Int
    /// Samples by class and predicted class: `classCount` rows of `classCount`, one row for each true class.
    package private(set) var counts: [Int]

    package init(classCount: Int) {
        precondition(classCount > 0)
        self.classCount = classCount
        counts = Array(repeating: 0, count: classCount * classCount)
    }

    /// Counts one sample; both classes must be below ``classCount``.
    package mutating func add(label: Int, predicted: Int) {
        precondition((0..<classCount).contains(label) && (0..<classCount).contains(predicted))
        counts[label * classCount + predicted] += 1
    }

    package func count(label: Int, predicted: Int) -> Int { counts[label * classCount + predicted] }

    /// All samples.
    package var total: Int { counts.reduce(0, +) }
    /// Samples whose class was predicted.
    package var correct: Int { (0..<classCount).reduce(0) { $0 + count(label: $1, predicted: $1) } }
    /// Samples of each class.
    package var supports: [Int] { (0..<classCount).map { counts[row($0)].reduce(0, +) } }
    /// Samples taken for each class.
    package var predictions: [Int] {
        (0..<classCount).map { predicted in
            (0..<classCount).reduce(0) { $0 + count(label: $1, predicted: predicted) }
        }
    }

    private func row(_ label: Int) -> Range<Int> { label * classCount..<(label + 1) * classCount }
}

extension ConfusionMatrix {
    /// The share of samples whose class was predicted; NaN without samples.
    package var accuracy: Double { Double(correct) / Double(total) }

    /// The share of each class's samples that were recognised; nil for a class without samples.
    package var recalls: [Double?] {
        zip(supports, 0...).map { $0 > 0 ? Double(count(label: $1, predicted: $1)) / Double($0) : nil }
    }

    /// The share of the samples taken for each class that are of it; 0 for a class that was never predicted.
    package var precisions: [Double] {
        zip(predictions, 0...).map { $0 > 0 ? Double(count(label: $1, predicted: $1)) / Double($0) : 0 }
    }

    /// The mean of the classes' precisions, weighted by their samples: scikit-learn's `precision_score` with
    /// `average="weighted", zero_division=0`.
    package var weightedPrecision: Double {
        zip(precisions, supports).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(total)
    }

    /// The plain mean of the precisions of all classes that occur or were predicted: scikit-learn's `precision_score`
    /// with `average="macro", zero_division=0`.
    package var macroPrecision: Double {
        let (supports, predictions) = (supports, predictions)
        let seen = (0..<classCount).filter { supports[$0] + predictions[$0] > 0 }
        return seen.reduce(0) { $0 + precisions[$1] } / Double(seen.count)
    }

    /// The geometric mean of the recalls of the classes that occur: 0 as soon as one class is never recognised.
    package var gMean: Double {
        let recalls = recalls.compactMap(\.self)
        return exp(recalls.reduce(0) { $0 + log($1) } / Double(recalls.count))
    }
}

extension ConfusionMatrix: Codable {
    /// Encoded as its rows.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode((0..<classCount).map { Array(counts[row($0)]) })
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let rows = try container.decode([[Int]].self)
        guard !rows.isEmpty, rows.allSatisfy({ $0.count == rows.count && $0.allSatisfy { $0 >= 0 } }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "the matrix is not square")
        }
        classCount = rows.count
        counts = rows.flatMap(\.self)
    }
}
