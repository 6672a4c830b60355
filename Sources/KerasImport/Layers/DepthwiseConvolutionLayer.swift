import ModelIR

/// DepthwiseConv1D and DepthwiseConv2D.
struct DepthwiseConvolutionLayer: SingleInputLayer {
    private let settings: ConvolutionSettings
    private let depthMultiplier: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        settings = try ConvolutionSettings(configuration)
        depthMultiplier = configuration["depth_multiplier"] == nil ? 1 : try configuration.size("depth_multiplier")
    }

    var weights: [WeightDeclaration] { [WeightDeclaration(name: "depthwise_kernel")] + settings.biasDeclaration }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try settings.apply(to: input, in: context) { (image, padding) throws(KerasError) in
            let bias = try settings.bias(channels: context.channels(of: image) * depthMultiplier, in: context)
            return try settings.depthwise(
                image, padding: padding, depthMultiplier: depthMultiplier, bias: bias, in: context)
        }
    }
}
