import Engine
package import ModelIR

/// Runs samples through a float graph and observes every value that it computes.
///
/// Samples are cut into blocks that run at once, whose size depends on the graph alone. Each thread runs blocks in a
/// session of its own, so that threads meet only after some of them. Of the first blocks everything is looked at, of
/// later ones what ranges are chosen by: extremes and histograms. Counts are integers, extremes do not depend on the
/// order, and sums are added up in the order of the blocks. The same batches therefore give the same observations with
/// any number of threads. Memory depends on the graph and on the number of threads, not on the number of samples.
package struct Calibrator {
    /// Samples that make up a good batch for ``observe(_:)``: whole blocks, as many as keep several threads busy.
    package var batchSize: Int { blockSize * Self.blocksOfBatch }

    private let graph: Graph
    private let layout: ObservedColumns
    private let pool: ThreadPool
    private let workers: [CalibrationWorker]
    private let moments: [BlockMoments]
    private let sums: MomentSums
    private let blockSize: Int
    /// Samples that the model takes at once, where it leaves the number no choice.
    private let fixedBatch: Int?
    private var sampleCount = 0
    private var blockCount = 0
    private var storedTypes: [String: ElementType] = [:]

    /// Larger blocks read the weights less often and leave the caches with what they compute; this is the best of both
    /// for a network whose weights do not fit into the caches either.
    private static let bytesOfBlock = 4 << 20
    private static let samplesOfBlock = 16
    private static let blocksOfBatch = 64
    /// Moments and channels are looked at in the first blocks only: they hardly change afterwards, and looking at them takes
    /// twice as long as looking at extremes.
    private static let blocksOfMoments = 64

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
            let (layout, blockSize) = (layout, blockSize)
            workers = sessions.map { CalibrationWorker(session: $0, layout: layout, blockSize: blockSize) }
            pool = try ThreadPool(threadCount: threads)
        } catch {
            throw ConversionError(calibrating: graph, error)
        }
        let layout = layout
        let blocksAtOnce = max(threads, min(4 * threads, Self.blocksOfMoments / 4))
        moments = (0..<blocksAtOnce).map { _ in BlockMoments(layout) }
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
        let blocks = stride(from: 0, to: count, by: blockSize).map { start in
            // A model that fixes its batch reads all of it, and knows of no other number than one.
            start..<(fixedBatch == nil ? min(count, start + blockSize) : start + 1)
        }
        let detailed = min(blocks.count, max(0, Self.blocksOfMoments - blockCount))
        var first = 0
        while first < detailed {
            let end = min(detailed, first + moments.count)
            try runWithMoments(blocks[first..<end], of: tensors)
            first = end
        }
        try run(blocks[detailed...], of: tensors)
        sampleCount += count
        blockCount += blocks.count
    }

    /// Runs some blocks of which all is looked at.
    private func runWithMoments(_ blocks: ArraySlice<Range<Int>>, of tensors: [Tensor]) throws {
        pool.runOneByOne(count: blocks.count) { index, worker in
            let block = blocks.startIndex + index
            moments[index].clear()
            workers[worker].observe(
                tensors, samples: blocks[block], block: blockCount + block, moments: moments[index])
        }
        let seen = moments[..<blocks.count]
        try check { index in seen.reduce(0) { $0 + $1.nonFiniteCounts[index] } }
        sums.add(seen, on: pool)
    }

    /// Runs some blocks of which only ranges and histograms are kept.
    private func run(_ blocks: ArraySlice<Range<Int>>, of tensors: [Tensor]) throws {
        pool.runOneByOne(count: blocks.count) { index, worker in
            let block = blocks.startIndex + index
            workers[worker].observe(tensors, samples: blocks[block], block: blockCount + block, moments: nil)
        }
        try check { index in workers.reduce(0) { $0 + $1.ranges[index].nonFiniteCount } }
    }

    /// Throws what a session has thrown, or for the first value in the order of the graph that is not finite somewhere: what
    /// follows is only infected.
    private func check(_ nonFiniteCount: (_ index: Int) -> Int) throws {
        if let failure = workers.lazy.compactMap(\.failure).first { throw failure }
        for (index, entry) in layout.entries.enumerated() {
            let count = nonFiniteCount(index)
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
            var range = ObservedRange()
            for worker in workers {
                histogram.merge(worker.histograms[index])
                range.merge(worker.ranges[index])
            }
            let channels = sums.channels(index)
            let name = graph[entry.value].name
            observations.values.append(
                ValueObservation(
                    value: entry.value, name: name, layer: makers[entry.value]?.layer ?? "",
                    operatorName: makers[entry.value]?.op.name, storedType: storedTypes[name],
                    elementCount: sums.elementCount(index) + range.elementCount, minimum: range.minimum,
                    maximum: range.maximum, histogram: histogram,
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
