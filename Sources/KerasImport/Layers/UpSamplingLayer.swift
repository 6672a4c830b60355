import ModelIR

/// UpSampling1D and UpSampling2D: repeats each position, or interpolates between pixels' centers.
struct UpSamplingLayer: SingleInputLayer {
    private let rank: Int
    private let factors: Pair
    private let method: Resize.Method

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        rank = configuration.className.hasSuffix("1D") ? 1 : 2
        let sizes = try configuration.sizes("size", count: rank, default: 2)
        factors = Pair(height: rank == 1 ? 1 : sizes[0], width: sizes[rank - 1])
        switch try configuration.string("interpolation", default: "nearest") {
        case "nearest": method = .nearest
        case "bilinear": method = .bilinear
        default: throw configuration.unusable("interpolation")
        }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.asImage(input, rank: rank) { (image) throws(KerasError) in
            let shape = context.shape(of: image)
            let (height, tooHigh) = shape[1].multipliedReportingOverflow(by: factors.height)
            let (width, tooWide) = shape[2].multipliedReportingOverflow(by: factors.width)
            guard !tooHigh, !tooWide else {
                throw context.error(.shapeMismatch, "makes an implausibly large image")
            }
            // With whole factors the nearest position is the same under either convention.
            let resize = Resize(
                method: method, size: Pair(height: height, width: width), usesHalfPixelCenters: method == .bilinear)
            return try context.append(.resize(resize), [image], "resize")
        }
    }
}
