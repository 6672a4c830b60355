import CKernels

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A function by its definition in double precision, at finite arguments.
func exactFunction(_ function: qk_function, alpha: Double, _ x: Double) -> Double {
    switch function {
    case QK_FUNCTION_IDENTITY: x
    case QK_FUNCTION_LOGISTIC: 1 / (1 + exp(-x))
    case QK_FUNCTION_SWISH: x / (1 + exp(-x))
    case QK_FUNCTION_HARD_SWISH: x * min(max(x + 3, 0), 6) / 6
    case QK_FUNCTION_TANH: tanh(x)
    case QK_FUNCTION_ELU: x >= 0 ? x : alpha * expm1(x)
    case QK_FUNCTION_LEAKY_RELU: x >= 0 ? x : alpha * x
    case QK_FUNCTION_GELU: x / 2 * (1 + erf(x / 2.0.squareRoot()))
    case QK_FUNCTION_GELU_BY_TANH: x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case QK_FUNCTION_EXP: exp(x)
    case QK_FUNCTION_LOG: log(x)
    case QK_FUNCTION_SQRT: x.squareRoot()
    case QK_FUNCTION_RSQRT: 1 / x.squareRoot()
    case QK_FUNCTION_SQUARE: x * x
    case QK_FUNCTION_ABS: abs(x)
    case QK_FUNCTION_NEG: -x
    case QK_FUNCTION_SIN: sin(x)
    case QK_FUNCTION_COS: cos(x)
    case QK_FUNCTION_FLOOR: floor(x)
    case QK_FUNCTION_CEIL: ceil(x)
    case QK_FUNCTION_ROUND: x.rounded(.toNearestOrEven)
    case QK_FUNCTION_SIGN: x > 0 ? 1 : (x < 0 ? -1 : 0)
    default: fatalError("function \(function.rawValue) has no definition here")
    }
}
