import ModelIR

/// MaxPooling1D and 2D, AveragePooling1D and 2D.
struct PoolingLayer: SingleInputLayer {
    private let rank: Int
    private let pool: Pool2D

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        let rank = configuration.className.hasSuffix("1D") ? 1 : 2
        let window = try configuration.sizes("pool_size", count: rank, default: 2)
        let strides = configuration["strides"] == nil ? window : try configuration.sizes("strides", count: rank)
        let padding: Padding
        switch try configuration.string("padding", default: "valid") {
        case "same": padding = .same
        case "valid": padding = .valid
        default: throw configuration.unusable("padding")
        }
        func pair(_ sizes: [Int]) -> Pair { Pair(height: rank == 1 ? 1 : sizes[0], width: sizes[rank - 1]) }
        self.rank = rank
        pool = Pool2D(
            kind: configuration.className.hasPrefix("Max") ? .max : .average, window: pair(window),
            strides: pair(strides), padding: padding)
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.asImage(input, rank: rank) { (image) throws(KerasError) in
            try context.append(.pool2D(pool), [image], "pool")
        }
    }
}
