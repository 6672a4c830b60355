import ModelIR

/// Softmax along one axis.
struct SoftmaxLayer: SingleInputLayer {
    private let axis: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        let axes = configuration["axis"] == nil ? [-1] : try configuration.integers("axis")
        guard axes.count == 1 else { throw configuration.unusable("axis") }
        axis = axes[0]
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.softmax(input, axis: axis)
    }
}

extension LayerContext {
    /// Softmax along `axis`; the operator knows the last one only.
    func softmax(_ input: ValueID, axis: Int) throws(KerasError) -> ValueID {
        let rank = shape(of: input).rank
        let axis = try normalize(axis: axis, rank: rank)
        guard axis != rank - 1 else { return try append(.softmax(Softmax()), [input], "softmax") }
        var swap = Array(0..<rank)
        swap.swapAt(axis, rank - 1)
        return try transpose(append(.softmax(Softmax()), [transpose(input, swap)], "softmax"), swap)
    }
}
