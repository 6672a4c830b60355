import CKernels
package import ModelIR

/// Running a model so that every value can be looked at, at nearly the speed of an ordinary run and in its memory.
extension Session {
    /// A session with one thread for ``observe(_:samples:_:)``.
    package convenience init(observing model: Model) throws(EngineError) {
        try self.init(
            program: Program(model, fusion: .rangeless), inputs: model.inputs, outputs: model.outputs,
            pool: ThreadPool(threadCount: 1), keepsIntermediates: false, kernels: qk_kernels_best(),
            keepsConstants: true)
        try resize(batch: 1)
    }

    /// Another session of the same kind for another thread, which uses the same packed weights.
    ///
    /// ``resize(batch:)`` must not be called while any of the sessions runs; for the batches that it was called with,
    /// they run side by side.
    package convenience init(beside other: Session) throws(EngineError) {
        other.keepWeights()
        try self.init(
            program: other.program, inputs: other.inputs, outputs: other.outputs,
            pool: ThreadPool(threadCount: 1), keepsIntermediates: false, kernels: qk_kernels_best(),
            keepsConstants: true, constants: other.constants)
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
        keepWeights()
        let plan = try plan(batch: samples.count)
        let shown = plan.shownValues
        for (port, tensor) in zip(program.graph.inputs, tensors) {
            guard let bytes = plan.bytes(of: port.value) else { continue }
            tensor.store(from: samples.lowerBound, as: program.graph[port.value].type, into: bytes)
        }
        for (value, elements) in shown.inputs { show(value, elements) }
        for (stage, values) in zip(plan.stages, shown.ofStages) {
            for index in stage.steps { run(plan.steps[index]) }
            for (value, elements) in values { show(value, elements) }
        }
    }
}

/// The float values that exist in a plan, constants aside, with their elements.
struct ShownValues {
    typealias Shown = (value: ValueID, elements: UnsafeBufferPointer<Float>)

    /// Inputs, and these under other shapes.
    let inputs: [Shown]
    /// What each stage makes.
    let ofStages: [[Shown]]

    init(of plan: Plan, in graph: Graph) {
        func shown(_ value: ValueID) -> Shown? {
            guard graph[value].type == .float32, !graph[value].isConstant, let bytes = plan.bytes(of: value) else {
                return nil
            }
            return (value, UnsafeBufferPointer(bytes.assumingMemoryBound(to: Float.self)))
        }
        inputs = (graph.inputs.map(\.value) + plan.viewsOfInputs).compactMap(shown)
        ofStages = plan.stages.map { $0.values.compactMap(shown) }
    }
}
