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
        let block = samples == planned ? samples : min(goodBlockSize ?? samples, samples)
        if samples > block { keepWeights() }
        let results = try RunResults(self, samples: samples)
        for first in stride(from: 0, to: samples, by: block) {
            try compute(tensors, samples: first..<min(samples, first + block), into: results)
        }
        return results.tensors()
    }

    /// Runs some of the samples in one go.
    func compute(_ tensors: [Tensor], samples: Range<Int>, into results: RunResults) throws(EngineError) {
        prepareRun()
        let plan = try plan(batch: samples.count)
        for (port, tensor) in zip(program.graph.inputs, tensors) {
            guard let bytes = plan.bytes(of: port.value) else { continue }
            tensor.store(from: samples.lowerBound, as: program.graph[port.value].type, into: bytes)
        }
        invoke()
        results.take(from: plan, at: samples.lowerBound)
    }

    /// The tensors in the order of ``inputs``, or an error that says what does not fit.
    func check(_ tensors: [String: Tensor]) throws(EngineError) -> [Tensor] {
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

    /// The samples of tensors that were checked.
    func batchSize(of tensors: [Tensor]) throws(EngineError) -> Int {
        let sizes = zip(inputs, tensors).filter { $0.0.isBatchFree }.map { (name: $0.0.name, count: $0.1.shape[0]) }
        guard let first = sizes.first else { return 1 }
        if let other = sizes.first(where: { $0.count != first.count }) {
            throw EngineError(
                .badInput, "the input has \(other.count) samples, but '\(first.name)' has \(first.count)",
                at: "'\(other.name)'")
        }
        return first.count
    }

    /// How many samples to run at a time, so that what one block computes stays in the caches of the machine; nil where the
    /// model takes only what it is given, as a whole.
    var goodBlockSize: Int? {
        guard !keepsIntermediates, (inputs + outputs).allSatisfy(\.isBatchFree) else { return nil }
        let bytesOfSample = max(1, arenaByteCount / batch)
        return max(1, min(Self.samplesOfBlock, Self.bytesOfBlock / bytesOfSample))
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
