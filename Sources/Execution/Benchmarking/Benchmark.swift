import Engine

/// Times models against one another.
///
/// Each round runs every model once, so that whatever else the machine does meets all of them alike.
package struct Benchmark: Sendable {
    package var threads: Int
    /// Samples of one run.
    package var batch: Int
    /// Timed rounds.
    package var runs: Int
    /// Rounds before them, which count for nothing.
    package var warmup: Int

    package init(threads: Int = 1, batch: Int = 1, runs: Int = 50, warmup: Int = 5) {
        self.threads = threads
        self.batch = batch
        self.runs = runs
        self.warmup = warmup
    }

    /// Times `subjects`.
    /// - Parameter isProfiling: whether the steps of each are timed, too, in runs of their own.
    package func measure(
        _ subjects: [BenchmarkSubject], isProfiling: Bool = false
    ) throws(ExecutionError) -> BenchmarkReport {
        for subject in subjects { subject.session.keepWeights() }
        var times = Array(repeating: [Double](), count: subjects.count)
        for round in 0..<warmup + runs {
            for (index, subject) in subjects.enumerated() {
                let time = subject.time()
                if round >= warmup { times[index].append(time) }
            }
        }
        var profiles: [ModelProfile?] = subjects.map { _ in nil }
        if isProfiling {
            do throws(EngineError) {
                let peak = try MachinePeak.measured(threads: threads)
                profiles = subjects.map { ModelProfile($0.session, runs: runs, warmup: warmup, peak: peak) }
            } catch {
                throw ExecutionError(.model, error, file: subjects[0].file)
            }
        }
        return BenchmarkReport(
            batch: batch, runs: runs, warmup: warmup,
            models: subjects.indices.map { index in
                BenchmarkReport.Entry(subjects[index], Statistics(times[index]), profile: profiles[index])
            })
    }
}
