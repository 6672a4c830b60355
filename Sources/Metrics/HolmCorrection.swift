/// Probabilities of several comparisons made at once.
package enum HolmCorrection {
    /// Each of `probabilities` raised so far that a limit of 5 % holds for the whole family: with k comparisons the
    /// smallest is multiplied by k, the next by k - 1, and none becomes smaller than one before it (Holm, 1979).
    package static func adjusted(_ probabilities: [Double]) -> [Double] {
        var adjusted = probabilities
        var largest = 0.0
        for (rank, index) in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] }).enumerated() {
            largest = max(largest, min(1, probabilities[index] * Double(probabilities.count - rank)))
            adjusted[index] = largest
        }
        return adjusted
    }
}
