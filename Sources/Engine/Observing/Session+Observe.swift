package import ModelIR

/// Running a model so that every value can be looked at, at nearly the speed of an ordinary run and in its memory.
extension Session {
    /// A session with one thread for ``observe(_:samples:_:)``.
    package convenience init(observing model: Model) throws(EngineError) {
        try self.init(
            program: Program(model, fusion: .rangeless), inputs: model.inputs, outputs: model.outputs,
            pool: ThreadPool(threadCount: 1), keepsIntermediates: false, usesPortableKernels: false)
        try resize(batch: 1)
    }

    /// Another session of the same kind for another thread, which uses the same packed weights.
    ///
    /// ``resize(batch:)`` must not be called while any of the sessions runs; for the batches that it was called with,
    /// they run side by side.
    package convenience init(beside other: Session) throws(EngineError) {
        try self.init(
            program: other.program, inputs: other.inputs, outputs: other.outputs,
            pool: ThreadPool(threadCount: 1), keepsIntermediates: false, usesPortableKernels: false,
            constants: other.constants)
        try resize(batch: other.batch)
    }

    /// Computes some samples and shows each float value as soon as it is made, inputs included.
    ///
    /// Values are named as in the model's graph. Left out are constants, and values that never come into being because
    /// their range is known: the gate of a swish, and an image with a border of zeros.
    ///
    /// - Parameters:
    ///   - tensors: one for each of ``inputs``, in their order, of the right shape and of a type that can be converted.
    ///   - samples: rows of the tensors; as many as the present batch or one planned before.
    ///   - show: gets a value and its elements, valid during the call.
    package func observe(
        _ tensors: [Tensor], samples: Range<Int>, _ show: (ValueID, UnsafeBufferPointer<Float>) -> Void
    ) throws(EngineError) {
        let plan = try plan(batch: samples.count)
        let graph = program.graph
        func present(_ value: ValueID) {
            guard graph[value].type == .float32, !graph[value].isConstant, let bytes = plan.bytes(of: value) else {
                return
            }
            show(value, UnsafeBufferPointer(bytes.assumingMemoryBound(to: Float.self)))
        }
        for (port, tensor) in zip(graph.inputs, tensors) {
            guard let bytes = plan.bytes(of: port.value) else { continue }
            tensor.store(from: samples.lowerBound, as: graph[port.value].type, into: bytes)
            present(port.value)
        }
        plan.viewsOfInputs.forEach(present)
        for stage in plan.stages {
            for index in stage.steps { run(plan.steps[index]) }
            stage.values.forEach(present)
        }
    }
}
