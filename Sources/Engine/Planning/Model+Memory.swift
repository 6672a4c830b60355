import CKernels

extension Model {
    /// Bytes that the values of one run take in a session with one thread: the peak, since their places are planned for
    /// the whole run. Weights stay in the file or are packed beside it, and do not count.
    ///
    /// Takes no memory of that size, and does not touch the weights.
    package func plannedByteCount(batch: Int) throws(EngineError) -> Int {
        let kernels = qk_kernels_best()
        let program = try Program(self, fusion: .full)
        let lowering = Lowering(
            program: program, batch: batch, kernels: kernels, threadCount: 1,
            constants: PackedConstants(program.graph, kernels: kernels, lifetime: .none))
        return try PlanDraft(lowering, keepsAll: false).layout.byteCount
    }
}
