import CKernels
import Testing

@Suite("s8_pool")
struct IntegerPoolTests {
    @Test("agrees with the definition", arguments: [1, 7, 8, 20, 32, 75])
    func windows(channels: Int) {
        var random = RandomNumbers(seed: 34)
        for (number, window) in qk_window.samples.enumerated() where isTouching(window) {
            let image: [Int8] = random.integers(window.inputPixels * channels)
            let fenced = FencedInput(image)
            let offset: Int32 = number % 3 == 0 ? 128 : 0
            let (minimum, maximum): (Int8, Int8) = number % 2 == 0 ? (-128, 127) : (-60, 50)
            for function in [QK_POOL_MAX, QK_POOL_AVERAGE] {
                let output = runIntegersEverywhere(
                    outputCount: window.outputPixels * channels, window.description
                ) { kernels, output in
                    var arguments = qk_s8_pool(
                        function: function, window: window, channels: channels, input: fenced.start, output: output,
                        offset: offset, minimum: minimum, maximum: maximum)
                    let middle = window.output_height / 2
                    kernels.s8_pool(&arguments, qk_range(0..<middle))
                    kernels.s8_pool(&arguments, qk_range(middle..<window.output_height))
                }
                var exact: [Int8] = []
                for pixel in 0..<window.outputPixels {
                    for channel in 0..<channels {
                        var values: [Int] = []
                        window.forEachTap(at: pixel) { values.append(Int(image[$1 * channels + channel])) }
                        let sum = Double(values.reduce(0, +) + Int(offset) * values.count)
                        let average = Int((sum / Double(values.count)).rounded(.toNearestOrAwayFromZero)) - Int(offset)
                        let result = function == QK_POOL_MAX ? values.max() ?? 0 : average
                        exact.append(Int8(min(max(result, Int(minimum)), Int(maximum))))
                    }
                }
                #expect(output == exact, "\(window.description), function \(function.rawValue)")
            }
        }
    }

    private func isTouching(_ window: qk_window) -> Bool {
        (0..<window.outputPixels).allSatisfy { pixel in
            var count = 0
            window.forEachTap(at: pixel) { _, _ in count += 1 }
            return count > 0
        }
    }
}
