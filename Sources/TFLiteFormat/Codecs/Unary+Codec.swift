import ModelIR

extension Unary: OperatorCodec {
    static let builtinOperators: [BuiltinOperator] = [
        .relu, .relu6, .reluN1To1, .relu0To1, .leakyRelu, .elu, .gelu, .hardSwish, .logistic, .tanh, .exp, .log,
        .sqrt, .rsqrt, .square, .abs, .neg, .sin, .cos, .floor, .ceil, .round, .sign,
    ]

    private enum LeakyReluSlot: UInt16, Slot { case alpha }

    private enum GeluSlot: UInt16, Slot { case isApproximate }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        func encoded(
            _ builtin: BuiltinOperator, _ options: EncodedOptions? = nil, int8: Int = 1, int16: Int = 1, int32: Int = 1
        ) -> EncodedOperator {
            let version = node.version(int8: int8, int16: int16, otherwise: node.inputs[0].type == .int32 ? int32 : 1)
            return EncodedOperator(builtin, version: version, options: options, inputs: [.input(0)])
        }
        return switch function {
        case .relu: encoded(.relu, int8: 2, int16: 3)
        case .relu6: encoded(.relu6, int8: 2, int16: 3)
        case .reluN1To1: encoded(.reluN1To1)
        case .relu0To1: encoded(.relu0To1)
        case .leakyRelu(let alpha):
            encoded(.leakyRelu, EncodedOptions(.leakyRelu, [.float(LeakyReluSlot.alpha, alpha)]), int16: 2)
        case .elu: encoded(.elu)
        case .gelu(let isApproximate):
            encoded(.gelu, EncodedOptions(.gelu, [.bool(GeluSlot.isApproximate, isApproximate)]), int8: 2)
        case .hardSwish: encoded(.hardSwish, EncodedOptions(.hardSwish))
        case .logistic: encoded(.logistic, int8: 2, int16: 3)
        case .tanh: encoded(.tanh, int8: 2, int16: 3)
        case .exp: encoded(.exp, EncodedOptions(.exp), int8: 2, int16: 2)
        case .log: encoded(.log, int8: 2, int16: 2)
        case .sqrt: encoded(.sqrt, int8: 2, int16: 2)
        case .rsqrt: encoded(.rsqrt, int8: 2, int16: 3)
        case .square: encoded(.square, EncodedOptions(.square))
        case .abs: encoded(.abs, EncodedOptions(.abs), int8: 2, int16: 3, int32: 5)
        case .neg: encoded(.neg, EncodedOptions(.neg))
        case .sin: encoded(.sin)
        case .cos: encoded(.cos, EncodedOptions(.cos))
        case .floor: encoded(.floor)
        case .ceil: encoded(.ceil)
        case .round: encoded(.round)
        case .sign: encoded(.sign, EncodedOptions(.sign), int32: 2)
        }
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        DecodedOperator(.unary(Unary(try function(of: stored))), inputs: [0])
    }

    private static func function(of stored: StoredOperator) throws(TFLiteError) -> Function {
        switch stored.builtin {
        case .relu: return .relu
        case .relu6: return .relu6
        case .reluN1To1: return .reluN1To1
        case .relu0To1: return .relu0To1
        case .leakyRelu:
            let alpha = try stored.options(.leakyRelu).float(LeakyReluSlot.alpha)
            guard alpha.isFinite else { throw TFLiteError(.malformed, "has a slope that is no finite number") }
            return .leakyRelu(alpha: alpha)
        case .elu: return .elu
        case .gelu:
            return .gelu(isApproximate: try stored.optionalOptions(.gelu)?.bool(GeluSlot.isApproximate) ?? false)
        case .hardSwish: return .hardSwish
        case .logistic: return .logistic
        case .tanh: return .tanh
        case .exp: return .exp
        case .log: return .log
        case .sqrt: return .sqrt
        case .rsqrt: return .rsqrt
        case .square: return .square
        case .abs: return .abs
        case .neg: return .neg
        case .sin: return .sin
        case .cos: return .cos
        case .floor: return .floor
        case .ceil: return .ceil
        case .round: return .round
        case .sign: return .sign
        default: throw TFLiteError(.unsupported, "is not an operator on single elements")
        }
    }
}
