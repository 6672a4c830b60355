import ModelIR

/// DepthwiseConv2D: kernel HWIM in the file (M being the depth multiplier), 1HW(IM) in the graph.
struct DepthwiseConv2DLayer: SingleInputLayer {
    private let settings: ConvolutionSettings
    private let depthMultiplier: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        settings = try ConvolutionSettings(configuration, rank: 2)
        depthMultiplier = try configuration.integer("depth_multiplier", default: 1)
        guard depthMultiplier > 0 else { throw configuration.unusable("depth_multiplier") }
    }

    var weights: [WeightDeclaration] {
        [WeightDeclaration(name: "depthwise_kernel")] + (settings.usesBias ? [WeightDeclaration(name: "bias")] : [])
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let bias = try settings.bias(channels: context.channels(of: input) * depthMultiplier, in: context)
        let result = try settings.depthwise(input, depthMultiplier: depthMultiplier, bias: bias, in: context)
        return try settings.activation.lower(result, in: context)
    }
}

extension ConvolutionSettings {
    /// Convolves each channel of `input` on its own, with the weight `depthwise_kernel`.
    func depthwise(
        _ input: ValueID, depthMultiplier: Int, bias: [ValueID], in context: LayerContext
    ) throws(KerasError) -> ValueID {
        let channels = context.channels(of: input)
        let (height, width) = (kernelSize.height, kernelSize.width)
        let kernel = try context.weightConstant(
            "depthwise_kernel", shape: [height, width, channels, depthMultiplier],
            as: [1, height, width, channels * depthMultiplier])
        let (image, padding) = try padded(input, in: context)
        let convolution = DepthwiseConv2D(
            strides: strides, dilations: dilations, padding: padding, depthMultiplier: depthMultiplier)
        return try context.append(.depthwiseConv2D(convolution), [image, kernel] + bias, "depthwise")
    }
}
