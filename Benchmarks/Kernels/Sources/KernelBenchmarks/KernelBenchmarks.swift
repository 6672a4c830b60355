import CKernels
import CPeak
import Foundation

/// Times the kernels at the shapes of real models' layers: GFLOP/s, and the share of what the processor can do.
@main
struct KernelBenchmarks {
    static func main() throws {
        let paths = CommandLine.arguments.dropFirst()
        guard !paths.isEmpty else {
            print("usage: KernelBenchmarks SHAPES... (text files under Shapes)")
            exit(64)
        }
        let kernels = qk_kernels_best().pointee
        let steps = 1_000_000
        let peak = Double(steps * 96) / seconds { _ = qk_peak_fused_multiply_adds(steps) }
        let name = String(cString: kernels.instruction_set)
        print("instruction set \(name), peak \(fixed(peak / 1e9, 1)) GMAC/s per core")
        for path in paths {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            var total = 0.0
            var totalWork = 0
            print("\n\(path)\n  GFLOP/s  of peak        us   layer")
            let workloads = text.split(separator: "\n").compactMap { Workload(line: $0, kernels: kernels) }
            for workload in workloads {
                let time = seconds(workload.run)
                total += time
                totalWork += workload.work
                report(workload.work, time, peak, workload.name)
            }
            report(totalWork, total, peak, "the sum")
            // Nothing that one layer leaves in the caches helps the same layer of the next run.
            let time = seconds { for workload in workloads { workload.run() } }
            report(totalWork, time, peak, "one after the other")
        }
        print("\nactivations, elements per nanosecond in the first-level cache")
        let functions: KeyValuePairs = [
            "identity": QK_FUNCTION_IDENTITY, "swish": QK_FUNCTION_SWISH, "logistic": QK_FUNCTION_LOGISTIC,
            "tanh": QK_FUNCTION_TANH, "exp": QK_FUNCTION_EXP, "hard-swish": QK_FUNCTION_HARD_SWISH,
        ]
        for (name, function) in functions {
            let values = Operand(2048)
            let activation = qk_f32_activation(function: function, alpha: 0, minimum: -.infinity, maximum: .infinity)
            let time = seconds { kernels.f32_unary(activation, values.start, values.start, 2048) }
            print("  \(fixed(2048 / time / 1e9, 2))  \(name)")
        }
    }

    private static func report(_ work: Int, _ time: Double, _ peak: Double, _ name: String) {
        let rate = Double(work) / time
        print(padded(fixed(2 * rate / 1e9, 1), 9), padded(fixed(100 * rate / peak, 0) + " %", 8), terminator: "")
        print(padded(fixed(time * 1e6, 1), 11), " ", name)
    }

    /// The time of the fastest of at least 20 calls, in at least 30 ms: other work on the machine only ever adds.
    private static func seconds(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        body()
        var fastest = clock.measure(body)
        let end = clock.now + .milliseconds(30)
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
