import ModelIR

/// What LiteRT's kernels, XNNPACK's among them, demand of the ratio between the scales of an operator.
enum ScaleLimits {
    /// Integers may stand for at most this many steps of the output.
    private static let largestRatio: Float = 255
    /// A product of two scales below this part of the output's scale is refused.
    static let smallestProduct: Float = 0x1p-16

    /// The smallest scale that the output of `node` may have.
    /// - Parameters:
    ///   - inputs: the scales of the inputs; nil for weights.
    ///   - weights: the scales of the weights, where the operator has any.
    static func smallestOutput(of node: Node, inputs: [Float?], weights: WeightScales?) -> Float {
        let largest = inputs.compactMap { $0 }.max() ?? 0
        switch node.op {
        case .conv2D, .depthwiseConv2D, .fullyConnected:
            return largest * (weights?.scales.max() ?? 0) / largestRatio
        case .binary(let binary) where binary.function == .mul || binary.function == .squaredDifference:
            return inputs.compactMap { $0 }.reduce(1, *) / largestRatio
        case .prelu:
            return max(largest, inputs.compactMap { $0 }.reduce(1, *)) / largestRatio * 2
        case .binary, .unary, .reduce, .quantize:
            return largest / largestRatio * 2
        case .pool2D, .softmax, .logSoftmax, .concatenation, .split, .pack, .pad, .slice, .reshape, .squeeze,
            .expandDims, .transpose, .resize, .cast, .shape, .dequantize:
            return 0
        }
    }
}
