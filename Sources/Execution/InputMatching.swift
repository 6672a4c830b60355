import Engine
import ModelIR
import NumPyFormat

/// Finds the array for each input of a model.
enum InputMatching {
    /// The arrays of `content` by the names of `inputs`.
    ///
    /// Arrays go by name; where there is one input and one array, the names need not agree. A single sample without its
    /// batch dimension gets one.
    static func match(
        _ content: NumPyFile.Content, with inputs: [TensorDescription]
    ) throws(ExecutionError) -> [String: Tensor] {
        var matched: [String: Tensor] = [:]
        for input in inputs {
            let tensor = try tensor(for: input, among: inputs, in: content)
            matched[input.name] = tensor.withBatch(for: input)
        }
        return matched
    }

    private static func tensor(
        for input: TensorDescription, among inputs: [TensorDescription], in content: NumPyFile.Content
    ) throws(ExecutionError) -> Tensor {
        switch content {
        case .array(let tensor):
            guard inputs.count == 1 else {
                throw ExecutionError(
                    .inputs,
                    "holds one array, but the model takes \(inputs.count); save them by name with numpy.savez: "
                        + inputs.map(\.name).quotedList)
            }
            return tensor
        case .archive(let tensors):
            if let tensor = tensors[input.name] { return tensor }
            if inputs.count == 1, tensors.count == 1, let tensor = tensors.first?.value { return tensor }
            throw ExecutionError(
                .inputs,
                "has no array '\(input.name)', which the model takes; it has \(tensors.keys.sorted().quotedList)")
        }
    }
}

extension Tensor {
    /// The same elements with a batch of 1 in front, where that is all that is missing.
    fileprivate func withBatch(for input: TensorDescription) -> Tensor {
        guard let batch = input.shape.first, batch == nil || batch == 1, Array(input.shape.dropFirst()) == shape else {
            return self
        }
        return Tensor(shape: [1] + shape, data: data)
    }
}

extension [String] {
    /// `'a', 'b'`, or `nothing`.
    var quotedList: String { isEmpty ? "nothing" : map { "'\($0)'" }.joined(separator: ", ") }
}
