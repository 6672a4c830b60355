import ModelIR

/// RepeatVector: a vector `n` times, one after the other.
struct RepeatVectorLayer: SingleInputLayer {
    private let count: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        count = try configuration.size("n")
        guard count <= 1 << 20 else { throw configuration.unusable("n") }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        guard shape.rank == 2 else { throw context.error(.shapeMismatch, "needs an input of rank 2, not \(shape)") }
        let row = try context.append(.expandDims(ExpandDims(axis: 1)), [input], "expand")
        // A product with ones stretches the row.
        let ones = try context.constant("ones", shape: [count, 1], Array(repeating: 1, count: count))
        return try context.multiply(row, ones)
    }
}
