package import ModelIR

extension CalibrationTable {
    /// The table of a plan.
    ///
    /// - Parameters:
    ///   - plan: what became of the ranges.
    ///   - graph: the float graph that the plan was made for.
    ///   - ranges: the ranges that were chosen, by the value's name.
    ///   - observations: what they were chosen from.
    package init(
        of plan: QuantizationPlan, for graph: Graph, ranges: [String: ClosedRange<Float>], observations: Observations,
        origin: CalibrationOrigin
    ) {
        let uses = graph.uses()
        let observed = Dictionary(
            observations.values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let values = graph.values.indices.compactMap { index -> TableValue? in
            let id = ValueID(index)
            guard let scale = plan.scale(of: id) else { return nil }
            let name = graph[id].name
            let node = uses.producer(of: id).map { graph.nodes[$0] }
            // A scale that had to grow stands for a wider range than the one that was chosen.
            let chosen = ranges[name].flatMap { ActivationScale(range: $0) == scale ? $0 : nil } ?? scale.range
            let seen = observed[name]
            let clipped = seen?.histogram.shares(outside: chosen)
            return TableValue(
                name: name, layer: node?.layer ?? "", operatorName: node?.op.name, range: chosen,
                observed: seen.map { $0.minimum...$0.maximum }, scale: scale, clippedBelow: clipped?.below,
                clippedAbove: clipped?.above)
        }
        let weights = plan.weights.sorted { $0.key < $1.key }.map { index, scales in
            let node = graph.nodes[index]
            return TableWeight(
                name: graph[node.inputs[1]].name, layer: node.layer, axis: scales.axis, scales: scales.scales)
        }
        self.init(origin: origin, values: values, weights: weights)
    }
}

extension Histogram {
    /// The shares of the numbers in bins that lie below and above `range` as a whole.
    fileprivate func shares(outside range: ClosedRange<Float>) -> (below: Double, above: Double) {
        var below: UInt64 = 0
        var above: UInt64 = 0
        for (index, count) in counts.enumerated() {
            if center(index) + width / 2 <= Double(range.lowerBound) { below += count }
            if center(index) - width / 2 > Double(range.upperBound) { above += count }
        }
        let all = Double(max(1, total))
        return (Double(below) / all, Double(above) / all)
    }
}
