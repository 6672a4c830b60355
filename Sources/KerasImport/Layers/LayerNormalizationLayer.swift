import ModelIR

/// LayerNormalization: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, each sample with its own statistics.
struct LayerNormalizationLayer: SingleInputLayer {
    private let axes: [Int]
    private let epsilon: Float
    private let hasScale: Bool
    private let hasCenter: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        axes = configuration["axis"] == nil ? [-1] : try configuration.integers("axis")
        epsilon = Float(try configuration.number("epsilon", default: 1e-3))
        hasScale = try configuration.bool("scale", default: true)
        hasCenter = try configuration.bool("center", default: true)
        guard try !configuration.bool("rms_scaling", default: false) else {
            throw UnsupportedReason("rms_scaling is not supported")
        }
    }

    var weights: [WeightDeclaration] {
        (hasScale ? [WeightDeclaration(name: "gamma")] : []) + (hasCenter ? [WeightDeclaration(name: "beta")] : [])
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        var normalized: Set<Int> = []
        for axis in axes { normalized.insert(try context.normalize(axis: axis, rank: shape.rank)) }
        let sorted = normalized.sorted()
        let weightShape = sorted.map { shape[$0] }
        let constantShape = (sorted[0]..<shape.rank).map { normalized.contains($0) ? shape[$0] : 1 }

        func mean(_ value: ValueID) throws(KerasError) -> ValueID {
            try context.append(.reduce(Reduce(.mean, axes: sorted, keepsDimensions: true)), [value], "mean")
        }
        let difference = try context.subtract(input, mean(input))
        let variance = try mean(context.unary(.square, difference))
        var result = try context.multiply(difference, context.unary(.rsqrt, context.add(variance, epsilon)))
        if hasScale {
            result = try context.multiply(
                result, context.weightConstant("gamma", shape: weightShape, as: constantShape))
        }
        if hasCenter {
            result = try context.add(result, context.weightConstant("beta", shape: weightShape, as: constantShape))
        }
        return result
    }
}
