package import Engine
import ModelIR

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

    /// Times `models`, which go by the names of their files.
    package func measure(_ models: [(file: String, model: Model)]) throws(ExecutionError) -> BenchmarkReport {
        var sessions: [Session] = []
        for (file, model) in models {
            do throws(EngineError) {
                let session = try Session(model: model, threads: threads, batch: batch)
                for index in session.inputs.indices { session.fillWithNoise(index) }
                sessions.append(session)
            } catch {
                throw ExecutionError(.model, error, file: file)
            }
        }
        var times = Array(repeating: [Double](), count: sessions.count)
        let clock = ContinuousClock()
        for round in 0..<warmup + runs {
            for (index, session) in sessions.enumerated() {
                let start = clock.now
                session.invoke()
                let time = (clock.now - start).milliseconds
                if round >= warmup { times[index].append(time) }
            }
        }
        return BenchmarkReport(
            batch: batch, runs: runs, warmup: warmup,
            models: zip(models, zip(sessions, times)).map { model, measured in
                BenchmarkReport.Entry(file: model.file, session: measured.0, Statistics(measured.1))
            })
    }
}

extension Session {
    /// Fills an input with numbers that are the same every time: real ones from 0 to 1, small integers.
    fileprivate func fillWithNoise(_ index: Int) {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> UInt64 {
            // xorshift64 (Marsaglia, 2003)
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state >> 40
        }
        withInput(index) { bytes in
            switch inputs[index].type {
            case .float32:
                for position in bytes.bindMemory(to: Float.self).indices {
                    bytes.storeBytes(of: Float(next()) * 0x1p-24, toByteOffset: position * 4, as: Float.self)
                }
            case .float64:
                for position in bytes.bindMemory(to: Double.self).indices {
                    bytes.storeBytes(of: Double(next()) * 0x1p-24, toByteOffset: position * 8, as: Double.self)
                }
            case .int8, .uint8:
                for position in bytes.indices { bytes[position] = UInt8(truncatingIfNeeded: next()) }
            case .float16, .int16, .int32, .int64, .bool:
                for position in bytes.indices { bytes[position] = 0 }
            }
        }
    }
}
