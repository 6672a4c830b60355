package import Engine
import ModelIR

/// A model that is ready to be timed.
package struct BenchmarkSubject {
    /// The name that it goes by.
    package let file: String
    package let session: Session
    /// Milliseconds from opening the file to the first result; nil where the model was open before.
    package let firstResultMilliseconds: Double?

    /// Opens the model at `path` and runs it once.
    package init(contentsOf path: String, threads: Int, batch: Int) throws(ExecutionError) {
        let start = ContinuousClock.now
        let model = try ModelFile.open(path)
        session = try Self.session(model, file: path, threads: threads, batch: batch)
        session.invoke()
        firstResultMilliseconds = (ContinuousClock.now - start).milliseconds
        file = path
    }

    /// A model that is open already.
    package init(_ model: Model, file: String, threads: Int, batch: Int) throws(ExecutionError) {
        session = try Self.session(model, file: file, threads: threads, batch: batch)
        firstResultMilliseconds = nil
        self.file = file
    }

    private static func session(
        _ model: Model, file: String, threads: Int, batch: Int
    ) throws(ExecutionError) -> Session {
        do throws(EngineError) {
            let session = try Session(model: model, threads: threads, batch: batch)
            for index in session.inputs.indices { session.fillWithNoise(index) }
            return session
        } catch {
            throw ExecutionError(.model, error, file: file)
        }
    }

    /// Milliseconds of one run.
    func time() -> Double {
        let start = ContinuousClock.now
        session.invoke()
        return (ContinuousClock.now - start).milliseconds
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
