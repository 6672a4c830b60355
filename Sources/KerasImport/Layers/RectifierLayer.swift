import ModelIR

/// ReLU, LeakyReLU and ThresholdedReLU.
struct RectifierLayer: SingleInputLayer {
    private let rectifier: Rectifier

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        var rectifier = Rectifier()
        switch configuration.className {
        case "LeakyReLU":
            // Keras 3 says `negative_slope` for what was `alpha`; the default is the same.
            let key = configuration["negative_slope"] == nil ? "alpha" : "negative_slope"
            rectifier.slope = Float(try configuration.number(key, default: 0.3))
        case "ThresholdedReLU":
            rectifier.threshold = Float(try configuration.number("theta", default: 1))
        default:
            rectifier.maximum = try configuration.number("max_value").map { Float($0) }
            rectifier.slope = Float(try configuration.number("negative_slope", default: 0))
            rectifier.threshold = Float(try configuration.number("threshold", default: 0))
        }
        self.rectifier = rectifier
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try rectifier.lower(input, in: context)
    }
}
