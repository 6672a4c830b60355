import ModelIR

/// Conv1D and Conv2D: kernel HWIO in the file, OHWI in the graph.
struct ConvolutionLayer: SingleInputLayer {
    private let settings: ConvolutionSettings
    private let filters: Int

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        settings = try ConvolutionSettings(configuration)
        filters = try configuration.size("filters")
    }

    var weights: [WeightDeclaration] { [WeightDeclaration(name: "kernel")] + settings.biasDeclaration }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try settings.apply(to: input, in: context) { (image, padding) throws(KerasError) in
            let (height, width) = (settings.kernelSize.height, settings.kernelSize.width)
            let channels = context.channels(of: image) / settings.groups
            let kernel = try context.weightConstant(
                "kernel", shape: settings.storedKernelSize + [channels, filters],
                lastAxisFirst: [filters, height, width, channels])
            let bias = try settings.bias(channels: filters, in: context)
            let convolution = Conv2D(strides: settings.strides, dilations: settings.dilations, padding: padding)
            return try context.append(.conv2D(convolution), [image, kernel] + bias, "convolution")
        }
    }
}
