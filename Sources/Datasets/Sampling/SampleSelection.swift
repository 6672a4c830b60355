import Digests

/// Samples drawn from a part of a data set.
///
/// Where there are labels, each class is drawn from by itself, in proportion to its size. What is drawn follows from the
/// choice, the number of samples and their labels alone. A smaller share of the same seed is, up to rounding, contained
/// in a larger one.
package struct SampleSelection: Sendable {
    /// What was asked for.
    package let choice: SampleChoice
    /// The samples that were drawn, in ascending order.
    package let indices: [Int]
    /// The SHA-256 of the indices, each as four bytes, lowest first, in lower-case hexadecimal.
    package let digest: String

    /// Draws from `part`.
    package init(_ choice: SampleChoice, from part: DataPart) throws(DataError) {
        self.choice = choice
        let strata = try SampleSelection.strata(choice, of: part)
        let available = strata.reduce(0) { $0 + $1.samples.count }
        let total = try SampleSelection.total(choice, available: available, in: part)
        let shares = Apportionment.shares(of: total, among: strata.map(\.samples.count))
        var drawn: [Int] = []
        for (stratum, share) in zip(strata, shares) {
            var generator = SplitMix64(seed: choice.seed, stream: stratum.label)
            drawn += generator.draw(share, of: stratum.samples)
        }
        indices = drawn.sorted()
        do {
            digest = try SHA256.digest(of: indices.map { UInt32(truncatingIfNeeded: $0).littleEndian })
        } catch {
            throw DataError(.libraryMissing, error.description)
        }
    }

    /// The samples to draw from, those of each class together.
    private static func strata(
        _ choice: SampleChoice, of part: DataPart
    ) throws(DataError) -> [(label: Int, samples: [Int])] {
        guard !choice.classes.isEmpty || part.labels != nil else { return [(0, Array(0..<part.count))] }
        let samples = Dictionary(grouping: 0..<part.count, by: try part.requireLabels().at)
        for wanted in choice.classes where samples[wanted] == nil {
            throw DataError(
                .badChoice, "has no samples of class \(wanted); it has \(classes(samples.keys.sorted()))",
                at: part.location)
        }
        let wanted = choice.classes.isEmpty ? Set(samples.keys) : Set(choice.classes)
        return wanted.sorted().map { ($0, samples[$0] ?? []) }
    }

    private static func classes(_ labels: [Int]) -> String {
        guard let first = labels.first, let last = labels.last else { return "none" }
        return last - first + 1 == labels.count
            ? "classes \(first) to \(last)" : "classes " + labels.map(String.init).joined(separator: ", ")
    }

    private static func total(
        _ choice: SampleChoice, available: Int, in part: DataPart
    ) throws(DataError) -> Int {
        if let count = choice.count {
            guard choice.fraction == nil else {
                throw DataError(.badChoice, "a number of samples and a fraction of them exclude each other")
            }
            guard count > 0 else { throw DataError(.badChoice, "\(count) samples cannot be drawn; 1 is the least") }
            guard count <= available else {
                throw DataError(
                    .badChoice, "has \(available) samples to draw from, not \(count)", at: part.location)
            }
            return count
        }
        guard let fraction = choice.fraction else { return available }
        guard fraction > 0, fraction <= 1 else {
            throw DataError(.badChoice, "fraction \(fraction) is not over 0 and at most 1")
        }
        return max(1, Int((fraction * Double(available)).rounded()))
    }
}

extension [Int] {
    fileprivate func at(_ index: Int) -> Int { self[index] }
}
