import ModelIR

/// GlobalAveragePooling1D and 2D, GlobalMaxPooling1D and 2D: MEAN or REDUCE_MAX over all axes but batch and channels.
struct GlobalPoolingLayer: SingleInputLayer {
    private let function: Reduce.Function
    private let rank: Int
    private let keepsDimensions: Bool
    private let isChannelsFirst: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        function = configuration.className.hasPrefix("GlobalMax") ? .max : .mean
        rank = configuration.className.hasSuffix("1D") ? 3 : 4
        keepsDimensions = try configuration.bool("keepdims", default: false)
        isChannelsFirst = try configuration.string("data_format", default: "channels_last") == "channels_first"
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        guard shape.rank == rank else {
            throw context.error(.shapeMismatch, "needs an input of rank \(rank), not \(shape)")
        }
        let axes = isChannelsFirst ? Array(2..<rank) : Array(1..<rank - 1)
        return try context.append(
            .reduce(Reduce(function, axes: axes, keepsDimensions: keepsDimensions)), [input], "reduce")
    }
}
