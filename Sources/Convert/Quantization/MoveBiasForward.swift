package import ModelIR

/// Moves the biases of linear layers through sums into the layers that read them.
///
///     Given:   %1 = CONV_2D(%0, v, a)       Result:   %1 = CONV_2D(%0, v, 0)
///              %2 = CONV_2D(%1, w, b)                 %2 = CONV_2D(%1, w, b + sum(w * a))
///
/// Exact where no reader's window reaches into padding. The integers of an int8 model then have no constant to carry
/// through the trunk of a residual network, and equal biases, all 0, are stored once.
package enum MoveBiasForward {
    /// Rewrites a float graph. Values in between change by constants; their names stay.
    package static func apply(to graph: inout Graph) throws(GraphError) {
        for stage in LinearStage.all(in: graph) where !stage.readers.contains(where: { graph.readsPadding($0) }) {
            move(stage, in: &graph)
        }
        graph.compact()
        try graph.validate()
    }

    private static func move(_ stage: LinearStage, in graph: inout Graph) {
        var offsets: [ValueID: ChannelVector] = [:]
        for index in stage.writers {
            guard let layer = WeightedLayer(at: index, in: graph), let bias = layer.bias,
                let numbers = ChannelVector(graph[bias], channels: layer.outputChannels)
            else { continue }
            offsets[layer.output] = numbers
            layer.offsetOutput(by: numbers.map { -$0 }, in: &graph, uses: graph.uses())
        }
        for index in stage.sums {
            let node = graph.nodes[index]
            let summands = node.inputs.map { offsets[$0] ?? .zero }
            offsets[node.outputs[0]] = summands[0].combined(with: summands[1], +)
        }
        for index in stage.readers {
            guard let layer = WeightedLayer(at: index, in: graph), let offset = offsets[layer.input] else { continue }
            layer.offsetInput(by: offset, in: &graph, uses: graph.uses())
        }
    }
}
