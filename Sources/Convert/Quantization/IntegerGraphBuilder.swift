import ModelIR

/// Builds the int8 counterpart of a float graph, node by node.
struct IntegerGraphBuilder {
    let plan: QuantizationPlan
    let source: Graph
    let units: StageUnits
    private(set) var result: Graph
    /// The int8 versions of values of the source.
    private var integers: [ValueID: ValueID] = [:]
    /// The versions that float nodes and the outside world read.
    private var floats: [ValueID: ValueID] = [:]
    private var rescaled: [RescaledValue: ValueID] = [:]
    private var constants: [QuantizedConstant: ValueID] = [:]
    private let layers: [ValueID: String]

    /// A value under another scale than its own.
    private struct RescaledValue: Hashable {
        let value: ValueID
        let scale: ActivationScale
    }

    init(plan: QuantizationPlan, source: Graph) {
        self.plan = plan
        self.source = source
        units = StageUnits(of: source, plan)
        result = Graph(name: source.name)
        result.provenance = source.provenance
        let made = source.nodes.flatMap { node in node.outputs.map { ($0, node.layer) } }
        layers = Dictionary(made, uniquingKeysWith: { first, _ in first })
    }

    mutating func build() throws(QuantizationError) -> Graph {
        for port in source.inputs { try addInput(port) }
        for (index, node) in source.nodes.enumerated() {
            if plan.islands.contains(index) || !node.handlesRealNumbers(in: source) {
                try addFloat(node)
            } else {
                try addInteger(node, index)
            }
        }
        for port in source.outputs { result.outputs.append(Port(name: port.name, value: try output(port))) }
        result.compact()
        do {
            try result.validate()
        } catch {
            throw QuantizationError(.badGraph, "the int8 graph is not sound: \(error.message)", at: error.location)
        }
        return result
    }

    // MARK: - Ports

    private mutating func addInput(_ port: Port) throws(QuantizationError) {
        var value = source[port.value]
        let scale = value.type == .float32 ? plan.scale(of: port.value) : nil
        switch (plan.options.ports, scale) {
        case (.float, _), (_, nil):
            let input = addInput(value, name: port.name)
            floats[port.value] = input
        case (.int8, let scale?):
            value.type = .int8
            value.quantization = scale.quantization
            integers[port.value] = addInput(value, name: port.name)
        case (.uint8, let scale?):
            value.type = .uint8
            value.quantization = scale.unsignedQuantization
            let input = addInput(value, name: port.name)
            integers[port.value] = try quantize(input, scale, name: value.name + "/int8", layer: port.name)
        }
    }

    private mutating func addInput(_ value: Value, name: String) -> ValueID {
        let input = result.add(value)
        result.inputs.append(Port(name: name, value: input))
        return input
    }

    private mutating func output(_ port: Port) throws(QuantizationError) -> ValueID {
        let layer = layers[port.value] ?? port.name
        switch (plan.options.ports, plan.scale(of: port.value)) {
        case (.float, _), (_, nil): return try float(port.value, layer: layer)
        case (.int8, _): return try integer(port.value, layer: layer)
        case (.uint8, let scale?):
            let integer = try integer(port.value, layer: layer)
            let name = source[port.value].name + "/uint8"
            let output = try append(.quantize(Quantize(to: .uint8)), [integer], names: [name], layer: layer)[0]
            result[output].quantization = scale.unsignedQuantization
            return output
        }
    }

    // MARK: - Nodes

    private mutating func addFloat(_ node: Node) throws(QuantizationError) {
        var inputs: [ValueID] = []
        for input in node.inputs { inputs.append(try float(input, layer: node.layer)) }
        let outputs = try append(node.op, inputs, names: node.outputs.map { source[$0].name }, layer: node.layer)
        for (old, new) in zip(node.outputs, outputs) { floats[old] = new }
    }

    private mutating func addInteger(_ node: Node, _ index: Int) throws(QuantizationError) {
        var inputs: [ValueID] = []
        for (position, input) in node.inputs.enumerated() {
            inputs.append(try self.input(input, at: position, of: node, index))
        }
        let outputs = try append(node.op, inputs, names: node.outputs.map { source[$0].name }, layer: node.layer)
        for (old, new) in zip(node.outputs, outputs) {
            if let scale = plan.scale(of: old) {
                result[new].quantization = units.scale(scale, of: old).quantization
                integers[old] = new
            } else {
                floats[old] = new
            }
        }
    }

    /// What an int8 node reads at `position`.
    private mutating func input(
        _ value: ValueID, at position: Int, of node: Node, _ index: Int
    ) throws(QuantizationError) -> ValueID {
        guard source[value].type == .float32 else { return try float(value, layer: node.layer) }
        if source[value].isConstant { return try constant(value, at: position, of: node, index) }
        let integer = try integer(value, layer: node.layer)
        guard plan.groups.rescaled.contains(ScaleGroups.Edge(node: index, input: position)),
            let scale = plan.scale(of: node.outputs[0])
        else { return integer }
        let key = RescaledValue(value: value, scale: scale)
        if let known = rescaled[key] { return known }
        let name = "\(source[node.outputs[0]].name)/\(source[value].name)"
        let made = try quantize(integer, scale, name: name, layer: node.layer)
        rescaled[key] = made
        return made
    }

    private mutating func append(
        _ op: Operator, _ inputs: [ValueID], names: [String], layer: String
    ) throws(QuantizationError) -> [ValueID] {
        do {
            return try result.appendMany(op, inputs, names: names, layer: layer)
        } catch {
            throw QuantizationError(.badGraph, error.message, at: error.location ?? layer)
        }
    }
}

// MARK: - Constants

extension IntegerGraphBuilder {
    /// A constant of the source as integers, which several nodes may read.
    private struct QuantizedConstant: Hashable {
        let value: ValueID
        let scales: [Float]
        let zeroPoint: Int
    }

    private mutating func constant(
        _ value: ValueID, at position: Int, of node: Node, _ index: Int
    ) throws(QuantizationError) -> ValueID {
        if let weights = plan.weights[index] {
            let unit = Double(units[node.inputs[0]]) / Double(units[node.outputs[0]])
            return position == 1
                ? kernel(value, weights, unit: unit) : bias(value, weights, input: node.inputs[0], unit: unit)
        }
        if case .shared = source.scaleRule(of: node), let scale = plan.scale(of: node.outputs[0]) {
            return operand(value, scale)
        }
        guard let range = source[value].data?.range else {
            throw QuantizationError(
                .badWeights, "the constant '\(source[value].name)' holds numbers that are not finite",
                at: "layer '\(node.layer)'")
        }
        return operand(value, ActivationScale(range: range))
    }

    private mutating func kernel(_ value: ValueID, _ weights: WeightScales, unit: Double) -> ValueID {
        let key = QuantizedConstant(value: value, scales: weights.multiplied(by: unit), zeroPoint: 0)
        return memoized(key) { weights.kernel($0, unit: unit) }
    }

    private mutating func bias(
        _ value: ValueID, _ weights: WeightScales, input: ValueID, unit: Double
    ) -> ValueID {
        let scale = plan.scale(of: input)?.scale ?? 1
        let declared = scale / units[input]
        let key = QuantizedConstant(
            value: value, scales: weights.multiplied(by: unit) + [scale, declared], zeroPoint: 0)
        return memoized(key) {
            weights.bias($0, inputScale: scale, unit: unit, declaredInputScale: declared)
        }
    }

    /// The constant operand of an elementwise operator.
    private mutating func operand(_ value: ValueID, _ scale: ActivationScale) -> ValueID {
        memoized(QuantizedConstant(value: value, scales: [scale.scale], zeroPoint: scale.zeroPoint)) { source in
            var quantized = source
            quantized.type = .int8
            quantized.data = TensorData((source.data?.floats() ?? []).map(scale.integer))
            quantized.quantization = Quantization(scales: [scale.scale], zeroPoints: [Int64(scale.zeroPoint)])
            return quantized
        }
    }

    private mutating func memoized(_ key: QuantizedConstant, _ make: (Value) -> Value) -> ValueID {
        if let known = constants[key] { return known }
        let added = result.add(make(source[key.value]))
        constants[key] = added
        return added
    }
}

// MARK: - Conversions

extension IntegerGraphBuilder {
    /// The int8 version of an activation.
    private mutating func integer(_ value: ValueID, layer: String) throws(QuantizationError) -> ValueID {
        if let known = integers[value] { return known }
        guard let scale = plan.scale(of: value) else {
            throw QuantizationError(
                .badGraph, "'\(source[value].name)' has no scale; the plan was made for another graph",
                at: "layer '\(layer)'")
        }
        let made = try quantize(
            float(value, layer: layer), scale, name: source[value].name + "/int8", layer: layers[value] ?? layer)
        integers[value] = made
        return made
    }

    /// The version of a value that float nodes and the outside world read; constants and integers as they are.
    private mutating func float(_ value: ValueID, layer: String) throws(QuantizationError) -> ValueID {
        if let known = floats[value] { return known }
        let made: ValueID
        if let integer = integers[value] {
            let name = source[value].name + "/float"
            made = try append(.dequantize(Dequantize()), [integer], names: [name], layer: layer)[0]
        } else {
            made = result.add(source[value])
        }
        floats[value] = made
        return made
    }

    private mutating func quantize(
        _ value: ValueID, _ scale: ActivationScale, name: String, layer: String
    ) throws(QuantizationError) -> ValueID {
        let quantized = try append(.quantize(Quantize()), [value], names: [name], layer: layer)[0]
        result[quantized].quantization = scale.quantization
        return quantized
    }
}
