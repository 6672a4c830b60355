import ModelIR

/// Finds the scales of a plan: from ranges first, then growing where kernels ask for it.
struct ScaleSolver {
    private let graph: Graph
    private let islands: FloatIslands
    private let groups: ScaleGroups
    private let options: QuantizationOptions
    /// The scale and the observed range of each group.
    private(set) var scales: [ActivationScale] = []
    private(set) var ranges: [ClosedRange<Float>] = []
    /// The scales of weights by node.
    private(set) var weights: [Int: WeightScales] = [:]

    init(
        graph: Graph, islands: FloatIslands, groups: ScaleGroups, ranges: [String: ClosedRange<Float>],
        given: [String: ActivationScale], options: QuantizationOptions
    ) throws(QuantizationError) {
        self.graph = graph
        self.islands = islands
        self.groups = groups
        self.options = options
        let uses = graph.uses()
        for group in groups.groups {
            var range: ClosedRange<Float> = 0...0
            for value in group.values {
                let location = graph.location(of: value, uses)
                guard let own = ranges[graph[value].name] ?? group.fixed?.range else {
                    throw QuantizationError(
                        .badRange, "no range was observed for '\(graph[value].name)'; calibrate it", at: location)
                }
                guard own.lowerBound.isFinite, own.upperBound.isFinite else {
                    throw QuantizationError(
                        .badRange,
                        "'\(graph[value].name)' ranges from \(own.lowerBound) to \(own.upperBound), which no scale "
                            + "expresses", at: location)
                }
                range = min(range.lowerBound, own.lowerBound)...max(range.upperBound, own.upperBound)
            }
            self.ranges.append(range)
            scales.append(try Self.scale(of: group, range, given, graph, uses))
        }
    }

    private static func scale(
        of group: ScaleGroups.Group, _ range: ClosedRange<Float>, _ given: [String: ActivationScale], _ graph: Graph,
        _ uses: Uses
    ) throws(QuantizationError) -> ActivationScale {
        var chosen = group.fixed
        for value in group.values {
            guard let own = given[graph[value].name] else { continue }
            let location = graph.location(of: value, uses)
            guard own.scale.isNormal, own.scale > 0, (-128...127).contains(own.zeroPoint) else {
                throw QuantizationError(
                    .badScale, "'\(graph[value].name)' cannot have scale \(own.scale) and zero point \(own.zeroPoint)",
                    at: location)
            }
            guard chosen == nil || chosen == own else {
                throw QuantizationError(
                    .badScale,
                    "'\(graph[value].name)' is given scale \(own.scale) and zero point \(own.zeroPoint), but must have "
                        + "\(chosen?.scale ?? 0) and \(chosen?.zeroPoint ?? 0)"
                        + (group.fixed == nil ? ", as the values that share its scale" : ", which its operator fixes"),
                    at: location)
            }
            chosen = own
        }
        if let chosen { return chosen }
        let scale = ActivationScale(range: range)
        guard scale.scale >= 0x1p-80, scale.scale <= 0x1p80 else {
            throw QuantizationError(
                .badRange,
                "'\(graph[group.values[0]].name)' ranges from \(range.lowerBound) to \(range.upperBound), which no "
                    + "scale expresses", at: graph.location(of: group.values[0], uses))
        }
        return scale
    }

    /// Lets scales of outputs grow until every operator can be run.
    ///
    /// Each node asks at most for what its inputs have grown to, and nodes stand in order, so that this settles.
    mutating func respectLimits() throws(QuantizationError) {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (index, node) in graph.nodes.enumerated() where isInteger(index) {
                let inputs = node.inputs.map { scale(ofInput: $0, of: node) }
                weights[index] = try weightScales(of: node, inputScale: inputs[0] ?? 1)
                guard case .free = graph.scaleRule(of: node), let output = groups.group(of: node.outputs[0]) else {
                    continue
                }
                let smallest = ScaleLimits.smallestOutput(of: node, inputs: inputs, weights: weights[index])
                if scales[output].scale < smallest, groups.groups[output].fixed == nil {
                    scales[output] = ActivationScale(scale: smallest, zeroPoint: scales[output].zeroPoint)
                    isSettled = false
                }
            }
        }
    }

    /// Nodes that LiteRT would refuse with these scales, with the reasons.
    func refusedNodes() -> [Int: String] {
        var refused: [Int: String] = [:]
        for (index, node) in graph.nodes.enumerated() where isInteger(index) {
            guard case .binary(let binary) = node.op, binary.function == .mul,
                let output = groups.group(of: node.outputs[0])
            else { continue }
            let product = node.inputs.compactMap { scale(ofInput: $0, of: node) }.reduce(1, *)
            if product / scales[output].scale < ScaleLimits.smallestProduct {
                refused[index] = "its inputs have too small a scale beside its output's"
            }
        }
        return refused
    }

    private func isInteger(_ index: Int) -> Bool {
        !islands.contains(index) && graph.nodes[index].handlesRealNumbers(in: graph)
    }

    /// The scale of an input of `node`; nil for weights, biases and integers.
    private func scale(ofInput input: ValueID, of node: Node) -> Float? {
        if let group = groups.group(of: input) { return scales[group].scale }
        guard graph[input].type == .float32, let data = graph[input].data, node.op.weightAxis == nil else { return nil }
        return ActivationScale(range: data.range ?? 0...0).scale
    }

    private func weightScales(of node: Node, inputScale: Float) throws(QuantizationError) -> WeightScales? {
        guard let axis = node.op.weightAxis else { return nil }
        return try WeightScales(
            kernel: graph[node.inputs[1]], bias: node.inputs.count > 2 ? graph[node.inputs[2]] : nil, axis: axis,
            isPerTensor: options.hasPerTensorDense && node.op.isDense, inputScale: inputScale, layer: node.layer)
    }
}

extension Operator {
    /// The dimension of the weights along which output channels run; nil for operators without weights.
    var weightAxis: Int? {
        switch self {
        case .conv2D, .fullyConnected: 0
        case .depthwiseConv2D: 3
        case .pool2D, .unary, .binary, .prelu, .softmax, .logSoftmax, .concatenation, .split, .pack, .pad, .slice,
            .reshape, .squeeze, .expandDims, .transpose, .reduce, .resize, .cast, .shape, .quantize, .dequantize:
            nil
        }
    }

    /// Whether this is a dense layer.
    var isDense: Bool {
        if case .fullyConnected = self { true } else { false }
    }
}

extension TensorData {
    /// The smallest and the largest element; nil where there is none, or one is not a finite number.
    var range: ClosedRange<Float>? {
        let numbers = floats()
        guard let first = numbers.first, numbers.allSatisfy(\.isFinite) else { return nil }
        return numbers.reduce(first...first) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    }
}

extension Graph {
    /// The layer that makes `value`, or the port through which it comes, for messages.
    func location(of value: ValueID, _ uses: Uses) -> String {
        uses.producer(of: value).map { "layer '\(nodes[$0].layer)'" } ?? "input '\(self[value].name)'"
    }
}
