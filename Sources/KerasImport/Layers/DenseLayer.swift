import ModelIR

/// Dense: kernel IO in the file, OI in the graph; acts on the last axis of an input of any rank.
struct DenseLayer: SingleInputLayer {
    private let units: Int
    private let usesBias: Bool
    private let activation: ActivationFunction

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        units = try configuration.size("units")
        usesBias = try configuration.bool("use_bias", default: true)
        activation = try ActivationFunction(configuration["activation"], in: configuration)
        guard configuration["lora_rank"] == nil, configuration["quantization_config"] == nil else {
            throw UnsupportedReason("LoRA and quantized weights are not supported")
        }
    }

    var weights: [WeightDeclaration] {
        [WeightDeclaration(name: "kernel")] + (usesBias ? [WeightDeclaration(name: "bias")] : [])
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        guard shape.rank >= 2 else {
            throw context.error(.shapeMismatch, "needs an input with a feature axis, not \(shape)")
        }
        let channels = context.channels(of: input)
        let kernel = try context.weightConstant("kernel", shape: [channels, units], lastAxisFirst: [units, channels])
        let bias = usesBias ? [try context.weightConstant("bias", shape: [units])] : []
        let dense = FullyConnected(keepsDimensions: shape.rank > 2)
        let result = try context.append(.fullyConnected(dense), [input, kernel] + bias, "dense")
        return try activation.lower(result, in: context)
    }
}
