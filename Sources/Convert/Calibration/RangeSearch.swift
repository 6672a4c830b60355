#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A search for the two ends of a range.
enum RangeSearch {
    /// Factors by which both ends are moved inwards in the first round: down to 1/32 of the whole.
    private static let coarseCount = 11
    private static let coarseStep = 0.5
    /// In later rounds both ends move by up to two of these steps (binary logarithms) to either side.
    private static let fineSteps = [0.125, 0.03125]

    /// The range inside of `whole`, which holds 0, with the least cost; the widest of those where several cost the same.
    ///
    /// The cost has many local minima, since each change of the scale shifts what is rounded where. A grid of all pairs
    /// of ends finds the right valley, finer ones around its best point the rest.
    static func least(
        within whole: ClosedRange<Float>, _ cost: (ClosedRange<Float>) -> Double
    ) -> ClosedRange<Float> {
        var best = (lower: 0.0, upper: 0.0, cost: cost(whole))
        func range(_ lower: Double, _ upper: Double) -> ClosedRange<Float> {
            whole.lowerBound * Float(exp2(-lower))...whole.upperBound * Float(exp2(-upper))
        }
        func tryAll(_ lowers: [Double], _ uppers: [Double]) {
            for lower in whole.lowerBound < 0 ? lowers : [0] {
                for upper in whole.upperBound > 0 ? uppers : [0] {
                    let own = cost(range(lower, upper))
                    if own < best.cost { best = (lower, upper, own) }
                }
            }
        }
        let coarse = (0..<coarseCount).map { Double($0) * coarseStep }
        tryAll(coarse, coarse)
        for step in fineSteps {
            let around = { (center: Double) in (-2...2).map { max(0, center + Double($0) * step) } }
            tryAll(around(best.lower), around(best.upper))
        }
        return range(best.lower, best.upper)
    }
}
