package import Datasets
import Engine
import Execution
import ModelIR

/// Measures how accurate and how fast models are, against the first of them.
package struct Verifier: Sendable {
    /// Threads of the timed runs.
    package var threads: Int
    /// Threads of the runs that accuracy is computed from; they change no figure.
    package var workers: Int
    /// Timed runs of each model on one sample, and runs before them.
    package var runs: Int
    package var warmup: Int

    package init(threads: Int = 1, workers: Int, runs: Int = 50, warmup: Int = 5) {
        self.threads = threads
        self.workers = workers
        self.runs = runs
        self.warmup = warmup
    }

    /// Bytes of samples that are read at a time, and at most so many samples.
    private static let bytesOfBatch = 16 << 20
    private static let samplesOfBatch = 64

    /// Opens the data set at `path` for what `model` takes and gives.
    package static func dataSet(
        at path: String, for model: VerifiedModel, resize: ImageResize
    ) throws(VerificationError) -> DataSet {
        let inputs = model.model.inputs.map { input in
            // A quantized input is fed with the numbers that its integers stand for.
            DataInput(
                name: input.name, shape: input.shape.dropFirst().map { $0 ?? 1 },
                type: input.quantization == nil ? input.type : .float32)
        }
        do throws(DataError) {
            return try DataSet.open(
                path, inputs: inputs, classCount: ClassScores(of: model.model)?.classCount, resize: resize)
        } catch {
            throw VerificationError(.data, error, file: path)
        }
    }

    /// Runs `models`, of which there is at least one, over the test part of `data` and times them.
    /// - Parameter progress: called with the samples that are done, and all of them.
    package func verify(
        _ models: [VerifiedModel], on data: DataSet, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(VerificationError) -> VerificationReport {
        let part = try Self.testPart(of: data)
        let reference = models[0].model
        let classes = ClassScores(of: reference)
        let labels = classes == nil ? nil : part.labels
        if let classes, let label = labels?.first(where: { !(0..<classes.classCount).contains($0) }) {
            throw VerificationError(
                .data, "\(part.name) has the label \(label), but the model tells \(classes.classCount) classes",
                file: data.path)
        }
        let runners = try models.map { model throws(VerificationError) in
            try SampleRunner(model, threads: workers, reference: reference)
        }
        var scores = models.map { _ in ModelScore(classCount: labels == nil ? nil : classes?.classCount) }
        var batches = part.batches(of: Array(0..<part.count), size: Self.batchSize(for: reference))
        var done = 0
        while let batch = try Self.next(&batches, of: data) {
            let wanted = try runners[0].run(batch)
            let wantedClasses = classes?.classes(of: wanted[0], samples: batch.indices.count)
            let batchLabels = labels.map { labels in batch.indices.map { labels[$0] } }
            for (index, runner) in runners.enumerated() {
                let outputs = index == 0 ? wanted : try runner.run(batch)
                scores[index].add(outputs: outputs, reference: wanted)
                guard let classes, let wantedClasses else { continue }
                scores[index].add(
                    classes: classes.classes(of: outputs[0], samples: batch.indices.count), reference: wantedClasses,
                    labels: batchLabels)
            }
            done += batch.indices.count
            progress(done, part.count)
        }
        return VerificationReport(
            data: data, part: part, hasLabels: labels != nil, classCount: classes?.classCount,
            times: try time(models), scores: scores, models: models)
    }

    /// The samples of `data` that models are judged by.
    package static func testPart(of data: DataSet) throws(VerificationError) -> DataPart {
        do throws(DataError) { return try data.requireTest() } catch {
            throw VerificationError(.data, error, file: data.path)
        }
    }

    /// Milliseconds of the median run of `model` on one sample of noise.
    package func time(of model: VerifiedModel) throws(VerificationError) -> Double {
        VerificationReport.Entry.milliseconds(try time([model]).models[0].medianMilliseconds, of: model)
    }

    private func time(_ models: [VerifiedModel]) throws(VerificationError) -> BenchmarkReport {
        let benchmark = Benchmark(threads: threads, batch: 1, runs: runs, warmup: warmup)
        do throws(ExecutionError) {
            let subjects = try models.map { (model) throws(ExecutionError) in
                try BenchmarkSubject(model.model, file: model.file, threads: threads, batch: 1)
            }
            return try benchmark.measure(subjects)
        } catch {
            throw VerificationError(.model, error, file: models[0].file)
        }
    }

    /// The next samples of `data`; nil behind the last.
    package static func next(
        _ batches: inout DataBatches, of data: DataSet
    ) throws(VerificationError) -> DataBatch? {
        do throws(DataError) { return try batches.next() } catch {
            throw VerificationError(.data, error, file: data.path)
        }
    }

    private static func batchSize(for model: Model) -> Int {
        let bytes = model.inputs.reduce(0) { $0 + $1.elementCount * $1.type.byteCount }
        return max(1, min(samplesOfBatch, bytesOfBatch / max(1, bytes)))
    }
}
