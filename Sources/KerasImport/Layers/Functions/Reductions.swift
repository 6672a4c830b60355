import ModelIR

extension FunctionCatalogue {
    /// Functions that combine all elements along some axes.
    static let reductions: [String: Function] = [
        "max": reduction(.max),
        "mean": reduction(.mean),
        "min": reduction(.min),
        "prod": reduction(.product),
        "reducemax": reduction(.max),
        "reducemean": reduction(.mean),
        "reducemin": reduction(.min),
        "reduceprod": reduction(.product),
        "reducesum": reduction(.sum),
        "sum": reduction(.sum),

        "l2normalize": { (call) throws(KerasError) in
            [try call.context.unitNormalized(call.input(), axes: call.integers(1, "axis", "dim") ?? [-1])]
        },
        "reducevariance": { (call) throws(KerasError) in [try call.variance()] },
        "var": { (call) throws(KerasError) in [try call.variance()] },
    ]

    private static func reduction(_ function: Reduce.Function) -> Function {
        { (call) throws(KerasError) in
            [
                try call.context.reduce(
                    function, call.input(), axes: call.integers(1, "axis", "reduction_indices"),
                    keepsDimensions: call.bool(2, "keepdims", "keep_dims"))
            ]
        }
    }
}

extension FunctionCall {
    fileprivate func variance() throws(KerasError) -> ValueID {
        let input = try input()
        let axes = try integers(1, "axis")
        let mean = try context.reduce(.mean, input, axes: axes, keepsDimensions: true)
        let squares = try context.unary(.square, context.subtract(input, mean))
        return try context.reduce(.mean, squares, axes: axes, keepsDimensions: bool(2, "keepdims"))
    }
}
