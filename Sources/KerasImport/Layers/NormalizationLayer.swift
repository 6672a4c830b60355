import JSONFormat
import ModelIR

/// Normalization: `(x - mean) / max(sqrt(variance), 1e-7)`, or the inverse of it.
///
/// The statistics are in the configuration, or weights that `adapt` has made.
struct NormalizationLayer: SingleInputLayer {
    private let axes: [Int]
    private let isInverse: Bool
    private let mean: [Double]?
    private let variance: [Double]?

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        switch configuration.values["axis"]?.unwrapped {
        case nil: axes = [-1]
        // One statistic for everything.
        case .null, .array([]): axes = []
        default: axes = try configuration.integers("axis")
        }
        isInverse = try configuration.bool("invert", default: false)
        mean = configuration["mean"] == nil ? nil : try configuration.tensor("mean", default: 0).elements
        variance = configuration["variance"] == nil ? nil : try configuration.tensor("variance", default: 1).elements
        guard (mean == nil) == (variance == nil) else { throw configuration.unusable("variance") }
    }

    var weights: [WeightDeclaration] {
        guard mean == nil else { return [] }
        return ["mean", "variance", "count"].map { WeightDeclaration(name: $0, isTrainable: false) }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        let shape = context.shape(of: input)
        var kept: Set<Int> = []
        for axis in axes { kept.insert(try context.normalize(axis: axis, rank: shape.rank)) }
        let weightShape = kept.sorted().map { shape[$0] }
        let count = weightShape.reduce(1, *)
        let constantShape = ((kept.min() ?? shape.rank)..<shape.rank).map { kept.contains($0) ? shape[$0] : 1 }

        func statistic(_ name: String, _ given: [Double]?) throws(KerasError) -> () throws(KerasError) -> [Double] {
            guard let given else {
                let weight = try context.weight(name, shape: weightShape)
                return { () throws(KerasError) in try weight.floats().map { Double($0) } }
            }
            guard given.count == count || given.count == 1 else {
                throw context.error(
                    .shapeMismatch, "'\(name)' has \(given.count) numbers, but the input has \(count) channels")
            }
            let values = given.count == count ? given : Array(repeating: given[0], count: count)
            // Keras computes with float32.
            return { () throws(KerasError) in values.map { Double(Float($0)) } }
        }
        let means = try statistic("mean", mean)
        let variances = try statistic("variance", variance)
        func deviations() throws(KerasError) -> [Double] { try variances().map { max($0.squareRoot(), 1e-7) } }

        let isInverse = isInverse
        let scale = try context.constant("scale", shape: constantShape) { () throws(KerasError) in
            TensorData(try deviations().map { Float(isInverse ? $0 : 1 / $0) })
        }
        let offset = try context.constant("offset", shape: constantShape) { () throws(KerasError) in
            let means = try means()
            return TensorData(
                isInverse ? means.map { Float($0) } : zip(means, try deviations()).map { Float(-$0 / $1) })
        }
        return try context.add(context.multiply(input, scale), offset)
    }
}
