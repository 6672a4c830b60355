import CKernels
import CPeak
import Foundation

/// Times the kernels at the shapes of real models' layers, on float32 and on int8, in multiply-accumulates a cycle.
@main
struct KernelBenchmarks {
    static func main() throws {
        let paths = CommandLine.arguments.dropFirst()
        guard !paths.isEmpty else {
            print("usage: KernelBenchmarks SHAPES... (text files under Shapes)")
            exit(64)
        }
        let kernels = qk_kernels_best().pointee
        let peak = floatPeak()
        let name = String(cString: kernels.instruction_set)
        print("instruction set \(name), peak \(fixed(peak / 1e9, 1)) GMAC/s per core")
        for path in paths {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            var (floats, integers): ([Workload], [Workload]) = ([], [])
            for line in lines {
                guard let float = Workload(line: line, kernels: kernels),
                    let integer = Workload(integerLine: line, kernels: kernels)
                else {
                    print("\(path): '\(line)' is no layer; Shapes/efficientnet-b0-224.txt says what a line may be")
                    exit(65)
                }
                floats.append(float)
                integers.append(integer)
            }
            var (total, integerTotal, totalWork) = (0.0, 0.0, 0)
            print("\n\(path)\n       float32               int8")
            print("        us  MAC/cycle        us  MAC/cycle   ratio   layer")
            for (float, integer) in zip(floats, integers) {
                let (time, integerTime) = alternately(float.run, integer.run)
                total += time
                integerTotal += integerTime
                totalWork += float.work
                report(float.work, time, integerTime, peak, float.name)
            }
            report(totalWork, total, integerTotal, peak, "the sum")
            // Nothing that one layer leaves in the caches helps the same layer of the next run.
            let (time, integerTime) = alternately(
                { for workload in floats { workload.run() } }, { for workload in integers { workload.run() } })
            report(totalWork, time, integerTime, peak, "one after the other")
        }
        print("\nactivations, elements per nanosecond in the first-level cache")
        let functions: KeyValuePairs = [
            "identity": QK_FUNCTION_IDENTITY, "swish": QK_FUNCTION_SWISH, "logistic": QK_FUNCTION_LOGISTIC,
            "tanh": QK_FUNCTION_TANH, "exp": QK_FUNCTION_EXP, "hard-swish": QK_FUNCTION_HARD_SWISH,
        ]
        for (name, function) in functions {
            let values = Operand<Float>(2048)
            let activation = qk_f32_activation(function: function, alpha: 0, minimum: -.infinity, maximum: .infinity)
            let time = seconds { kernels.f32_unary(activation, values.start, values.start, 2048) }
            print("  \(fixed(2048 / time / 1e9, 2))  \(name)")
        }
    }

    /// float32 multiply-accumulates a second that the first of this processor's instruction sets can do at best.
    private static func floatPeak() -> Double {
        guard let peak = qk_peak_at(0)?.pointee else { return .infinity }
        let steps = 1_000_000
        return Double(steps * peak.work) / seconds { peak.run(steps) }
    }

    /// - Parameter peak: float32 multiply-accumulates a second, 16 of them a cycle.
    private static func report(_ work: Int, _ time: Double, _ integerTime: Double, _ peak: Double, _ name: String) {
        for time in [time, integerTime] {
            print(padded(fixed(time * 1e6, 1), 10), terminator: "")
            print(padded(fixed(16 * Double(work) / time / peak, 1), 11), terminator: "")
        }
        print(padded(fixed(time / integerTime, 2), 8), " ", name)
    }

    /// The times of the fastest of at least 20 calls of each, in turns, so that both meet the same disturbances.
    private static func alternately(_ first: () -> Void, _ second: () -> Void) -> (Double, Double) {
        var fastest = (seconds(first), seconds(second))
        for _ in 0..<2 { fastest = (min(fastest.0, seconds(first)), min(fastest.1, seconds(second))) }
        return fastest
    }

    /// The time of the fastest of at least 20 calls, in at least 10 ms: other work on the machine only ever adds.
    private static func seconds(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        body()
        var fastest = clock.measure(body)
        let end = clock.now + .milliseconds(10)
        var calls = 0
        while calls < 20 || clock.now < end {
            fastest = min(fastest, clock.measure(body))
            calls += 1
        }
        return Double(fastest.components.seconds) + Double(fastest.components.attoseconds) * 1e-18
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
