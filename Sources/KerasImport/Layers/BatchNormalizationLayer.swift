import ModelIR

/// BatchNormalization with its moving statistics: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// In the graph it is a product and a sum, whose factors are computed in double precision.
struct BatchNormalizationLayer: SingleInputLayer {
    private let axis: Int
    private let epsilon: Double
    private let hasScale: Bool
    private let hasCenter: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        let axes = configuration["axis"] == nil ? [-1] : try configuration.integers("axis")
        guard axes.count == 1 else { throw configuration.unusable("axis") }
        axis = axes[0]
        epsilon = try configuration.number("epsilon", default: 1e-3)
        hasScale = try configuration.bool("scale", default: true)
        hasCenter = try configuration.bool("center", default: true)
        guard try !configuration.bool("renorm", default: false) else {
            throw UnsupportedReason("batch renormalization is not supported")
        }
    }

    var weights: [WeightDeclaration] {
        (hasScale ? [WeightDeclaration(name: "gamma")] : []) + (hasCenter ? [WeightDeclaration(name: "beta")] : [])
            + ["moving_mean", "moving_variance"].map { WeightDeclaration(name: $0, isTrainable: false) }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        let axis = try context.normalize(axis: axis, rank: shape.rank)
        let channels = shape[axis]
        let gamma = hasScale ? try context.weight("gamma", shape: [channels]) : nil
        let beta = hasCenter ? try context.weight("beta", shape: [channels]) : nil
        let mean = try context.weight("moving_mean", shape: [channels])
        let variance = try context.weight("moving_variance", shape: [channels])

        func factors() throws(KerasError) -> [Double] {
            let gamma = try gamma?.floats() ?? Array(repeating: 1, count: channels)
            return zip(gamma, try variance.floats()).map { Double($0) / (Double($1) + epsilon).squareRoot() }
        }
        let constantShape = [channels] + Array(repeating: 1, count: shape.rank - 1 - axis)
        let scale = try context.constant("scale", shape: constantShape) { () throws(KerasError) in
            TensorData(try factors().map { Float($0) })
        }
        let offset = try context.constant("offset", shape: constantShape) { () throws(KerasError) in
            let beta = try beta?.floats() ?? Array(repeating: 0, count: channels)
            let shifts = zip(try factors(), try mean.floats()).map { $0 * Double($1) }
            return TensorData(zip(beta, shifts).map { Float(Double($0) - $1) })
        }
        return try context.add(context.multiply(input, scale), offset)
    }
}
