package import ModelIR

extension CalibrationTable {
    /// What a table says about a graph.
    package struct Contents: Sendable {
        /// By the name of the activation, as ``QuantizationPlan`` takes them.
        package fileprivate(set) var ranges: [String: ClosedRange<Float>] = [:]
        package fileprivate(set) var scales: [String: ActivationScale] = [:]
        /// What a person should know.
        package fileprivate(set) var warnings: [String] = []
    }

    /// The ranges and scales of the activations of `graph`.
    ///
    /// - Throws: where the table lacks an activation, or names one that the graph does not have.
    package func contents(for graph: Graph, groups: ScaleGroups) throws(CalibrationError) -> Contents {
        var contents = Contents()
        if let digest = graph.provenance?.sourceSHA256, digest != origin.sourceSHA256 {
            contents.warnings.append(
                "the table was made of another file (\(origin.model), SHA-256 \(origin.sourceSHA256.prefix(12))…); unless the "
                    + "weights are the same, calibrate again")
        }
        let needed = groups.groups.flatMap { group in
            group.values.map { (name: graph[$0].name, isFixed: group.fixed != nil) }
        }
        let known = Set(graph.values.map(\.name))
        for value in values {
            guard known.contains(value.name) else {
                throw CalibrationError(
                    .badTable,
                    "the model has no such value; the table belongs to another model, or the name was changed",
                    at: "'\(value.name)'")
            }
            contents.ranges[value.name] = value.range ?? value.scale?.range
            contents.scales[value.name] = value.scale
        }
        let missing = needed.filter { contents.ranges[$0.name] == nil && !$0.isFixed }.map { "'\($0.name)'" }
        guard missing.isEmpty else {
            let named =
                missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? " and \(missing.count - 5) more" : "")
            throw CalibrationError(.badTable, "the table has no range for \(named); add them or write the table anew")
        }
        return contents
    }

    /// What was edited and cannot be used: the scales of weights follow from the weights, those of activations from
    /// what LiteRT's kernels take.
    package func differences(from plan: QuantizationPlan, for graph: Graph) -> [String] {
        var warnings: [String] = []
        let own = Dictionary(weights.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, scales) in plan.weights.sorted(by: { $0.key < $1.key }) {
            let name = graph[graph.nodes[index].inputs[1]].name
            guard let listed = own[name], listed.scales != scales.scales else { continue }
            warnings.append(
                "layer '\(graph.nodes[index].layer)': the table's scales of the weights are not those of the model's weights, "
                    + "which are used")
        }
        for value in graph.values.indices.map(ValueID.init) {
            guard let scale = plan.scale(of: value),
                let listed = values.first(where: { $0.name == graph[value].name })?.scale, listed != scale
            else { continue }
            warnings.append(
                "'\(graph[value].name)': the table's scale \(listed.scale) had to become \(scale.scale), which LiteRT's kernels ask "
                    + "for")
        }
        return warnings
    }
}
