import ModelIR

/// What all convolutions share: window, bias and activation.
struct ConvolutionSettings: Sendable {
    enum Border: Sendable {
        case padded(Padding)
        /// Zeros in front only, so that no result depends on later positions.
        case causal
    }

    let kernelSize: Pair
    let strides: Pair
    let dilations: Pair
    let border: Border
    let groups: Int
    let usesBias: Bool
    let activation: ActivationFunction

    /// Settings of a convolution over `rank` axes; with one axis, that is the width of an image of height 1.
    init(_ configuration: LayerConfiguration, rank: Int) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        func pair(_ key: String, default fallback: Int?) throws(UnsupportedReason) -> Pair {
            let sizes = try configuration.sizes(key, count: rank, default: fallback)
            return Pair(height: rank == 1 ? 1 : sizes[0], width: sizes[rank - 1])
        }
        kernelSize = try pair("kernel_size", default: nil)
        strides = try pair("strides", default: 1)
        dilations = try pair("dilation_rate", default: 1)
        groups = try configuration.integer("groups", default: 1)
        guard groups > 0 else { throw configuration.unusable("groups") }
        usesBias = try configuration.bool("use_bias", default: true)
        activation = try ActivationFunction(configuration["activation"], in: configuration)
        switch try configuration.string("padding", default: "valid") {
        case "same": border = .padded(.same)
        case "valid": border = .padded(.valid)
        case "causal" where rank == 1: border = .causal
        default: throw configuration.unusable("padding")
        }
    }

    /// The bias and, where there is none, nothing.
    func bias(channels: Int, in context: LayerContext) throws(KerasError) -> [ValueID] {
        usesBias ? [try context.weightConstant("bias", shape: [channels])] : []
    }

    /// The padding of the operator, and the input with zeros in front where that cannot express it.
    func padded(_ image: ValueID, in context: LayerContext) throws(KerasError) -> (image: ValueID, padding: Padding) {
        switch border {
        case .padded(let padding): return (image, padding)
        case .causal:
            let zeros = Pad.Amount(before: (kernelSize.width - 1) * dilations.width, after: 0)
            let pad = Pad(amounts: [.none, .none, zeros, .none])
            return (try context.append(.pad(pad), [image], "pad"), .valid)
        }
    }
}
