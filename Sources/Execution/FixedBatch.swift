package import Engine
package import ModelIR

/// Models that take no other batch than the one they were made with, run as often as the samples need it.
package enum FixedBatch {
    /// The outputs of `session` for `inputs`, whose batch is a multiple of the model's where that is fixed.
    package static func run(_ session: Session, on inputs: [String: Tensor]) throws(EngineError) -> [String: Tensor] {
        guard let repetitions = repetitions(session, inputs), repetitions > 1 else { return try session.run(inputs) }
        var parts: [String: [Tensor]] = [:]
        for index in 0..<repetitions {
            let part = inputs.mapValues { $0.part(index, of: repetitions) }
            for (name, tensor) in try session.run(part) { parts[name, default: []].append(tensor) }
        }
        return parts.mapValues(Tensor.init(joining:))
    }

    /// How many batches of the model the inputs are; nil where they do not divide, or where the model takes any batch.
    private static func repetitions(_ session: Session, _ inputs: [String: Tensor]) -> Int? {
        var repetitions: Int?
        for input in session.inputs {
            guard let batch = input.shape.first.flatMap(\.self), batch > 0,
                let count = inputs[input.name]?.shape.first, count % batch == 0,
                repetitions == nil || repetitions == count / batch
            else { return nil }
            repetitions = count / batch
        }
        return repetitions
    }
}

extension Tensor {
    /// One of `count` equal parts along the first axis.
    fileprivate func part(_ index: Int, of count: Int) -> Tensor {
        let byteCount = data.byteCount / count
        let part = TensorData(type: type, count: data.count / count) { destination in
            data.withUnsafeBytes { bytes in
                destination.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[index * byteCount..<(index + 1) * byteCount]))
            }
        }
        return Tensor(shape: [shape[0] / count] + shape.dropFirst(), data: part)
    }

    /// `parts`, which have one shape, one after the other along the first axis.
    fileprivate init(joining parts: [Tensor]) {
        let first = parts[0]
        let data = TensorData(type: first.type, count: first.data.count * parts.count) { destination in
            for (index, part) in parts.enumerated() {
                part.data.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: destination[(index * bytes.count)...]).copyMemory(
                        from: bytes)
                }
            }
        }
        self.init(
            shape: first.shape.isEmpty ? [parts.count] : [first.shape[0] * parts.count] + first.shape.dropFirst(),
            data: data)
    }
}
