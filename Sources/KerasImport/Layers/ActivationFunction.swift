import JSONFormat
import ModelIR

/// A function that Keras knows by name and applies to each element, or along the last axis.
enum ActivationFunction: Sendable {
    case linear
    /// A function that is one operator.
    case unary(Unary.Function)
    case rectifier(Rectifier)
    case elu(alpha: Float)
    case selu
    case celu
    case softmax
    case logSoftmax
    case softplus
    case softsign
    case logSigmoid
    case mish
    case squareplus
    /// `x * sigmoid(x)`
    case swish
    /// `min(max(x * slope + offset, 0), 1)`
    case clippedLine(slope: Float, offset: Float)
    /// `relu6(x + 3) / 6`
    case hardSigmoid
    case softShrink
    case hardShrink
    case tanhShrink
    case sparsePlus
    case gatedLinear
    /// A layer without weights that is used as a function.
    case layer(any KerasLayer)

    /// The function that `json` names: a string, a serialized function, or a serialized layer; nothing is linear.
    init(_ json: JSONValue?, in configuration: LayerConfiguration) throws(UnsupportedReason) {
        guard let json else {
            self = .linear
            return
        }
        if let name = json.string ?? json["config"]?.string {
            self = try ActivationFunction.named(name, kerasGeneration: configuration.kerasGeneration)
            return
        }
        guard let className = json["class_name"]?.string, let values = json["config"]?.object else {
            throw configuration.unusable("activation")
        }
        let layer = try LayerCatalogue.layer(
            LayerConfiguration(
                className: className, name: configuration.name, kerasGeneration: configuration.kerasGeneration,
                values: values))
        guard layer.weights.isEmpty else {
            throw UnsupportedReason("activation \(className) has weights, which is not supported inside another layer")
        }
        self = .layer(layer)
    }

    private static func named(_ name: String, kerasGeneration: Int) throws(UnsupportedReason) -> ActivationFunction {
        switch name {
        case "linear": .linear
        case "relu": .unary(.relu)
        case "relu6": .unary(.relu6)
        case "leaky_relu": .unary(.leakyRelu(alpha: 0.2))
        case "sigmoid": .unary(.logistic)
        case "tanh": .unary(.tanh)
        case "exponential", "exp": .unary(.exp)
        case "elu": .unary(.elu)
        case "selu": .selu
        case "celu": .celu
        case "softmax", "softmax_v2": .softmax
        case "log_softmax": .logSoftmax
        case "softplus": .softplus
        case "softsign": .softsign
        case "log_sigmoid": .logSigmoid
        case "mish": .mish
        case "squareplus": .squareplus
        case "swish", "silu": .swish
        // The approximation by tanh is a keyword that a name cannot carry.
        case "gelu": .unary(.gelu(isApproximate: false))
        // Keras 3 took PyTorch's definition.
        case "hard_sigmoid": kerasGeneration >= 3 ? .hardSigmoid : .clippedLine(slope: 0.2, offset: 0.5)
        case "hard_silu", "hard_swish": .unary(.hardSwish)
        case "hard_tanh": .unary(.reluN1To1)
        case "sparse_sigmoid": .clippedLine(slope: 0.5, offset: 0.5)
        case "soft_shrink": .softShrink
        case "hard_shrink": .hardShrink
        case "tanh_shrink": .tanhShrink
        case "sparse_plus": .sparsePlus
        case "glu": .gatedLinear
        case "sparsemax":
            // Its threshold subtracts the sum of all cumulative sums instead of the last one, up to Keras 3.15 at least.
            throw UnsupportedReason("activation 'sparsemax' is not what its name says in Keras; use softmax")
        default: throw UnsupportedReason("activation '\(name.prefix(60))' is not supported")
        }
    }
}
