import ModelIR

extension EncodedInput {
    /// The inputs of a convolution with its bias, which is all zeros where the node has none: LiteRT refuses a
    /// CONV_2D without one and crashes on such a DEPTHWISE_CONV_2D.
    ///
    /// `channelAxis` is the kernel's axis of output channels.
    static func withBias(_ node: NodeSignature, channelAxis: Int) -> [EncodedInput] {
        guard node.inputs.count == 2 else { return all(of: node) }
        let (input, kernel) = (node.inputs[0], node.inputs[1])
        let count = kernel.shape[channelAxis]
        let isInteger = input.type == .int8
        let data =
            isInteger
            ? TensorData([Int32](repeating: 0, count: count)) : TensorData([Float](repeating: 0, count: count))
        var bias = Value(name: "bias", type: data.type, shape: Shape([count]), data: data)
        if isInteger, let scale = input.quantization?.scales.first, let weights = kernel.quantization {
            bias.quantization = Quantization(
                scales: weights.scales.map { $0 * scale }, zeroPoints: weights.zeroPoints.map { _ in 0 })
        }
        return all(of: node) + [.constant(bias)]
    }
}
