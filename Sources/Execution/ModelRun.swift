package import Engine
package import ModelIR
package import NumPyFormat

/// One run of a model on arrays of any batch.
package struct ModelRun {
    /// What the model gives, in its order, and behind that its intermediates, where they are kept.
    package let outputs: [(name: String, tensor: Tensor)]
    /// What the model gives.
    package var results: ArraySlice<(name: String, tensor: Tensor)> { outputs.prefix(resultCount) }
    private let resultCount: Int
    /// Samples of the first input.
    package let samples: Int
    package let threads: Int
    /// The instruction set of the engine's kernels.
    package let instructionSet: String
    /// The time of the computation, planning left aside.
    package let duration: Duration

    /// Runs `model` on the arrays of `content`.
    /// - Parameter keepsIntermediates: whether every value that the model computes is among the outputs.
    /// - Throws: an error that names no file; its code tells whether it is about the model or about the arrays.
    package init(
        _ model: Model, on content: NumPyFile.Content, threads: Int, keepsIntermediates: Bool = false
    ) throws(ExecutionError) {
        let inputs = try InputMatching.match(content, with: model.inputs)
        do throws(EngineError) {
            let session = try Session(model: model, threads: threads, keepsIntermediates: keepsIntermediates)
            let clock = ContinuousClock()
            let start = clock.now
            let results = try FixedBatch.run(session, on: inputs)
            duration = clock.now - start
            let first = model.outputs.map(\.name)
            let others = results.keys.filter { !first.contains($0) }.sorted()
            outputs = (first + others).compactMap { name in results[name].map { (name, $0) } }
            resultCount = first.count
            samples = model.inputs.first.flatMap { inputs[$0.name]?.shape.first } ?? 1
            self.threads = session.threads
            instructionSet = session.instructionSet
        } catch {
            let isAboutInputs = error.code == .badInput || error.code == .tooLarge
            throw ExecutionError(isAboutInputs ? .inputs : .model, error.description, kind: error.kind)
        }
    }
}

/// Models that take no other batch than the one they were made with, run as often as the samples need it.
private enum FixedBatch {
    static func run(_ session: Session, on inputs: [String: Tensor]) throws(EngineError) -> [String: Tensor] {
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
