import CKernels
import Testing

@Suite("f32_pool")
struct PoolTests {
    @Test("agrees with the definition", arguments: [1, 7, 8, 20])
    func windows(channels: Int) {
        var random = RandomNumbers(seed: 12)
        for (number, window) in qk_window.samples.enumerated() {
            let image = random.floats(window.inputPixels * channels)
            let fenced = FencedInput(image)
            let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
            // A dilated window may miss the image; a pool's never does.
            var isTouching = true
            for pixel in 0..<window.outputPixels {
                var count = 0
                window.forEachTap(at: pixel) { _, _ in count += 1 }
                if count == 0 { isTouching = false }
            }
            guard isTouching else { continue }
            for function in [QK_POOL_MAX, QK_POOL_AVERAGE] {
                let output = runEverywhere(outputCount: window.outputPixels * channels, window.description) {
                    kernels, output in
                    var arguments = qk_f32_pool(
                        function: function, window: window, channels: channels, input: fenced.start, output: output,
                        activation: activation)
                    let middle = window.output_height / 2
                    kernels.f32_pool(&arguments, qk_range(0..<middle))
                    kernels.f32_pool(&arguments, qk_range(middle..<window.output_height))
                }
                var exact: [Double] = []
                for pixel in 0..<window.outputPixels {
                    for channel in 0..<channels {
                        var values: [Double] = []
                        window.forEachTap(at: pixel) { _, source in
                            values.append(Double(image[source * channels + channel]))
                        }
                        let average = values.reduce(0, +) / Double(values.count)
                        exact.append(activation.exact(function == QK_POOL_MAX ? values.max() ?? .nan : average))
                    }
                }
                expectClose(output, exact, tolerance: 1e-5, window.description)
            }
        }
    }

    @Test("a maximum keeps NaN")
    func nan() {
        let window = qk_window(input: (1, 4), kernel: (1, 2), stride: (1, 2), isSame: false)
        let output = runEverywhere(outputCount: 2) { kernels, output in
            let input: [Float] = [.nan, 3, 2, 1]
            input.withUnsafeBufferPointer { input in
                guard let start = input.baseAddress else { return }
                var arguments = qk_f32_pool(
                    function: QK_POOL_MAX, window: window, channels: 1, input: start, output: output,
                    activation: .none)
                kernels.f32_pool(&arguments, qk_range(0..<1))
            }
        }
        #expect(output[0].isNaN)
        #expect(output[1] == 2)
    }
}
