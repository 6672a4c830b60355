import ModelIR

extension Graph {
    /// The same graph in real numbers: integers that stand for them and narrow floats become float32, and what only
    /// converts between them is left out. Values keep their IDs.
    ///
    ///     Given:   %1 = QUANTIZE(%0)                     Result:   %2 = CONV_2D(%0, 0.5 * w, b)
    ///              %2 = CONV_2D(%1, w int8 * 0.5, b)
    func inRealNumbers() -> Graph {
        var result = self
        for index in values.indices {
            let value = result.values[index]
            guard value.isQuantized || value.type == .float16 || value.type == .float64 else { continue }
            result[ValueID(index)] = Value(
                name: value.name, shape: value.shape, data: value.data.map { _ in TensorData(value.realNumbers()) })
        }
        var sources: [ValueID: ValueID] = [:]
        func source(_ value: ValueID) -> ValueID { sources[value] ?? value }
        result.nodes = []
        for var node in nodes {
            node.inputs = node.inputs.map(source)
            if convertsOnly(node) {
                sources[node.outputs[0]] = node.inputs[0]
            } else {
                result.nodes.append(node)
            }
        }
        result.outputs = outputs.map { Port(name: $0.name, value: source($0.value)) }
        return result
    }

    /// Whether a node changes the type of numbers and nothing else.
    private func convertsOnly(_ node: Node) -> Bool {
        switch node.op {
        case .quantize, .dequantize: true
        case .cast: node.inputs.allSatisfy { self[$0].type == .float16 } && self[node.outputs[0]].type == .float32
        default: false
        }
    }
}

extension Value {
    /// Whether the elements are integers that stand for real numbers.
    var isQuantized: Bool { !type.isFloatingPoint && quantization.map { !$0.scales.isEmpty } ?? false }

    /// The elements of a constant as the real numbers that they stand for, in float32 as LiteRT computes them; empty for
    /// what is no constant.
    func realNumbers() -> [Float] {
        guard var numbers = data?.floats() else { return [] }
        guard isQuantized, let quantization else { return numbers }
        quantization.makeReal(&numbers, shape: shape.dimensions)
        return numbers
    }
}

extension Quantization {
    /// Replaces integers by what they stand for.
    /// - Parameter shape: of the tensor, whose dimension at ``axis`` several scales run along.
    func makeReal(_ numbers: inout [Float], shape: [Int]) {
        let isPerChannel = scales.count > 1 && shape.indices.contains(axis) && shape[axis] == scales.count
        let channels = isPerChannel ? scales.count : 1
        let stride = isPerChannel ? shape[(axis + 1)...].reduce(1, *) : max(1, numbers.count)
        var start = 0
        var channel = 0
        while start < numbers.count, stride > 0 {
            let scale = scales[channel]
            let zeroPoint = zeroPoints.isEmpty ? 0 : Float(zeroPoints[min(channel, zeroPoints.count - 1)])
            for index in start..<min(numbers.count, start + stride) {
                numbers[index] = scale * (numbers[index] - zeroPoint)
            }
            start += stride
            channel = channel + 1 == channels ? 0 : channel + 1
        }
    }
}
