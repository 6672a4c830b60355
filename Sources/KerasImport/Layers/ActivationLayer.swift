import ModelIR

/// Activation: a function by its name.
struct ActivationLayer: SingleInputLayer {
    private let function: ActivationFunction

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        function = try ActivationFunction(configuration["activation"], in: configuration)
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try function.lower(input, in: context)
    }
}
