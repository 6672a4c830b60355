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
    /// The time of the computation, and of laying out the weights for it; planning is left aside.
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
