import CKernels
import ModelIR

extension Activation {
    /// The activation as kernels take it.
    var kernelActivation: qk_f32_activation {
        switch self {
        case .none: qk_f32_activation(QK_FUNCTION_IDENTITY)
        case .clamp(let range):
            qk_f32_activation(
                function: QK_FUNCTION_IDENTITY, alpha: 0, minimum: range.lowerBound, maximum: range.upperBound)
        case .swish: qk_f32_activation(QK_FUNCTION_SWISH)
        case .unary(let function): function.kernelActivation
        }
    }
}

extension qk_f32_activation {
    fileprivate init(_ function: qk_function, alpha: Float = 0) {
        self.init(function: function, alpha: alpha, minimum: -.infinity, maximum: .infinity)
    }
}

extension Unary.Function {
    fileprivate var kernelActivation: qk_f32_activation {
        switch self {
        case .relu, .relu6, .reluN1To1, .relu0To1: Activation(self).kernelActivation
        case .leakyRelu(let alpha): qk_f32_activation(QK_FUNCTION_LEAKY_RELU, alpha: alpha)
        case .elu: qk_f32_activation(QK_FUNCTION_ELU, alpha: 1)
        case .gelu(let isApproximate):
            qk_f32_activation(isApproximate ? QK_FUNCTION_GELU_BY_TANH : QK_FUNCTION_GELU)
        case .hardSwish: qk_f32_activation(QK_FUNCTION_HARD_SWISH)
        case .logistic: qk_f32_activation(QK_FUNCTION_LOGISTIC)
        case .tanh: qk_f32_activation(QK_FUNCTION_TANH)
        case .exp: qk_f32_activation(QK_FUNCTION_EXP)
        case .log: qk_f32_activation(QK_FUNCTION_LOG)
        case .sqrt: qk_f32_activation(QK_FUNCTION_SQRT)
        case .rsqrt: qk_f32_activation(QK_FUNCTION_RSQRT)
        case .square: qk_f32_activation(QK_FUNCTION_SQUARE)
        case .abs: qk_f32_activation(QK_FUNCTION_ABS)
        case .neg: qk_f32_activation(QK_FUNCTION_NEG)
        case .sin: qk_f32_activation(QK_FUNCTION_SIN)
        case .cos: qk_f32_activation(QK_FUNCTION_COS)
        case .floor: qk_f32_activation(QK_FUNCTION_FLOOR)
        case .ceil: qk_f32_activation(QK_FUNCTION_CEIL)
        case .round: qk_f32_activation(QK_FUNCTION_ROUND)
        case .sign: qk_f32_activation(QK_FUNCTION_SIGN)
        }
    }
}
