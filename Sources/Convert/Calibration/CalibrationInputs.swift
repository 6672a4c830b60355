import Engine
import ModelIR

/// The check of a batch of samples against the inputs of a graph.
enum CalibrationInputs {
    /// The tensors in the order of the graph's inputs, and how many samples they hold.
    static func check(
        _ batch: [String: Tensor], for graph: Graph, fixedBatch: Int?
    ) throws(CalibrationError) -> (tensors: [Tensor], count: Int) {
        let names = graph.inputs.map(\.name)
        if let unknown = batch.keys.filter({ !names.contains($0) }).min() {
            throw CalibrationError(
                .badSamples,
                "the model has no input of this name; it takes \(names.map { "'\($0)'" }.joined(separator: ", "))",
                at: "'\(unknown)'")
        }
        var tensors: [Tensor] = []
        for port in graph.inputs {
            guard let tensor = batch[port.name] else {
                throw CalibrationError(.badSamples, "the samples have nothing for this input", at: "'\(port.name)'")
            }
            let value = graph[port.value]
            guard tensor.shape.count == value.shape.rank,
                tensor.shape.dropFirst().elementsEqual(value.shape.dimensions.dropFirst())
            else {
                throw CalibrationError(
                    .badSamples,
                    "the samples have shape (\(tensor.shape.map(String.init).joined(separator: ", "))), but the model takes "
                        + value.shape.description, at: "'\(port.name)'")
            }
            guard value.type == .float32 || tensor.type.widens(to: value.type) else {
                throw CalibrationError(
                    .badSamples, "the samples are \(tensor.type), but the model takes \(value.type)",
                    at: "'\(port.name)'")
            }
            tensors.append(tensor)
        }
        let count = tensors.first?.shape.first ?? 0
        if let other = zip(names, tensors).first(where: { $0.1.shape.first != count }) {
            throw CalibrationError(
                .badSamples, "there are \(other.1.shape[0]) samples, but \(count) for '\(names[0])'", at: "'\(other.0)'"
            )
        }
        if let fixedBatch, count % max(1, fixedBatch) > 0 {
            throw CalibrationError(
                .badSamples,
                "the model takes \(fixedBatch) samples at once and no other number, but \(count) were given; choose a multiple"
            )
        }
        return (tensors, count)
    }
}
