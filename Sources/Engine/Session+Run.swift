public import ModelIR

extension Session {
    /// Runs the model on a batch of any size and gives its outputs by name.
    ///
    /// Numbers of another type than the model takes are converted: uint8 pixels for a float32 input, for example. Real
    /// numbers for a quantized input are quantized by its scale. Large batches run in blocks, so that memory stays bounded.
    /// A session that keeps intermediates gives every value of the model by its name, next to the outputs.
    ///
    /// - Parameter inputs: one tensor for each of ``inputs``, all with the same batch.
    /// - Returns: one tensor for each of ``outputs``.
    public func run(_ inputs: [String: Tensor]) throws(EngineError) -> [String: Tensor] {
        let tensors = try check(inputs)
        let samples = try batchSize(of: tensors)
        // The plan that `invoke()` uses stays the present one.
        let planned = batch
        defer { _ = try? plan(batch: planned) }
        let block = try blockSize(for: samples)
        let results = try Results(self, samples: samples)
        var first = 0
        while first < samples {
            let count = min(block, samples - first)
            let plan = try plan(batch: count)
            for (port, tensor) in zip(program.graph.inputs, tensors) {
                guard let bytes = plan.bytes(of: port.value) else { continue }
                tensor.store(from: first, as: program.graph[port.value].type, into: bytes)
            }
            invoke()
            results.take(from: plan, at: first)
            first += count
        }
        return results.tensors()
    }

    /// The tensors in the order of ``inputs``, or an error that says what does not fit.
    private func check(_ tensors: [String: Tensor]) throws(EngineError) -> [Tensor] {
        if let unknown = tensors.keys.filter({ name in !inputs.contains { $0.name == name } }).min() {
            throw EngineError(
                .badInput, "the model has no input of this name; it takes \(names(inputs))", at: "'\(unknown)'")
        }
        var ordered: [Tensor] = []
        for input in inputs {
            guard let tensor = tensors[input.name] else {
                throw EngineError(
                    .badInput, "the input is missing; it is \(input.type) of shape \(input.shapeDescription)",
                    at: "'\(input.name)'")
            }
            try check(tensor, for: input)
            if let quantization = input.quantization, tensor.type.isFloatingPoint {
                ordered.append(quantization.integers(for: tensor, input.type))
            } else {
                ordered.append(tensor)
            }
        }
        return ordered
    }

    private func check(_ tensor: Tensor, for input: TensorDescription) throws(EngineError) {
        let fits =
            tensor.shape.count == input.shape.count
            && zip(tensor.shape, input.shape).allSatisfy { $1 == nil ? $0 > 0 : $0 == $1 }
        guard fits else {
            throw EngineError(
                .badInput,
                "the input has shape (\(tensor.shape.map(String.init).joined(separator: ", "))), but the model takes "
                    + input.shapeDescription, at: "'\(input.name)'")
        }
        let isQuantized = input.quantization != nil && tensor.type.isFloatingPoint
        guard tensor.type == input.type || input.type == .float32 || isQuantized || tensor.type.widens(to: input.type)
        else {
            throw EngineError(
                .badInput, "the input is \(tensor.type), but the model takes \(input.type)", at: "'\(input.name)'")
        }
    }

    private func names(_ descriptions: [TensorDescription]) -> String {
        descriptions.isEmpty ? "none" : descriptions.map { "'\($0.name)'" }.joined(separator: ", ")
    }

    private func batchSize(of tensors: [Tensor]) throws(EngineError) -> Int {
        let sizes = zip(inputs, tensors).filter { $0.0.isBatchFree }.map { (name: $0.0.name, count: $0.1.shape[0]) }
        guard let first = sizes.first else { return 1 }
        if let other = sizes.first(where: { $0.count != first.count }) {
            throw EngineError(
                .badInput, "the input has \(other.count) samples, but '\(first.name)' has \(first.count)",
                at: "'\(other.name)'")
        }
        return first.count
    }

    /// How many samples to run at a time, so that what one block computes stays in the caches of the machine.
    private func blockSize(for samples: Int) throws(EngineError) -> Int {
        guard samples > 1, samples != batch else { return samples }
        let canDivide = !keepsIntermediates && (inputs + outputs).allSatisfy(\.isBatchFree)
        guard canDivide else { return samples }
        let bytesOfSample = max(1, arenaByteCount / batch)
        return min(samples, max(1, min(Self.samplesOfBlock, Self.bytesOfBlock / bytesOfSample)))
    }

    private static let bytesOfBlock = 2 << 20
    private static let samplesOfBlock = 64
}

extension Tensor {
    /// Stores elements, starting at a sample, into all of `target`, converted to `type`.
    func store(from sample: Int, as type: ElementType, into target: UnsafeMutableRawBufferPointer) {
        let count = target.count / type.byteCount
        guard count > 0, let destination = target.baseAddress else { return }
        let first = shape.isEmpty ? 0 : sample * (data.count / shape[0])
        data.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            let start = source + first * self.type.byteCount
            if self.type == type {
                destination.copyMemory(from: start, byteCount: count * type.byteCount)
            } else {
                Conversion.cast(0..<count, from: start, self.type, to: destination, type)
            }
        }
    }
}

/// The tensors that a run gives, filled block by block.
private struct Results {
    private struct Result {
        var name: String
        var value: ValueID
        var type: ElementType
        var shape: [Int]
        /// Whether each block adds samples; otherwise the last block says it all.
        var grows: Bool
        /// Written until the tensors are handed out.
        var bytes: UnsafeMutableRawBufferPointer
        /// Owns `bytes`.
        var memory: Memory
    }

    private var results: [Result] = []

    init(_ session: Session, samples: Int) throws(EngineError) {
        let graph = session.program.graph
        var wanted = graph.outputs.map { (name: $0.name, value: $0.value) }
        if session.keepsIntermediates {
            var names = Set(wanted.map(\.name))
            for operation in session.program.operations {
                for value in operation.outputs where names.insert(graph[value].name).inserted {
                    wanted.append((name: graph[value].name, value: value))
                }
            }
        }
        for (name, value) in wanted {
            let shape = graph[value].shape.resolved(batch: samples).dimensions
            let byteCount = try checkedByteCount(shape, graph[value].type, of: name)
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: Memory.alignment)
            results.append(
                Result(
                    name: name, value: value, type: graph[value].type, shape: shape,
                    grows: graph[value].shape.isBatchFree, bytes: bytes,
                    memory: Memory(adopting: UnsafeRawBufferPointer(bytes)) { $0.deallocate() }))
        }
    }

    /// Copies what `plan` has computed for the samples from `sample` on.
    func take(from plan: Plan, at sample: Int) {
        for result in results {
            guard let source = plan.bytes(of: result.value) else { continue }
            let offset = result.grows ? sample * (source.count / plan.batch) : 0
            guard source.count > 0, let target = result.bytes.baseAddress, let start = source.baseAddress else {
                continue
            }
            (target + offset).copyMemory(from: start, byteCount: source.count)
        }
    }

    /// The tensors by name.
    func tensors() -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for result in results {
            let data = TensorData(type: result.type, count: result.shape.reduce(1, *), memory: result.memory)
            tensors[result.name] = Tensor(shape: result.shape, data: data)
        }
        return tensors
    }
}
