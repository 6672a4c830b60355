import ModelIR

/// Units for the values of linear stages in which one scale of each stage is exactly 1.
///
/// The integers stay what they are; only what they are declared to stand for changes, by one factor for all values of a
/// stage, which the scales of the weights around it take up. Where a layer's input has the scale 1, its weights and its
/// bias have equal scales, which a file stores once: 8 % of the scales of an EfficientNet.
struct StageUnits {
    /// How large the unit of each value is; 1 where a value is missing.
    private var units: [ValueID: Float] = [:]

    init(of graph: Graph, _ plan: QuantizationPlan) {
        for stage in LinearStage.all(in: graph) {
            let nodes = stage.writers + stage.sums + stage.readers
            guard !nodes.contains(where: plan.islands.contains), stage.values.allSatisfy(plan.hasScaleAlone) else {
                continue
            }
            var savings: [ValueID: Int] = [:]
            for index in stage.readers {
                let node = graph.nodes[index]
                savings[node.inputs[0], default: 0] += plan.weights[index]?.scales.count ?? 0
            }
            let best = stage.values.max { (savings[$0] ?? 0, $1.index) < (savings[$1] ?? 0, $0.index) }
            guard let unit = best.flatMap({ plan.scale(of: $0) })?.scale else { continue }
            for value in stage.values { units[value] = unit }
        }
    }

    subscript(value: ValueID) -> Float { units[value] ?? 1 }

    /// `scale` in the unit of `value`.
    func scale(_ scale: ActivationScale, of value: ValueID) -> ActivationScale {
        ActivationScale(scale: scale.scale / self[value], zeroPoint: scale.zeroPoint)
    }
}

extension QuantizationPlan {
    /// Whether a value shares its scale with no other and no operator fixes it.
    fileprivate func hasScaleAlone(_ value: ValueID) -> Bool {
        guard let index = groups.group(of: value) else { return false }
        return groups.groups[index].values.count == 1 && groups.groups[index].fixed == nil
    }
}
