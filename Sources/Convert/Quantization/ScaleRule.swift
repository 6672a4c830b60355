package import ModelIR

/// What an operator's int8 kernel asks of the scales of its inputs and outputs, by TFLite's quantization specification.
package enum ScaleRule: Sendable, Hashable {
    /// Every input and output has a scale of its own.
    case free
    /// The integers are moved or compared as they are, so that inputs and outputs have one scale.
    case shared
    /// The output has this scale whatever goes in.
    case fixed(ActivationScale)
    /// The operator stays float32, for this reason: words that follow "because".
    case float(reason: String)
}

extension Graph {
    /// What the int8 kernel for `node` asks, or why there is none.
    package func scaleRule(of node: Node) -> ScaleRule {
        switch node.op {
        case .conv2D, .depthwiseConv2D, .fullyConnected:
            node.inputs.dropFirst().allSatisfy { self[$0].isConstant }
                ? .free : .float(reason: "its weights are computed while the model runs")
        case .pool2D, .concatenation, .split, .pack, .pad, .slice, .reshape, .squeeze, .expandDims, .transpose, .resize:
            .shared
        case .unary(let unary): unary.scaleRule
        case .binary(let binary): binary.scaleRule
        case .reduce(let reduce): reduce.scaleRule
        case .prelu, .shape: .free
        case .softmax: .fixed(.probability)
        case .logSoftmax: .fixed(.logProbability)
        case .cast: .float(reason: "it converts between types")
        case .quantize, .dequantize: .float(reason: "the model is quantized already")
        }
    }
}

extension Unary {
    fileprivate var scaleRule: ScaleRule {
        switch function {
        case .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu, .elu, .gelu, .hardSwish, .abs: .free
        case .logistic: .fixed(.probability)
        case .tanh: .fixed(.signedUnit)
        case .exp, .log, .sqrt, .rsqrt:
            .float(reason: "256 steps are too few for the range of its numbers")
        case .square, .neg, .sin, .cos, .floor, .ceil, .round, .sign: .float(reason: ScaleRule.noKernel)
        }
    }
}

extension Binary {
    fileprivate var scaleRule: ScaleRule {
        switch function {
        case .add, .sub, .mul, .squaredDifference: .free
        case .maximum, .minimum: .shared
        case .div, .pow: .float(reason: ScaleRule.noKernel)
        }
    }
}

extension Reduce {
    fileprivate var scaleRule: ScaleRule {
        switch function {
        case .mean, .sum: .free
        case .max, .min: .shared
        case .product: .float(reason: "256 steps are too few for the range of its numbers")
        }
    }
}

extension ScaleRule {
    fileprivate static let noKernel = "LiteRT has no int8 kernel for it"

    /// Whether the operator stays float32.
    package var isFloat: Bool {
        if case .float = self { true } else { false }
    }
}
