import ModelIR

extension ActivationFunction {
    /// Appends the operators that the function consists of. Formulas are those of `keras.activations`.
    func lower(_ x: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        switch self {
        case .linear: return x
        case .unary(let function): return try context.unary(function, x)
        case .rectifier(let rectifier): return try rectifier.lower(x, in: context)
        case .elu(let alpha): return try context.elu(x, alpha: alpha)
        case .selu:
            // Klambauer et al., Self-Normalizing Neural Networks (2017), as rounded by TensorFlow.
            return try context.multiply(context.elu(x, alpha: 1.6732632), 1.050701)
        case .celu: return try context.unary(.elu, x)
        case .softmax: return try context.append(.softmax(Softmax()), [x], "softmax")
        case .logSoftmax: return try context.append(.logSoftmax(LogSoftmax()), [x], "log_softmax")
        case .softplus: return try context.softplus(x)
        case .softsign: return try context.binary(.div, x, context.add(context.unary(.abs, x), 1))
        case .logSigmoid:
            return try context.unary(.neg, context.softplus(context.unary(.neg, x)))
        case .mish: return try context.multiply(x, context.unary(.tanh, context.softplus(x)))
        case .squareplus:
            let root = try context.unary(.sqrt, context.add(context.unary(.square, x), 4))
            return try context.multiply(context.add(x, root), 0.5)
        case .swish: return try context.multiply(x, context.unary(.logistic, x))
        case .clippedLine(let slope, let offset):
            let line = try context.add(context.multiply(x, slope), offset)
            return try context.minimum(context.unary(.relu, line), 1)
        case .hardSigmoid: return try context.multiply(context.unary(.relu6, context.add(x, 3)), 1 / 6)
        case .softShrink:
            let above = try context.unary(.relu, context.add(x, -0.5))
            return try context.subtract(above, context.unary(.relu, context.add(context.unary(.neg, x), -0.5)))
        case .hardShrink:
            return try context.multiply(x, context.step(context.add(context.unary(.abs, x), -0.5)))
        case .tanhShrink: return try context.subtract(x, context.unary(.tanh, x))
        case .sparsePlus:
            let parabola = try context.unary(.square, context.add(context.unary(.reluN1To1, x), 1))
            return try context.add(context.multiply(parabola, 0.25), context.unary(.relu, context.add(x, -1)))
        case .gatedLinear:
            let rank = context.shape(of: x).rank
            let halves = try context.append(.split(Split(axis: rank - 1, count: 2)), [x], ["value", "gate"])
            return try context.multiply(halves[0], context.unary(.logistic, halves[1]))
        case .layer(let layer):
            guard let result = try layer.lower(Call(positional: [.value(x)]), in: context).first else { return x }
            return result
        }
    }
}

extension LayerContext {
    /// `x` above zero, `alpha * (exp(x) - 1)` below.
    func elu(_ x: ValueID, alpha: Float) throws(KerasError) -> ValueID {
        guard alpha != 1 else { return try unary(.elu, x) }
        let below = try multiply(unary(.elu, minimum(x, 0)), alpha)
        return try add(unary(.relu, x), below)
    }

    /// `log(1 + exp(x))`, in a form that does not overflow: `max(x, 0) + log(1 + exp(-|x|))`.
    func softplus(_ x: ValueID) throws(KerasError) -> ValueID {
        let tail = try unary(.log, add(unary(.exp, unary(.neg, unary(.abs, x))), 1))
        return try add(unary(.relu, x), tail)
    }

    /// 1 above zero, 0 elsewhere.
    func step(_ x: ValueID) throws(KerasError) -> ValueID { try unary(.relu, unary(.sign, x)) }
}
