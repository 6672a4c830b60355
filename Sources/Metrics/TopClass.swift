/// The class that an output stands for.
package enum TopClass {
    /// The index of the largest element, the lowest of equal ones, the first NaN before all: NumPy's `argmax`.
    ///
    /// `scores` must not be empty.
    package static func index(of scores: some RandomAccessCollection<Float>) -> Int {
        var (best, highest) = (0, -Float.infinity)
        for (index, score) in scores.enumerated() {
            guard !score.isNaN else { return index }
            if score > highest { (best, highest) = (index, score) }
        }
        return best
    }

    /// The class that one probability stands for: 1 above a half, else 0.
    package static func index(ofProbability probability: Float) -> Int { probability > 0.5 ? 1 : 0 }
}
