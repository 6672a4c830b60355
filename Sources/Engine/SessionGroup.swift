package import ModelIR

/// Sessions of one model with a thread each, which run parts of a batch side by side.
///
/// They share packed weights and nothing that is written, so that no thread waits for another before the batch is done.
/// How a batch is cut depends on the model alone, and so do the numbers.
package final class SessionGroup {
    private let sessions: [Session]
    private let pool: ThreadPool
    /// Samples that a thread runs at a time; nil where the model takes only what it is given, as a whole.
    private let blockSize: Int?

    /// - Parameter threads: how many samples, or small blocks of them, run at a time; 1 to 256.
    package init(model: Model, threads: Int) throws(EngineError) {
        let first = try Session(model: model)
        first.keepWeights()
        var sessions = [first]
        while sessions.count < threads { sessions.append(try Session(beside: first)) }
        self.sessions = sessions
        pool = try ThreadPool(threadCount: threads)
        blockSize = first.goodBlockSize
    }

    /// The instruction set of the kernels.
    package var instructionSet: String { sessions[0].instructionSet }

    /// Runs the model on a batch, as ``Session/run(_:)`` does.
    package func run(_ inputs: [String: Tensor]) throws(EngineError) -> [String: Tensor] {
        let first = sessions[0]
        let tensors = try first.check(inputs)
        let samples = try first.batchSize(of: tensors)
        let block = min(blockSize ?? samples, samples)
        // Planned here, because sessions that run side by side must not plan.
        for session in sessions {
            for count in [samples % block, block] where count > 0 { try session.resize(batch: count) }
        }
        let results = try RunResults(first, samples: samples)
        var failures: [EngineError?] = Array(repeating: nil, count: sessions.count)
        failures.withUnsafeMutableBufferPointer { failures in
            pool.runOneByOne(count: (samples + block - 1) / block) { index, worker in
                let start = index * block
                do throws(EngineError) {
                    try sessions[worker].compute(tensors, samples: start..<min(samples, start + block), into: results)
                } catch {
                    failures[worker] = error
                }
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
        return results.tensors()
    }
}
