/// An operator that maps each element on its own.
package struct Unary: OperatorPayload {
    package enum Function: Sendable, Hashable {
        case relu, relu6, reluN1To1, relu0To1
        /// x for x >= 0, alpha * x below.
        case leakyRelu(alpha: Float)
        /// x for x >= 0, exp(x) - 1 below.
        case elu
        /// x * Phi(x); the approximation is the one by tanh.
        case gelu(isApproximate: Bool)
        /// x * relu6(x + 3) / 6
        case hardSwish
        /// 1 / (1 + exp(-x))
        case logistic
        case tanh, exp, log, sqrt, rsqrt, square, abs, neg, sin, cos, floor, ceil, round, sign
    }

    package var function: Function

    package init(_ function: Function) { self.function = function }

    package var name: String {
        switch function {
        case .relu: "RELU"
        case .relu6: "RELU6"
        case .reluN1To1: "RELU_N1_TO_1"
        case .relu0To1: "RELU_0_TO_1"
        case .leakyRelu: "LEAKY_RELU"
        case .elu: "ELU"
        case .gelu: "GELU"
        case .hardSwish: "HARD_SWISH"
        case .logistic: "LOGISTIC"
        case .tanh: "TANH"
        case .exp: "EXP"
        case .log: "LOG"
        case .sqrt: "SQRT"
        case .rsqrt: "RSQRT"
        case .square: "SQUARE"
        case .abs: "ABS"
        case .neg: "NEG"
        case .sin: "SIN"
        case .cos: "COS"
        case .floor: "FLOOR"
        case .ceil: "CEIL"
        case .round: "ROUND"
        case .sign: "SIGN"
        }
    }

    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
}
