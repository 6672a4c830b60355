import ModelIR

/// Cropping1D and Cropping2D.
struct CroppingLayer: SingleInputLayer {
    private let amounts: [(before: Int, after: Int)]

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        amounts = try configuration.margins("cropping", rank: configuration.className.hasSuffix("1D") ? 1 : 2)
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        guard shape.rank == amounts.count + 2 else {
            throw context.error(.shapeMismatch, "needs an input of rank \(amounts.count + 2), not \(shape)")
        }
        let ranges = zip(amounts, shape.dimensions.dropFirst()).map { amount, size in
            Slice.Range(start: amount.before, end: size - amount.after)
        }
        return try context.append(.slice(Slice(ranges: [nil] + ranges + [nil])), [input], "slice")
    }
}
