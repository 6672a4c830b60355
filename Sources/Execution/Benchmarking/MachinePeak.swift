import CPeak
package import Engine
package import ModelIR

/// Multiply-accumulates a second that this machine can do at best, measured by loops that do nothing else.
package struct MachinePeak: Sendable, Codable, Hashable {
    /// The best of the instruction sets that the processor has.
    package struct Rate: Sendable, Codable, Hashable {
        package var instructionSet: String
        /// On all threads together.
        package var multiplyAccumulatesPerSecond: Double

        package init(instructionSet: String, multiplyAccumulatesPerSecond: Double) {
            self.instructionSet = instructionSet
            self.multiplyAccumulatesPerSecond = multiplyAccumulatesPerSecond
        }

        private enum CodingKeys: String, CodingKey {
            case instructionSet = "instruction_set"
            case multiplyAccumulatesPerSecond = "macs_per_second"
        }
    }

    package var float32: Rate?
    /// Products of int8, added up in int32.
    package var int8: Rate?

    package init(float32: Rate?, int8: Rate?) {
        self.float32 = float32
        self.int8 = int8
    }

    /// Measures this machine with `threads` at work.
    package static func measured(threads: Int) throws(EngineError) -> MachinePeak {
        let pool = try ThreadPool(threadCount: threads)
        var peak = MachinePeak(float32: nil, int8: nil)
        var index = 0
        while let loop = qk_peak_at(index)?.pointee {
            let rate = Rate(
                instructionSet: String(cString: loop.instruction_set),
                multiplyAccumulatesPerSecond: measure(loop, on: pool))
            switch loop.element {
            case QK_PEAK_FLOAT32: peak.float32 = faster(peak.float32, rate)
            case QK_PEAK_INT8: peak.int8 = faster(peak.int8, rate)
            default: break
            }
            index += 1
        }
        return peak
    }

    /// The peak for products of elements of a type; nil for types that are not multiplied in bulk.
    package func rate(for type: ElementType) -> Rate? {
        switch type {
        case .float32: float32
        case .int8, .uint8: int8
        case .float16, .float64, .int16, .int32, .int64, .bool: nil
        }
    }

    private static func faster(_ first: Rate?, _ second: Rate) -> Rate {
        guard let first else { return second }
        return first.multiplyAccumulatesPerSecond >= second.multiplyAccumulatesPerSecond ? first : second
    }

    /// The fastest of some short runs: whatever disturbs one only makes it slower.
    private static func measure(_ loop: qk_peak, on pool: ThreadPool) -> Double {
        let clock = ContinuousClock()
        let (threads, steps) = (pool.threadCount, 20_000)
        var fastest = Double.infinity
        for _ in 0..<30 {
            // One chunk is what a thread takes at a time; several for each even out their start.
            let time = clock.measure { pool.run(unitCount: threads * 4) { units, _ in loop.run(steps * units.count) } }
            fastest = min(fastest, time.milliseconds / 1e3)
        }
        return Double(loop.work * steps * threads * 4) / fastest
    }
}
