package import ModelIR

/// How a float graph becomes int8: which nodes stay float, and the scale of every activation and every weight.
///
/// Follows TFLite's quantization specification. Where the ranges alone would ask for ratios between scales that LiteRT's
/// kernels refuse, the scale of the operator's output grows.
package struct QuantizationPlan: Sendable {
    package let options: QuantizationOptions
    /// The nodes that stay float.
    package let islands: FloatIslands
    package let groups: ScaleGroups
    /// The scale of each group in ``groups``.
    package let scales: [ActivationScale]
    /// The observed range of each group in ``groups``: the union over its values.
    package let ranges: [ClosedRange<Float>]
    /// The scales of the weights of convolutions and dense layers, by the node's index in the graph.
    package let weights: [Int: WeightScales]
    /// What stays float and what was only guessed.
    package let warnings: [QuantizationWarning]

    /// - Parameters:
    ///   - graph: an optimised float graph.
    ///   - ranges: what each activation in a group of ``ScaleGroups`` was seen to hold, by the value's name; those of
    ///     groups with a fixed scale may be missing.
    ///   - scales: scales that are given instead of computed from ranges, by the value's name.
    package init(
        graph: Graph, ranges: [String: ClosedRange<Float>], scales: [String: ActivationScale] = [:],
        options: QuantizationOptions = QuantizationOptions()
    ) throws(QuantizationError) {
        var forced: [Int: String] = [:]
        while true {
            let islands = FloatIslands(graph: graph, forced: forced)
            let groups = ScaleGroups(graph: graph, islands: islands)
            var solver = try ScaleSolver(
                graph: graph, islands: islands, groups: groups, ranges: ranges, given: scales, options: options)
            try solver.respectLimits()
            let refused = solver.refusedNodes()
            guard refused.isEmpty else {
                forced.merge(refused) { first, _ in first }
                continue
            }
            self.options = options
            self.islands = islands
            self.groups = groups
            self.scales = solver.scales
            self.ranges = solver.ranges
            weights = solver.weights
            warnings = Self.warnings(graph, islands, groups, solver.ranges)
            return
        }
    }

    /// The scale of an activation; nil for what has none.
    package func scale(of value: ValueID) -> ActivationScale? { groups.group(of: value).map { scales[$0] } }

    private static func warnings(
        _ graph: Graph, _ islands: FloatIslands, _ groups: ScaleGroups, _ ranges: [ClosedRange<Float>]
    ) -> [QuantizationWarning] {
        let uses = graph.uses()
        var warnings: [QuantizationWarning] = []
        for (node, reason) in zip(graph.nodes, islands.reasons) {
            guard let reason else { continue }
            warnings.append(
                QuantizationWarning(
                    layer: node.layer, operatorName: node.op.name, message: "stays float32, because \(reason)"))
        }
        for (group, range) in zip(groups.groups, ranges) where group.fixed == nil && range == 0...0 {
            guard let producer = group.values.lazy.compactMap({ uses.producer(of: $0) }).first else { continue }
            let node = graph.nodes[producer]
            warnings.append(
                QuantizationWarning(
                    layer: node.layer, operatorName: node.op.name,
                    message: "gave only 0 for every sample, so that its scale is a guess; calibrate with more samples"))
        }
        return warnings
    }
}
