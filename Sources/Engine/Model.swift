package import ModelIR
import TFLiteFormat

/// A model that can be run: what it takes, what it gives, and how it is computed.
///
/// A model is immutable and may be shared between threads; each ``Session`` made of it has its own memory.
///
/// ```swift
/// let model = try Model(contentsOf: "glyphs.qf")
/// let session = try Session(model: model, threads: 2)
/// let result = try session.run(["image": Tensor(shape: [1, 48, 48, 3], pixels)])
/// ```
public struct Model: Sendable {
    /// The name that the file gives the model.
    public let name: String
    /// What ``Session/run(_:)`` takes, in the file's order.
    public let inputs: [TensorDescription]
    /// What ``Session/run(_:)`` gives, in the file's order.
    public let outputs: [TensorDescription]

    package let graph: Graph

    /// The model in a `.qf` or `.tflite` file, whose weights stay in the file until they are needed.
    ///
    /// The file must not change as long as the model or a session of it is used.
    public init(contentsOf path: String) throws(EngineError) {
        let graph: Graph
        do {
            graph = try TFLiteFile.open(path)
        } catch {
            throw EngineError(.cannotOpen, error.description, kind: error.kind)
        }
        do {
            try self.init(graph: graph)
        } catch {
            throw EngineError(error.code, error.description, at: path, kind: error.kind)
        }
    }

    /// A model of `graph`, which is checked first.
    package init(graph: Graph) throws(EngineError) {
        for value in graph.values { _ = try checkedByteCount(value.shape.dimensions, value.type, of: value.name) }
        do {
            try graph.validate()
        } catch {
            throw EngineError(.invalidModel, error.message, at: error.location)
        }
        for ports in [graph.inputs, graph.outputs] {
            var names: Set<String> = []
            for port in ports where !names.insert(port.name).inserted {
                throw EngineError(.invalidModel, "the model has two inputs or two outputs named '\(port.name)'")
            }
        }
        name = graph.name
        inputs = graph.inputs.map { TensorDescription(port: $0, in: graph) }
        outputs = graph.outputs.map { TensorDescription(port: $0, in: graph) }
        self.graph = graph
    }
}

/// Bytes that a tensor takes, which must be fewer than the engine's limit for one tensor.
func checkedByteCount(
    _ dimensions: [Int], _ type: ElementType, of name: @autoclosure () -> String
) throws(EngineError) -> Int {
    var bytes = type.byteCount
    for dimension in dimensions {
        let (product, overflows) = bytes.multipliedReportingOverflow(by: dimension)
        guard dimension >= 0, !overflows, product <= Arena.maximumByteCount else {
            throw EngineError(
                .tooLarge,
                "a tensor of shape \(dimensions) takes more than the \(Arena.maximumByteCount >> 30) GiB that the engine "
                    + "plans at most", at: "'\(name())'")
        }
        bytes = product
    }
    return bytes
}
