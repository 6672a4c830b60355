package import ModelIR

/// int8 weights beside float32 activations, which the kernels quantize by the range of each run.
///
/// Before: `CONV_2D(x, kernel: float32, bias)`. After: `CONV_2D(x, kernel: int8, bias)`.
///
/// Weights of convolutions and dense layers from 1,024 elements on are stored so, with one symmetric scale for each
/// output channel; smaller ones are not worth the loss. These are the rules of TensorFlow's converter.
package enum DynamicRangeWeights {
    private static let fewestElements = 1024

    /// Rewrites `graph`, which must be a float32 graph.
    /// - Parameter hasPerTensorDense: whether dense layers have one scale for all weights.
    package static func apply(
        to graph: inout Graph, hasPerTensorDense: Bool = false
    ) throws(QuantizationError) {
        var integers: [ValueID: ValueID] = [:]
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            guard let axis = node.op.weightAxis else { continue }
            let kernel = graph[node.inputs[1]]
            guard kernel.type == .float32, kernel.isConstant, kernel.shape.elementCount >= fewestElements else {
                continue
            }
            if let known = integers[node.inputs[1]] {
                graph.nodes[index].inputs[1] = known
                continue
            }
            let scales = try WeightScales(
                kernel: kernel, bias: nil, axis: axis, isPerTensor: hasPerTensorDense && node.op.isDense,
                inputScale: 1, layer: node.layer)
            let added = graph.add(scales.kernel(kernel))
            integers[node.inputs[1]] = added
            graph.nodes[index].inputs[1] = added
        }
        graph.compact()
        do {
            try graph.validate()
        } catch {
            throw QuantizationError(.badGraph, error.message, at: error.location)
        }
    }
}
