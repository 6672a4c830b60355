import CKernels
import Testing

@Suite("f32_depthwise")
struct DepthwiseTests {
    @Test("agrees with the definition", arguments: [(1, 1), (3, 1), (8, 1), (21, 1), (48, 1), (61, 1), (1, 8), (5, 3)])
    func windows(channels: Int, multiplier: Int) {
        var random = RandomNumbers(seed: 11)
        let outputs = channels * multiplier
        for (number, window) in qk_window.samples.enumerated() {
            let image = random.floats(window.inputPixels * channels)
            let weights = random.floats(window.taps * outputs)
            let bias = number % 5 == 0 ? nil : random.floats(outputs)
            let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
            let (fencedImage, fencedWeights) = (FencedInput(image), FencedInput(weights))
            let fencedBias = bias.map(FencedInput.init)
            let what = "\(channels) channels times \(multiplier), \(window.description)"
            let output = runEverywhere(outputCount: window.outputPixels * outputs, what) { kernels, output in
                var arguments = qk_f32_depthwise(
                    window: window, channels: channels, multiplier: multiplier, input: fencedImage.start,
                    weights: fencedWeights.start, bias: fencedBias?.start, output: output, row_sums: nil,
                    activation: activation)
                let middle = window.output_height / 2
                kernels.f32_depthwise(&arguments, qk_range(0..<middle))
                kernels.f32_depthwise(&arguments, qk_range(middle..<window.output_height))
            }
            let sums = runEverywhere(outputCount: window.output_height * outputs, "sums of \(what)") {
                kernels, sums in
                let unused = GuardedOutput<Float>(count: window.outputPixels * outputs)
                var arguments = qk_f32_depthwise(
                    window: window, channels: channels, multiplier: multiplier, input: fencedImage.start,
                    weights: fencedWeights.start, bias: fencedBias?.start, output: unused.start, row_sums: sums,
                    activation: activation)
                for row in 0..<window.output_height { kernels.f32_depthwise(&arguments, qk_range(row..<row + 1)) }
                #expect(firstDifference(unused.values, output) == nil, "\(what)")
            }
            for row in 0..<window.output_height {
                for channel in 0..<outputs {
                    var sum: Float = 0
                    for x in 0..<window.output_width {
                        sum += output[(row * window.output_width + x) * outputs + channel]
                    }
                    #expect(sums[row * outputs + channel].isSame(as: sum), "\(what)")
                }
            }
            var exact: [Double] = []
            for pixel in 0..<window.outputPixels {
                var sums = (0..<outputs).map { Double(bias?[$0] ?? 0) }
                window.forEachTap(at: pixel) { tap, source in
                    for channel in 0..<outputs {
                        let value = Double(image[source * channels + channel / multiplier])
                        sums[channel] += value * Double(weights[tap * outputs + channel])
                    }
                }
                exact += sums.map(activation.exact)
            }
            expectClose(output, exact, tolerance: 1e-5, what)
        }
    }
}
