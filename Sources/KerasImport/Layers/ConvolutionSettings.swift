import ModelIR

/// What all convolutions share: window, bias and activation.
///
/// A convolution along one axis is one over an image of height 1.
struct ConvolutionSettings: Sendable {
    enum Border: Sendable {
        case padded(Padding)
        /// Zeros in front only, so that no result depends on later positions.
        case causal
    }

    /// Axes that the window moves along: 1 or 2.
    let rank: Int
    let kernelSize: Pair
    let strides: Pair
    let dilations: Pair
    let border: Border
    let groups: Int
    let usesBias: Bool
    let activation: ActivationFunction
    /// The axes of the window as kernels in the file have them.
    let storedKernelSize: [Int]

    /// Settings of the convolution that `configuration` describes, along one axis where its class says 1D.
    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        try configuration.requireChannelsLast()
        let rank = configuration.className.contains("1D") ? 1 : 2
        func pair(_ key: String, default fallback: Int?) throws(UnsupportedReason) -> Pair {
            let sizes = try configuration.sizes(key, count: rank, default: fallback)
            return Pair(height: rank == 1 ? 1 : sizes[0], width: sizes[rank - 1])
        }
        self.rank = rank
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
        // Keras 1 already had the image of height 1 in the file, with the axes in the other order.
        let isKeras1 = configuration.kerasGeneration == 1
        storedKernelSize =
            rank == 2
            ? [kernelSize.height, kernelSize.width] : isKeras1 ? [kernelSize.width, 1] : [kernelSize.width]
    }

    var biasDeclaration: [WeightDeclaration] { usesBias ? [WeightDeclaration(name: "bias")] : [] }

    /// The bias and, where there is none, nothing.
    func bias(channels: Int, in context: LayerContext) throws(KerasError) -> [ValueID] {
        usesBias ? [try context.weightConstant("bias", shape: [channels])] : []
    }

    /// Applies `body` to the input as an image, with zeros around it where the operator's padding cannot express them,
    /// and the activation to its result.
    func apply(
        to input: ValueID, in context: LayerContext,
        _ body: (_ image: ValueID, Padding) throws(KerasError) -> ValueID
    ) throws(KerasError) -> ValueID {
        try context.asImage(input, rank: rank) { (image) throws(KerasError) in
            let result =
                switch border {
                case .padded(let padding): try body(image, padding)
                case .causal: try body(context.append(.pad(causalPadding), [image], "pad"), .valid)
                }
            return try activation.lower(result, in: context)
        }
    }

    private var causalPadding: Pad {
        let zeros = Pad.Amount(before: (kernelSize.width - 1) * dilations.width, after: 0)
        return Pad(amounts: [.none, .none, zeros, .none])
    }

    /// Convolves each channel of `image` on its own, with the weight `depthwise_kernel`: HWIM in the file (M being the
    /// depth multiplier), 1HW(IM) in the graph.
    func depthwise(
        _ image: ValueID, padding: Padding, depthMultiplier: Int, bias: [ValueID], in context: LayerContext
    ) throws(KerasError) -> ValueID {
        let channels = context.channels(of: image)
        let kernel = try context.weightConstant(
            "depthwise_kernel", shape: storedKernelSize + [channels, depthMultiplier],
            as: [1, kernelSize.height, kernelSize.width, channels * depthMultiplier])
        let convolution = DepthwiseConv2D(
            strides: strides, dilations: dilations, padding: padding, depthMultiplier: depthMultiplier)
        return try context.append(.depthwiseConv2D(convolution), [image, kernel] + bias, "depthwise")
    }
}

extension LayerContext {
    /// Applies `body` to an input of batch, `rank` axes and channels; where `rank` is 1, as to an image of height 1.
    func asImage(
        _ input: ValueID, rank: Int, _ body: (ValueID) throws(KerasError) -> ValueID
    ) throws(KerasError) -> ValueID {
        guard shape(of: input).rank == rank + 2 else {
            throw error(.shapeMismatch, "needs an input of rank \(rank + 2), not \(shape(of: input))")
        }
        guard rank == 1 else { return try body(input) }
        let image = try append(.expandDims(ExpandDims(axis: 1)), [input], "expand")
        return try append(.squeeze(Squeeze(axes: [1])), [body(image)], "squeeze")
    }
}
