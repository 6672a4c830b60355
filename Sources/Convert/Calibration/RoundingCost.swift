/// The mean squared error that int8 makes of numbers, behind the functions that read them.
struct RoundingCost {
    /// The middles of the bins that hold anything, ascending, and the share of all numbers in each.
    private var numbers: [Float] = []
    private var shares: [Float] = []
    private let readers: [ReadingFunction]
    /// What each reader makes of `numbers`.
    private let exact: [[Float]]

    init(_ histogram: Histogram, readers: [ReadingFunction]) {
        let total = Double(histogram.total)
        for (index, count) in histogram.counts.enumerated() where count > 0 {
            numbers.append(Float(histogram.center(index)))
            shares.append(Float(Double(count) / total))
        }
        self.readers = readers
        let numbers = numbers
        exact = readers.map { reader in numbers.map { reader($0) } }
    }

    /// The sum over all readers, with the scale and zero point that `range` gets.
    func cost(of range: ClosedRange<Float>) -> Double {
        let scale = ActivationScale(range: range)
        let steps = (-128...127).map { scale.scale * Float($0 - scale.zeroPoint) }
        let inverse = 1 / scale.scale
        let zeroPoint = Float(scale.zeroPoint)
        var sum = 0.0
        for (reader, exact) in zip(readers, exact) {
            let rounded = steps.map { reader($0) }
            for index in numbers.indices {
                let integer = min(max((numbers[index] * inverse).rounded(.toNearestOrEven) + zeroPoint, -128), 127)
                let error = rounded[Int(integer) + 128] - exact[index]
                sum += Double(shares[index] * error * error)
            }
        }
        return sum
    }
}
