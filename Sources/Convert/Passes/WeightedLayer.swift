import ModelIR

/// A convolution, depthwise convolution or dense layer with constant weights, seen as
/// `output[o] = sum(kernel[o, …] * input[…]) + bias[o]`.
struct WeightedLayer {
    let nodeIndex: Int
    let input: ValueID
    let output: ValueID
    let kernel: ValueID
    let bias: ValueID?
    let outputChannels: Int
    let activation: FusedActivation
    private let layout: Layout

    /// Nil where the node at `index` is anything else, or its weights are not float32 constants.
    init?(at index: Int, in graph: Graph) {
        let node = graph.nodes[index]
        if case .depthwiseConv2D(let depthwise) = node.op {
            outputChannels = graph[node.inputs[1]].shape[3]
            layout = .outputLast(multiplier: depthwise.depthMultiplier)
        } else if case .conv2D = node.op {
            let shape = graph[node.inputs[1]].shape
            outputChannels = shape[0]
            layout = .outputFirst(inputChannels: shape[3], groups: graph[node.inputs[0]].shape[3] / shape[3])
        } else if case .fullyConnected = node.op {
            // Channels are known by their place in a row only where each row of the kernel reads whole positions.
            let shape = graph[node.inputs[1]].shape
            guard let channels = graph[node.inputs[0]].shape.dimensions.last, channels > 0,
                shape[1] % channels == 0
            else {
                return nil
            }
            outputChannels = shape[0]
            layout = .outputFirst(inputChannels: shape[1], groups: 1)
        } else {
            return nil
        }
        let constants = node.inputs.dropFirst().map { graph[$0] }
        guard constants.allSatisfy({ $0.isConstant && $0.type == .float32 }), constants[0].shape.elementCount > 0 else {
            return nil
        }
        nodeIndex = index
        input = node.inputs[0]
        output = node.outputs[0]
        kernel = node.inputs[1]
        bias = node.inputs.count > 2 ? node.inputs[2] : nil
        activation = node.op.activation ?? .none
    }
}

/// How the elements of a kernel relate to input and output channels, as a matrix of rows that lie one after the other.
private enum Layout {
    /// OHWI or OI: one row for each output channel, in which the input channel of the row's group runs fastest.
    case outputFirst(inputChannels: Int, groups: Int)
    /// 1HWO: one row for each position, with one weight for each output channel; `multiplier` of them read the same
    /// input channel.
    case outputLast(multiplier: Int)
}

extension WeightedLayer {
    /// Multiplies all weights of each output channel, and its bias, by `scale`.
    func scaleOutput(by scale: ChannelVector, in graph: inout Graph, uses: Uses) {
        replaceKernel(in: &graph, uses: uses) { row, weights, result in
            switch layout {
            case .outputFirst:
                let factor = scale[row]
                for index in weights.indices { result[index] = Float(Double(weights[index]) * factor) }
            case .outputLast:
                for index in weights.indices { result[index] = Float(Double(weights[index]) * scale[index]) }
            }
        }
        if bias != nil { replaceBias(in: &graph, uses: uses) { channel, bias in bias * scale[channel] } }
    }

    /// Adds `offset` to the bias of each output channel.
    func offsetOutput(by offset: ChannelVector, in graph: inout Graph, uses: Uses) {
        replaceBias(in: &graph, uses: uses) { channel, bias in bias + offset[channel] }
    }

    /// Multiplies the weights that read each input channel by `scale`.
    func scaleInput(by scale: ChannelVector, in graph: inout Graph, uses: Uses) {
        replaceKernel(in: &graph, uses: uses) { row, weights, result in
            for index in weights.indices {
                result[index] = Float(Double(weights[index]) * scale[inputChannel(row: row, index: index)])
            }
        }
    }

    /// Adds to the bias what an `offset` on each input channel contributes; exact where no window reads padding.
    func offsetInput(by offset: ChannelVector, in graph: inout Graph, uses: Uses) {
        var contributions = Array(repeating: 0.0, count: outputChannels)
        forEachRow(in: graph) { row, weights in
            for index in weights.indices {
                contributions[outputChannel(row: row, index: index)] +=
                    Double(weights[index]) * offset[inputChannel(row: row, index: index)]
            }
        }
        replaceBias(in: &graph, uses: uses) { channel, bias in bias + contributions[channel] }
    }

    private func outputChannel(row: Int, index: Int) -> Int {
        switch layout {
        case .outputFirst: row
        case .outputLast: index
        }
    }

    private func inputChannel(row: Int, index: Int) -> Int {
        switch layout {
        case .outputFirst(let inputChannels, let groups):
            index % inputChannels + row * groups / outputChannels * inputChannels
        case .outputLast(let multiplier): index / multiplier
        }
    }

    /// The number of weights in a row of the layout.
    private func rowLength(in graph: Graph) -> Int {
        switch layout {
        case .outputFirst: graph[kernel].shape.elementCount / outputChannels
        case .outputLast: outputChannels
        }
    }

    private func forEachRow(in graph: Graph, _ body: (_ row: Int, _ weights: UnsafeBufferPointer<Float>) -> Void) {
        let length = rowLength(in: graph)
        graph[kernel].data?.withElements(Float.self) { weights in
            for (row, start) in stride(from: 0, to: weights.count, by: length).enumerated() {
                body(row, UnsafeBufferPointer(rebasing: weights[start..<start + length]))
            }
        }
    }

    private func replaceKernel(
        in graph: inout Graph, uses: Uses,
        _ transform: (
            _ row: Int, _ weights: UnsafeBufferPointer<Float>, _ result: UnsafeMutableBufferPointer<Float>
        ) -> Void
    ) {
        let shape = graph[kernel].shape
        let length = rowLength(in: graph)
        let new = TensorData(type: .float32, count: shape.elementCount) { destination in
            let result = destination.bindMemory(to: Float.self)
            forEachRow(in: graph) { row, weights in
                let start = row * length
                transform(row, weights, UnsafeMutableBufferPointer(rebasing: result[start..<start + length]))
            }
        }
        replaceConstant(kernel, at: 1, with: new, shape: shape, in: &graph, uses: uses)
    }

    private func replaceBias(
        in graph: inout Graph, uses: Uses, _ transform: (_ channel: Int, _ bias: Double) -> Double
    ) {
        let old = bias.flatMap { graph[$0].data?.floats() } ?? Array(repeating: 0, count: outputChannels)
        let new = TensorData(old.indices.map { Float(transform($0, Double(old[$0]))) })
        let shape = Shape([outputChannels])
        if let bias {
            replaceConstant(bias, at: 2, with: new, shape: shape, in: &graph, uses: uses)
        } else {
            let name = graph.nodes[nodeIndex].layer + "/bias"
            graph.nodes[nodeIndex].inputs.append(graph.add(Value(name: name, shape: shape, data: new)))
        }
    }

    /// Gives the layer a new constant in place of `old`, which stays as it is where another layer reads it too.
    private func replaceConstant(
        _ old: ValueID, at position: Int, with data: TensorData, shape: Shape, in graph: inout Graph, uses: Uses
    ) {
        if uses.onlyReader(of: old) != nil {
            graph[old].data = data
            graph[old].shape = shape
        } else {
            let copy = Value(name: graph[old].name, shape: shape, data: data)
            graph.nodes[nodeIndex].inputs[position] = graph.add(copy)
        }
    }
}
