import ModelIR

/// UnitNormalization: each sample divided by its Euclidean length along some axes.
struct UnitNormalizationLayer: SingleInputLayer {
    private let axes: [Int]

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        axes = configuration["axis"] == nil ? [-1] : try configuration.integers("axis")
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.unitNormalized(input, axes: axes)
    }
}

extension LayerContext {
    /// `x / sqrt(max(sum(x^2), 1e-12))`, as `tf.math.l2_normalize` computes it.
    func unitNormalized(_ input: ValueID, axes: [Int]) throws(KerasError) -> ValueID {
        let squares = try reduce(.sum, unary(.square, input), axes: axes, keepsDimensions: true)
        return try multiply(input, unary(.rsqrt, maximum(squares, 1e-12)))
    }

    /// The input reduced along `axes`, negative ones counted from the end; all of them where there are none.
    func reduce(
        _ function: Reduce.Function, _ input: ValueID, axes: [Int]?, keepsDimensions: Bool
    ) throws(KerasError) -> ValueID {
        let rank = shape(of: input).rank
        var normalized: Set<Int> = []
        for axis in axes ?? Array(0..<rank) { normalized.insert(try normalize(axis: axis, rank: rank)) }
        let reduce = Reduce(function, axes: normalized.sorted(), keepsDimensions: keepsDimensions)
        return try append(.reduce(reduce), [input], reduce.name.lowercased())
    }
}
