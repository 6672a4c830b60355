/// A search for the two ends of a range.
enum RangeSearch {
    /// Ends are moved inwards by whole numbers of these steps, each by the factor 2^(-1/32).
    private static let stepsPerHalving = 32
    private static let step = 0.978_572_062_087_700_1
    /// In the first round: up to 1/32 of the whole, by halves of a halving.
    private static let coarse = (0...10).map { $0 * 16 }
    /// In later rounds both ends move by up to two such distances to either side.
    private static let fine = [4, 1]

    /// The range inside of `whole`, which holds 0, with the least cost; the first found of those that cost the same.
    ///
    /// The cost has many local minima, since each change of the scale shifts what is rounded where. A grid of all pairs
    /// of ends finds the right valley, finer ones around its best point the rest.
    static func least(
        within whole: ClosedRange<Float>, _ cost: (ClosedRange<Float>) -> Double
    ) -> ClosedRange<Float> {
        var best = (lower: 0, upper: 0, cost: cost(whole))
        func range(_ lower: Int, _ upper: Int) -> ClosedRange<Float> {
            whole.lowerBound * factor(lower)...whole.upperBound * factor(upper)
        }
        func tryAll(_ lowers: [Int], _ uppers: [Int]) {
            for lower in whole.lowerBound < 0 ? lowers : [0] {
                for upper in whole.upperBound > 0 ? uppers : [0] {
                    let own = cost(range(lower, upper))
                    if own < best.cost { best = (lower, upper, own) }
                }
            }
        }
        tryAll(coarse, coarse)
        for distance in fine {
            let around = { (center: Int) in (-2...2).map { max(0, center + $0 * distance) } }
            tryAll(around(best.lower), around(best.upper))
        }
        return range(best.lower, best.upper)
    }

    /// 2^(-steps / 32) by multiplications, which are the same on every machine.
    private static func factor(_ steps: Int) -> Float {
        let rest = (0..<steps % stepsPerHalving).reduce(1.0) { product, _ in product * step }
        return Float(Double(sign: .plus, exponent: -(steps / stepsPerHalving), significand: rest))
    }
}
