public import ModelIR

/// What a model takes or gives under one name.
public struct TensorDescription: Sendable, Hashable {
    /// The name by which ``Session/run(_:)`` takes or gives the tensor.
    public let name: String
    /// Dimensions, outermost first; images are NHWC. Nil stands for the batch, where the model leaves it open.
    public let shape: [Int?]
    /// The type of every element.
    public let type: ElementType
    /// What the integers of a quantized model mean; nil where the elements are the numbers themselves.
    public let quantization: TensorQuantization?

    /// The number of elements of one sample: an open batch counts as 1.
    public var elementCount: Int { shape.reduce(1) { $0 * ($1 ?? 1) } }

    /// Whether the model takes any number of samples at once here.
    public var isBatchFree: Bool { shape.first == .some(nil) }
}

extension TensorDescription: CustomStringConvertible {
    /// Name, type and shape, `image: float32 (?, 48, 48, 3)` for example.
    public var description: String { "\(name): \(type) \(shapeDescription)" }

    var shapeDescription: String { "(" + shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + ")" }
}

extension TensorDescription {
    init(port: Port, in graph: Graph) {
        let value = graph[port.value]
        name = port.name
        shape = value.shape.signature.map { $0 < 0 ? nil : $0 }
        type = value.type
        quantization = TensorQuantization(of: value)
    }
}
