import Convert
import ModelIR

/// In which units the second model has values of linear stages, and thereby the weights around them, in comparison with
/// the first model.
///
/// An int8 model of ours declares values between layers without activation in a unit that makes one scale exactly 1
/// (`docs/decisions/016-int8-graphs.md`). The scales of the weights tell the unit.
struct StageUnits: Sendable {
    /// By value of the first model; 1 for all others.
    private var units: [ValueID: Double] = [:]
    private var stages: Set<ValueID> = []

    /// - Parameter partners: for each layer of the first model its partner in the second.
    init(of pair: ComparedPair, partners: [Int: Int]) {
        guard pair.hasUnits, let graph = pair.a.real else { return }
        var layers: [Int: Int] = [:]
        for (place, layer) in pair.a.layers.enumerated() {
            for node in layer.nodes { layers[node] = place }
        }
        for stage in LinearStage.all(in: graph) {
            stages.formUnion(stage.values)
            let ratios = stage.writers.compactMap { writer -> Double? in
                guard let place = layers[writer], let partner = partners[place] else { return nil }
                let constants = try? ConstantPair.all(pair.a.layers[place], pair.b.layers[partner], in: pair)
                let node = graph.nodes[writer]
                guard let kernel = constants?.first(where: { $0.role == .kernel && $0.output == node.outputs[0] })
                else { return nil }
                return kernel.ratio().map { $0 * self[kernel.input] }
            }
            guard let unit = ratios.median, unit > 0, unit.isFinite else { continue }
            for value in stage.values { units[value] = unit }
        }
    }

    /// What the first model's value is multiplied by to be the second's.
    subscript(value: ValueID) -> Double { units[value] ?? 1 }

    /// Whether a value is part of a linear stage, where biases may have moved on.
    func isInStage(_ value: ValueID) -> Bool { stages.contains(value) }
}

extension ConstantPair {
    /// By what the second kernel is the first one multiplied.
    ///
    /// Scales tell it nearly exactly, because both come from the largest weight of each channel; otherwise, or where they
    /// do not fit the weights, the factor with the least error is taken.
    func ratio() -> Double? {
        let (numbers, others) = numbers()
        guard let fitted = Fit(numbers, others).factor, fitted > 0 else { return nil }
        guard let scales = scaleRatio(numbers, others), abs(scales / fitted - 1) < 0.05 else { return fitted }
        return scales
    }

    private func scaleRatio(_ numbers: [Float], _ others: [Float]) -> Double? {
        guard let a, let b else { return nil }
        let (first, second) = (a.steps(numbers), b.steps(others))
        if let first, let second, first.count == second.count {
            return zip(first, second).compactMap { $0 > 0 ? $1 / $0 : nil }.median
        }
        if let second, let quantization = b.quantization {
            return zip(largest(numbers, quantization), second).compactMap { $0 > 0 ? $1 * 127 / $0 : nil }.median
        }
        if let first, let quantization = a.quantization {
            return zip(largest(others, quantization), first).compactMap { $1 > 0 ? $0 / ($1 * 127) : nil }.median
        }
        return nil
    }

    /// The largest magnitude of each channel that has a scale in `quantization`.
    private func largest(_ numbers: [Float], _ quantization: Quantization) -> [Double] {
        let count = quantization.scales.count
        let axis = quantization.axis
        guard count > 1, shape.dimensions.indices.contains(axis), shape[axis] == count else {
            return [Double(numbers.reduce(0) { max($0, abs($1)) })]
        }
        let stride = max(1, shape.dimensions[(axis + 1)...].reduce(1, *))
        var largest = Array(repeating: Float(0), count: count)
        for (index, number) in numbers.enumerated() {
            let channel = index / stride % count
            largest[channel] = max(largest[channel], abs(number))
        }
        return largest.map { Double($0) }
    }
}

extension Value {
    /// The scales of an int8 constant.
    fileprivate func steps(_: [Float]) -> [Double]? {
        guard type == .int8, let quantization, !quantization.scales.isEmpty else { return nil }
        return quantization.scales.map { Double($0) }
    }
}

extension [Double] {
    /// The one in the middle of the sorted numbers.
    var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
