package import ModelIR

extension ModelContents {
    /// What is in `graph`, which was read from the TFLite file at `path`.
    package init(of graph: Graph, path: String, byteCount: Int) {
        var reader = GraphTensors(graph)
        let inputs = graph.inputs.map {
            Port(name: $0.name, tensor: reader.tensor($0.value, role: .input, layer: $0.name))
        }
        let layers = graph.nodes.map { LayerContents($0, in: graph, &reader) }
        let outputs = graph.outputs.map { Port(name: $0.name, tensor: reader.output($0)) }
        let counted = graph.provenance?.parameters
        self.init(
            path: path, byteCount: byteCount, format: .tflite,
            name: graph.name, kerasVersion: graph.provenance?.kerasVersion, provenance: graph.provenance,
            inputs: inputs, outputs: outputs,
            parameters: Parameters(
                counted: counted?.total, trainable: counted?.trainable,
                stored: layers.reduce(0) { $0 + $1.parameterCount }),
            layers: layers, tensors: reader.tensors, graph: graph)
    }
}

extension ModelContents.Format {
    static let tflite = ModelContents.Format(name: "TFLite FlatBuffer (TFL3)", schemaVersion: 3)
}

extension LayerContents {
    fileprivate init(_ node: Node, in graph: Graph, _ reader: inout GraphTensors) {
        var weights: [TensorContents] = []
        var own: [TensorContents] = []
        for (place, input) in node.inputs.enumerated() where graph[input].isConstant {
            let isNew = !reader.contains(input)
            let tensor = reader.constant(input, of: node, at: place)
            guard tensor.isParameter else { continue }
            weights.append(tensor)
            if isNew { own.append(tensor) }
        }
        let made = node.outputs.map { reader.tensor($0, role: .activation, layer: node.layer) }
        self.init(
            name: node.layer, operator: node.op.name, outputShape: made.first?.shape,
            macs: graph.multiplyAccumulates(of: node), weights: weights, ownWeights: own, activation: made.first)
    }
}

/// Describes the values of a graph, each once.
private struct GraphTensors {
    private let graph: Graph
    private var places: [ValueID: Int] = [:]
    private(set) var tensors: [TensorContents] = []

    init(_ graph: Graph) { self.graph = graph }

    func contains(_ value: ValueID) -> Bool { places[value] != nil }

    mutating func tensor(_ value: ValueID, role: TensorContents.Role, layer: String) -> TensorContents {
        if let place = places[value] { return tensors[place] }
        let described = graph[value]
        let dimensions = described.shape.dimensions
        let axis = described.quantization.flatMap { $0.scales.count > 1 ? $0.axis : nil }
        let tensor = TensorContents(
            name: described.name, layer: layer, role: role, type: described.type, shape: described.shape.reported,
            quantization: described.quantization, channels: axis.flatMap { ChannelLayout(axis: $0, of: dimensions) },
            elements: described.data.map(TensorContents.Elements.stored) ?? .none)
        places[value] = tensors.count
        tensors.append(tensor)
        return tensor
    }

    /// A constant that `node` takes as its input number `place`.
    mutating func constant(_ value: ValueID, of node: Node, at place: Int) -> TensorContents {
        let isParameter = graph[value].type.isFloatingPoint || graph[value].quantization != nil
        let axis = node.op.channelAxisOfKernel
        let role: TensorContents.Role =
            !isParameter ? .constant : axis != nil && place == 2 ? .bias : .weight
        let isNew = !contains(value)
        var tensor = tensor(value, role: role, layer: node.layer)
        // Scales along an axis say what the channels are, whatever the operator says.
        guard isNew, place == 1, let axis, tensor.channels == nil else { return tensor }
        tensor.channels = ChannelLayout(axis: axis, of: graph[value].shape.dimensions)
        tensors[tensors.count - 1] = tensor
        return tensor
    }

    mutating func output(_ port: Port) -> TensorContents {
        let tensor = tensor(port.value, role: .output, layer: port.name)
        guard tensor.role == .activation, let place = places[port.value] else { return tensor }
        tensors[place].role = .output
        return tensors[place]
    }
}

extension Operator {
    /// The axis of the kernel that counts output channels; nil for operators without a kernel.
    fileprivate var channelAxisOfKernel: Int? {
        switch self {
        case .conv2D, .fullyConnected: 0
        case .depthwiseConv2D: 3
        case .pool2D, .binary, .concatenation, .unary, .prelu, .softmax, .logSoftmax, .split, .pack, .pad, .slice,
            .reshape,
            .squeeze, .expandDims, .transpose, .reduce, .resize, .cast, .shape, .quantize, .dequantize:
            nil
        }
    }
}

extension Graph {
    /// Multiply-accumulates of one run of `node` at batch 1.
    func multiplyAccumulates(of node: Node) -> Int {
        node.op.payload.multiplyAccumulates(
            inputs: node.inputs.map { self[$0].shape }, outputs: node.outputs.map { self[$0].shape })
    }
}

extension Shape {
    /// Dimensions with nil for a free batch.
    var reported: [Int?] { signature.map { $0 < 0 ? nil : $0 } }
}

extension Int {
    /// The sum, or the largest number where it is larger than that.
    package func addingSaturated(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
