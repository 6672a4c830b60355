import JSONFormat
import ModelIR

/// InputLayer: a place for values from outside.
struct InputLayer: KerasLayer {
    /// The shape with the batch in front; nil stands for any size, and no shape for one that only the caller knows.
    private let shape: [Int?]?
    private let type: ElementType

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        // Keras 3 says `batch_shape`.
        if let dimensions = (configuration["batch_input_shape"] ?? configuration["batch_shape"])?.array {
            let sizes = dimensions.map(\.integer)
            guard zip(sizes, dimensions).allSatisfy({ $0.map { (1...1 << 30).contains($0) } ?? $1.isNull }),
                !sizes.isEmpty
            else { throw configuration.unusable("batch_input_shape") }
            shape = sizes
        } else {
            shape = nil
        }
        guard configuration["sparse"]?.bool != true, configuration["ragged"]?.bool != true else {
            throw UnsupportedReason("sparse and ragged inputs are not supported")
        }
        type = try InputLayer.elementType(configuration)
    }

    /// Real numbers are float32 in the graph, whatever precision the model was trained in.
    private static func elementType(_ configuration: LayerConfiguration) throws(UnsupportedReason) -> ElementType {
        let name = configuration["dtype"]?["config"]?["name"]?.string ?? configuration["dtype"]?.string ?? "float32"
        switch name {
        case "float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16": return .float32
        case "bool", "string": break
        default: if let type = ElementType(rawValue: name) { return type }
        }
        throw UnsupportedReason("inputs of type '\(name)' are not supported")
    }

    /// Adds the input to `graph`; layers compute with float32, so that integers are converted first.
    func makeInput(named name: String, layer: String, in graph: inout Graph) throws(KerasError) -> ValueID {
        guard let shape else {
            throw KerasError(
                .badConfiguration, "the model does not say the shape of its input; give its first layer an input_shape",
                at: layer)
        }
        var dimensions: [Int] = []
        for (axis, size) in shape.enumerated() {
            guard let size = size ?? (axis == 0 ? 1 : nil) else {
                let text = "(" + shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + ")"
                throw KerasError(
                    .badConfiguration,
                    "input shape \(text) leaves a size open besides the batch; save the model with a fixed input shape",
                    at: layer)
            }
            dimensions.append(size)
        }
        let count = dimensions.reduce((value: 1, fits: true)) { product, size in
            let (next, overflow) = product.value.multipliedReportingOverflow(by: size)
            return (next, product.fits && !overflow && next <= 1 << 40)
        }
        guard count.fits else { throw KerasError(.shapeMismatch, "its shape is implausibly large", at: layer) }
        let value = graph.add(Value(name: layer, type: type, shape: Shape(dimensions, isBatchFree: shape[0] == nil)))
        graph.inputs.append(Port(name: name, value: value))
        guard type != .float32 else { return value }
        do {
            return try graph.append(.cast(Cast(to: .float32)), [value], name: "\(layer)/cast", layer: layer)
        } catch {
            throw KerasError(.shapeMismatch, error.message, at: layer)
        }
    }

    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID] { call.values }
}
