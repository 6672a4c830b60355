import ModelIR

/// ELU: `x` above zero, `alpha * (exp(x) - 1)` below.
struct ELULayer: SingleInputLayer {
    private let alpha: Float

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        alpha = Float(try configuration.number("alpha", default: 1))
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.elu(input, alpha: alpha)
    }
}
