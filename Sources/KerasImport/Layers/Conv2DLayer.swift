import ModelIR

/// Conv2D: kernel HWIO in the file, OHWI in the graph.
struct Conv2DLayer: SingleInputLayer {
    private let settings: ConvolutionSettings
    private let filters: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        settings = try ConvolutionSettings(configuration, rank: 2)
        filters = try configuration.size("filters")
    }

    var weights: [WeightDeclaration] {
        [WeightDeclaration(name: "kernel")] + (settings.usesBias ? [WeightDeclaration(name: "bias")] : [])
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let (height, width) = (settings.kernelSize.height, settings.kernelSize.width)
        let channels = context.channels(of: input) / settings.groups
        let kernel = try context.weightConstant(
            "kernel", shape: [height, width, channels, filters], lastAxisFirst: [filters, height, width, channels])
        let (image, padding) = try settings.padded(input, in: context)
        let convolution = Conv2D(strides: settings.strides, dilations: settings.dilations, padding: padding)
        let bias = try settings.bias(channels: filters, in: context)
        let result = try context.append(.conv2D(convolution), [image, kernel] + bias, "convolution")
        return try settings.activation.lower(result, in: context)
    }
}
