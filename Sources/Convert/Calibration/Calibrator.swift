import Engine
package import ModelIR

/// Runs samples through a float graph and observes every value that it computes.
///
/// Samples are cut into chunks whose size depends on the graph alone, and these into the blocks that run at once. Each
/// thread runs whole chunks in a session of its own, so that threads meet only after some of them; counts are integers
/// and sums are added up in the order of the chunks. The same batches therefore give the same observations with any
/// number of threads. Memory depends on the graph and
/// on the number of threads, not on the number of samples.
package struct Calibrator {
    /// Samples that make up a good batch for ``observe(_:)``: whole chunks, as many as keep several threads busy.
    package var batchSize: Int { chunkSize * Self.chunksOfBatch }

    private let graph: Graph
    private let layout: ObservedColumns
    private let pool: ThreadPool
    private let workers: [CalibrationWorker]
    private let moments: [ChunkMoments]
    private let sums: MomentSums
    private let blockSize: Int
    /// Samples that the model takes at once, where it leaves the number no choice.
    private let fixedBatch: Int?
    private var sampleCount = 0
    private var chunkCount = 0
    private var storedTypes: [String: ElementType] = [:]

    private var chunkSize: Int { blockSize * Self.blocksOfChunk }

    /// What one block computes should stay in the second-level cache of one core, unless that is too little work.
    private static let bytesOfBlock = 1 << 20
    private static let samplesOfBlock = 16
    /// Sums of a chunk take as long to add up as a fraction of a block to run.
    private static let blocksOfChunk = 4
    private static let chunksOfBatch = 16

    /// - Parameters:
    ///   - graph: a float graph.
    ///   - threads: how many threads share the samples, 1 to 256.
    package init(graph: Graph, threads: Int) throws(ConversionError) {
        self.graph = graph
        layout = ObservedColumns(graph)
        let isBatchFree = graph.inputs.contains { graph[$0.value].shape.isBatchFree }
        fixedBatch = isBatchFree ? nil : graph.inputs.first.map { graph[$0.value].shape.dimensions.first ?? 1 }
        do {
            let model = try Model(graph: graph)
            let first = try Session(observing: model)
            blockSize =
                isBatchFree
                ? max(1, min(Self.samplesOfBlock, Self.bytesOfBlock / max(1, first.arenaByteCount))) : fixedBatch ?? 1
            if isBatchFree { try first.resize(batch: blockSize) }
            var sessions = [first]
            while sessions.count < threads { sessions.append(try Session(beside: first)) }
            let layout = layout
            workers = sessions.map { CalibrationWorker(session: $0, layout: layout) }
            pool = try ThreadPool(threadCount: threads)
        } catch {
            throw ConversionError(calibrating: graph, error)
        }
        let layout = layout
        let chunksAtOnce = max(threads, min(4 * threads, Self.chunksOfBatch))
        moments = (0..<chunksAtOnce).map { _ in ChunkMoments(layout) }
        sums = MomentSums(layout)
    }

    /// Runs samples and adds what it sees.
    ///
    /// - Parameter batch: one tensor for each input of the graph, by name, with the samples along the first axis, in any
    ///   type that the engine converts; where the model fixes its batch, a multiple of that.
    /// - Throws: what does not fit, or the first layer that computes NaN or infinities.
    package mutating func observe(_ batch: [String: Tensor]) throws(ConversionError) {
        do {
            try observeChecked(batch)
        } catch let error as CalibrationError {
            throw ConversionError(calibrating: graph, error)
        } catch let error as EngineError {
            throw ConversionError(calibrating: graph, error)
        } catch {
            preconditionFailure("neither the samples nor the engine")
        }
    }

    private mutating func observeChecked(_ batch: [String: Tensor]) throws {
        let (tensors, count) = try CalibrationInputs.check(batch, for: graph, fixedBatch: fixedBatch)
        for (port, tensor) in zip(graph.inputs, tensors) { storedTypes[port.name] = tensor.type }
        if fixedBatch == nil, count % blockSize > 0 {
            // Planned here, because sessions that run side by side must not plan.
            for worker in workers { try worker.session.resize(batch: count % blockSize) }
        }
        let chunks = (count + chunkSize - 1) / chunkSize
        var first = 0
        while first < chunks {
            let round = first..<min(chunks, first + moments.count)
            try run(round, of: tensors, count: count)
            first = round.upperBound
        }
        sampleCount += count
        chunkCount += chunks
    }

    private func run(_ round: Range<Int>, of tensors: [Tensor], count: Int) throws {
        pool.run(unitCount: round.count) { units, worker in
            for unit in units {
                let chunk = round.lowerBound + unit
                moments[unit].clear()
                for (index, block) in blocks(ofChunk: chunk, count: count).enumerated() {
                    workers[worker].observe(
                        tensors, samples: block, block: (chunkCount + chunk) * Self.blocksOfChunk + index,
                        moments: moments[unit])
                }
            }
        }
        if let failure = workers.lazy.compactMap(\.failure).first { throw failure }
        let chunks = moments[..<round.count]
        try checkFinite(chunks)
        sums.add(chunks, on: pool)
    }

    /// The samples that run at once, one block after the other.
    private func blocks(ofChunk chunk: Int, count: Int) -> [Range<Int>] {
        let samples = chunk * chunkSize..<min(count, (chunk + 1) * chunkSize)
        return stride(from: samples.lowerBound, to: samples.upperBound, by: blockSize).map { start in
            // A model that fixes its batch reads all of it, and knows of no other number than one.
            start..<(fixedBatch == nil ? min(samples.upperBound, start + blockSize) : start + 1)
        }
    }

    /// Throws for the first value in the order of the graph that is not finite somewhere: what follows is only infected.
    private func checkFinite(_ chunks: ArraySlice<ChunkMoments>) throws(CalibrationError) {
        for (index, entry) in layout.entries.enumerated() {
            let count = chunks.reduce(0) { $0 + $1.nonFiniteCounts[index] }
            guard count > 0 else { continue }
            let name = graph[entry.value].name
            guard let node = graph.nodes.first(where: { $0.outputs.contains(entry.value) }) else {
                throw CalibrationError(
                    .badSamples, "\(count) numbers of the samples are NaN or infinite; remove such samples",
                    at: "'\(name)'")
            }
            throw CalibrationError(
                .notFinite,
                "\(node.op.name) computes \(count) numbers that are NaN or infinite, so that there is no range to quantize; "
                    + "look for such numbers in the weights of this layer and of those in front of it",
                at: "layer '\(node.layer)'")
        }
    }

    /// What was seen so far.
    package func finish() -> Observations {
        var makers: [ValueID: Node] = [:]
        for node in graph.nodes { for output in node.outputs { makers[output] = node } }
        var observations = Observations()
        observations.sampleCount = sampleCount
        for (index, entry) in layout.entries.enumerated() where sums.elementCount(index) > 0 {
            var histogram = Histogram()
            for worker in workers { histogram.merge(worker.histograms[index]) }
            let channels = sums.channels(index)
            let name = graph[entry.value].name
            observations.values.append(
                ValueObservation(
                    value: entry.value, name: name, layer: makers[entry.value]?.layer ?? "",
                    operatorName: makers[entry.value]?.op.name, storedType: storedTypes[name],
                    elementCount: sums.elementCount(index), minimum: channels.lazy.map(\.minimum).min() ?? 0,
                    maximum: channels.lazy.map(\.maximum).max() ?? 0, histogram: histogram,
                    channels: entry.channels == 0 ? [] : channels))
        }
        return observations
    }
}

extension ConversionError {
    fileprivate init(calibrating graph: Graph, _ cause: any DiagnosedError) {
        self.init(.calibration, path: graph.provenance?.source ?? graph.name, cause: cause)
    }
}
