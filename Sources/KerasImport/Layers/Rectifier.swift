import ModelIR

/// Keras's general rectifier: `x` from the threshold to the maximum, `slope * (x - threshold)` below the threshold.
struct Rectifier: Sendable {
    var maximum: Float?
    var slope: Float = 0
    var threshold: Float = 0

    /// Appends the fewest operators that compute it.
    func lower(_ x: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        guard threshold == 0 else { return try thresholded(x, in: context) }
        guard slope == 0 else {
            let result = try context.unary(.leakyRelu(alpha: slope), x)
            return try maximum.map { (maximum) throws(KerasError) in try context.minimum(result, maximum) } ?? result
        }
        switch maximum {
        case nil: return try context.unary(.relu, x)
        case 6: return try context.unary(.relu6, x)
        case let maximum?: return try context.minimum(context.unary(.relu, x), maximum)
        }
    }

    private func thresholded(_ x: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let distance = try context.add(x, -threshold)
        var result = try context.multiply(x, context.step(distance))
        if let maximum {
            result = try context.minimum(context.unary(.relu, result), maximum)
        }
        guard slope != 0 else { return result }
        return try context.add(result, context.multiply(context.minimum(distance, 0), slope))
    }
}
