import JSONFormat
import ModelIR

extension FunctionCatalogue {
    /// Functions of each element on its own, or of two arrays of matching shapes.
    static let elementwiseFunctions: [String: Function] = [
        "add": { (call) throws(KerasError) in [try call.commutative(.add)] },
        "addv2": { (call) throws(KerasError) in [try call.commutative(.add)] },
        "addn": { (call) throws(KerasError) in [try call.sum()] },
        "biasadd": { (call) throws(KerasError) in [try call.commutative(.add)] },
        "divide": { (call) throws(KerasError) in [try call.quotient()] },
        "div": { (call) throws(KerasError) in [try call.quotient()] },
        "realdiv": { (call) throws(KerasError) in [try call.quotient()] },
        "truediv": { (call) throws(KerasError) in [try call.quotient()] },
        "truedivide": { (call) throws(KerasError) in [try call.quotient()] },
        "maximum": { (call) throws(KerasError) in [try call.commutative(.maximum)] },
        "minimum": { (call) throws(KerasError) in [try call.commutative(.minimum)] },
        "mul": { (call) throws(KerasError) in [try call.commutative(.mul)] },
        "multiply": { (call) throws(KerasError) in [try call.commutative(.mul)] },
        "pow": { (call) throws(KerasError) in [try call.power()] },
        "power": { (call) throws(KerasError) in [try call.power()] },
        "squareddifference": { (call) throws(KerasError) in [try call.commutative(.squaredDifference)] },
        "sub": { (call) throws(KerasError) in [try call.difference()] },
        "subtract": { (call) throws(KerasError) in [try call.difference()] },

        "abs": unary(.abs),
        "absolute": unary(.abs),
        "ceil": unary(.ceil),
        "cos": unary(.cos),
        "exp": unary(.exp),
        "floor": unary(.floor),
        "log": unary(.log),
        "neg": unary(.neg),
        "negative": unary(.neg),
        "round": unary(.round),
        "rsqrt": unary(.rsqrt),
        "sign": unary(.sign),
        "sin": unary(.sin),
        "sqrt": unary(.sqrt),
        "square": unary(.square),

        "hardsigmoid": activation(.hardSigmoid),
        "hardsilu": activation(.unary(.hardSwish)),
        "hardswish": activation(.unary(.hardSwish)),
        "hardtanh": activation(.unary(.reluN1To1)),
        "logsigmoid": activation(.logSigmoid),
        "logsoftmax": activation(.logSoftmax),
        "relu": activation(.unary(.relu)),
        "relu6": activation(.unary(.relu6)),
        "selu": activation(.selu),
        "sigmoid": activation(.unary(.logistic)),
        "silu": activation(.swish),
        "softplus": activation(.softplus),
        "softsign": activation(.softsign),
        "swish": activation(.swish),
        "tanh": activation(.unary(.tanh)),

        "cast": { (call) throws(KerasError) in [try call.cast()] },
        "clip": { (call) throws(KerasError) in [try call.clip()] },
        "clipbyvalue": { (call) throws(KerasError) in [try call.clip()] },
        "converttotensor": { (call) throws(KerasError) in [try call.input()] },
        "elu": { (call) throws(KerasError) in
            [try call.context.elu(call.input(), alpha: Float(call.number(1, "alpha", default: 1)))]
        },
        "gelu": { (call) throws(KerasError) in
            [try call.context.unary(.gelu(isApproximate: call.bool(1, "approximate")), call.input())]
        },
        "identity": { (call) throws(KerasError) in [try call.input()] },
        "leakyrelu": { (call) throws(KerasError) in
            let slope = Float(try call.number(1, "alpha", "negative_slope", default: 0.2))
            return [try call.context.unary(.leakyRelu(alpha: slope), call.input())]
        },
        "softmax": { (call) throws(KerasError) in
            let axis = try call.integers(1, "axis")?.first ?? -1
            return [try call.context.softmax(call.input(), axis: axis)]
        },
        "stopgradient": { (call) throws(KerasError) in [try call.input()] },
    ]

    private static func unary(_ function: Unary.Function) -> Function {
        { (call) throws(KerasError) in [try call.context.unary(function, call.input())] }
    }

    private static func activation(_ function: ActivationFunction) -> Function {
        { (call) throws(KerasError) in [try function.lower(call.input(), in: call.context)] }
    }
}

extension FunctionCall {
    private func operands() throws(KerasError) -> (Operand, Operand) {
        let (left, right) = (try operand(0, "x", "x1", "a"), try operand(1, "y", "x2", "b", "bias"))
        if case .value(let left) = left, case .value(let right) = right {
            let (one, other) = (context.shape(of: left), context.shape(of: right))
            guard one.rank == other.rank || !(one.rank < other.rank ? one : other).isBatchFree else {
                throw context.error(
                    .shapeMismatch, "combines \(one) and \(other), whose batches are on different axes")
            }
        }
        return (left, right)
    }

    /// A function whose operands may change places; a constant comes second then, where passes look for it.
    fileprivate func commutative(_ function: Binary.Function) throws(KerasError) -> ValueID {
        var (left, right) = try operands()
        if case .constant = left { swap(&left, &right) }
        return try context.binary(function, value(of: left, "left"), value(of: right, "right"))
    }

    fileprivate func sum() throws(KerasError) -> ValueID {
        var result = try input()
        for value in call.values.dropFirst() { result = try context.add(result, value) }
        return result
    }

    fileprivate func difference() throws(KerasError) -> ValueID {
        let (left, right) = try operands()
        if case .value(let left) = left, case .constant(let shape, let elements) = right {
            let negative = Operand.constant(shape: shape, elements: elements.map { -$0 })
            return try context.add(left, value(of: negative, "right"))
        }
        return try context.subtract(value(of: left, "left"), value(of: right, "right"))
    }

    fileprivate func quotient() throws(KerasError) -> ValueID {
        let (left, right) = try operands()
        // The reciprocal of a power of two is exact.
        if case .value(let left) = left, case .constant(let shape, let elements) = right,
            elements.allSatisfy({ $0.isNormal && $0.significand == 1 && (1 / $0).isNormal })
        {
            let reciprocal = Operand.constant(shape: shape, elements: elements.map { 1 / $0 })
            return try context.multiply(left, value(of: reciprocal, "right"))
        }
        return try context.binary(.div, value(of: left, "left"), value(of: right, "right"))
    }

    fileprivate func power() throws(KerasError) -> ValueID {
        let (left, right) = try operands()
        if case .value(let left) = left, case .constant([], let elements) = right {
            switch elements[0] {
            case 1: return left
            case 2: return try context.unary(.square, left)
            case 0.5: return try context.unary(.sqrt, left)
            default: break
            }
        }
        return try context.binary(.pow, value(of: left, "left"), value(of: right, "right"))
    }

    fileprivate func clip() throws(KerasError) -> ValueID {
        let input = try input()
        let low = Float(try number(1, "clip_value_min", "x_min", default: -.infinity))
        let high = Float(try number(2, "clip_value_max", "x_max", default: .infinity))
        switch (low, high) {
        case (0, 6): return try context.unary(.relu6, input)
        case (0, 1): return try context.unary(.relu0To1, input)
        case (-1, 1): return try context.unary(.reluN1To1, input)
        case (0, .infinity): return try context.unary(.relu, input)
        default: return try context.minimum(context.maximum(input, low), high)
        }
    }

    fileprivate func cast() throws(KerasError) -> ValueID {
        let input = try input()
        let name = try setting(1, "dtype")?.string ?? "float32"
        // Real numbers are float32 in the graph, whatever precision the model has.
        guard ["float16", "bfloat16", "float32", "float64"].contains(name) else {
            throw context.error(.badConfiguration, "a conversion to '\(name)' is not supported")
        }
        return input
    }
}
