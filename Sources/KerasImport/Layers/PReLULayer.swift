import JSONFormat
import ModelIR

/// PReLU: a slope below zero that is learned, for each element or along `shared_axes` in common.
struct PReLULayer: SingleInputLayer {
    private let sharedAxes: Set<Int>

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        let isNone = configuration["shared_axes"]?.array?.isEmpty ?? (configuration["shared_axes"] == nil)
        sharedAxes = isNone ? [] : Set(try configuration.integers("shared_axes"))
    }

    var weights: [WeightDeclaration] { [WeightDeclaration(name: "alpha")] }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let alphaShape = context.shape(of: input).dimensions.enumerated().dropFirst().map { axis, size in
            sharedAxes.contains(axis) ? 1 : size
        }
        let alpha = try context.weightConstant("alpha", shape: alphaShape)
        return try context.append(.prelu(PReLU()), [input, alpha], "prelu")
    }
}
