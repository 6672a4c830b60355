import ModelIR

/// SeparableConv1D and SeparableConv2D: a depthwise convolution, then one of a single position over all channels.
struct SeparableConvolutionLayer: SingleInputLayer {
    private let settings: ConvolutionSettings
    private let depthMultiplier: Int
    private let filters: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        settings = try ConvolutionSettings(configuration)
        depthMultiplier = configuration["depth_multiplier"] == nil ? 1 : try configuration.size("depth_multiplier")
        filters = try configuration.size("filters")
    }

    var weights: [WeightDeclaration] {
        ["depthwise_kernel", "pointwise_kernel"].map { WeightDeclaration(name: $0) } + settings.biasDeclaration
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try settings.apply(to: input, in: context) { (image, padding) throws(KerasError) in
            let depthwise = try settings.depthwise(
                image, padding: padding, depthMultiplier: depthMultiplier, bias: [], in: context)
            let channels = context.channels(of: depthwise)
            let kernel = try context.weightConstant(
                "pointwise_kernel", shape: settings.storedKernelSize.map { _ in 1 } + [channels, filters],
                lastAxisFirst: [filters, 1, 1, channels])
            let bias = try settings.bias(channels: filters, in: context)
            return try context.append(
                .conv2D(Conv2D(padding: .valid)), [depthwise, kernel] + bias, "pointwise")
        }
    }
}
