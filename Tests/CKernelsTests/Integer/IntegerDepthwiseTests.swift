import CKernels
import Testing

@Suite("s8_depthwise")
struct IntegerDepthwiseTests {
    @Test(
        "agrees with the definition",
        arguments: [(1, 1), (3, 1), (8, 1), (21, 1), (48, 1), (100, 1), (117, 1), (1, 8), (5, 3)])
    func windows(channels: Int, multiplier: Int) {
        var random = RandomNumbers(seed: 26)
        for (number, window) in (qk_window.samples + Self.wide).enumerated() {
            check(number, window, channels: channels, multiplier: multiplier, &random)
        }
    }

    /// Lines long enough for whole tiles inside the image.
    private static let wide = [(3, 1), (3, 2), (5, 1), (5, 2), (3, 3)].map { kernel, stride in
        qk_window(input: (11, 29), kernel: (kernel, kernel), stride: (stride, stride), isSame: true)
    }

    @Test("agrees with the definition on images that have fewer pixels than the window has taps", arguments: [16, 37])
    func smallImages(channels: Int) {
        var random = RandomNumbers(seed: 27)
        for (number, window) in Self.small.enumerated() {
            check(number, window, channels: channels, multiplier: 1, &random)
        }
    }

    private static let small = [(1, 1), (1, 3), (2, 2), (3, 2), (3, 3), (4, 4), (5, 3)].flatMap { input in
        [(3, 1), (3, 2), (5, 1), (5, 2), (7, 1)].map { kernel, stride in
            qk_window(input: input, kernel: (kernel, kernel), stride: (stride, stride), isSame: true)
        }
    }

    private func check(
        _ number: Int, _ window: qk_window, channels: Int, multiplier: Int, _ random: inout RandomNumbers
    ) {
        let outputs = channels * multiplier
        let layer = IntegerLayer(number: number, outputs: outputs, depth: window.taps, random: &random)
        let image: [Int8] = random.integers(window.inputPixels * channels)
        let weights: [Int8] = random.integers(window.taps * outputs)
        var kernel = qk_s8_depthwise_weights(
            window: window, outputs: outputs, multiplier: multiplier, zero_point: layer.weightZeroPoint)
        let fencedImage = FencedInput(image)
        let what = "number \(number), \(channels) channels times \(multiplier), \(window.description)"
        let output = runIntegersEverywhere(outputCount: window.outputPixels * outputs, what) { kernels, output in
            var packed = [Int8](repeating: 99, count: kernels.s8_depthwise_bytes(&kernel))
            kernels.s8_depthwise_pack(&kernel, weights, &packed)
            let fencedPacked = FencedInput(packed)
            let scratch = FencedInput([Int8](repeating: 99, count: kernels.s8_depthwise_scratch(&kernel)))
            let memory = UnsafeMutableRawPointer(mutating: scratch.start)
            var arguments = qk_s8_depthwise(
                weights: kernel, channels: channels, input: fencedImage.start,
                input_zero_point: layer.inputZeroPoint, packed: fencedPacked.start, bias: layer.biasPointer,
                multipliers: layer.multiplierPointer, rounding: layer.rounding, output: output)
            let middle = window.output_height / 2
            kernels.s8_depthwise(&arguments, memory, qk_range(0..<middle))
            kernels.s8_depthwise(&arguments, memory, qk_range(middle..<window.output_height))
        }
        var exact: [Int8] = []
        for pixel in 0..<window.outputPixels {
            var sums = [Int](repeating: 0, count: outputs)
            window.forEachTap(at: pixel) { tap, source in
                for channel in 0..<outputs {
                    let value = Int(image[source * channels + channel / multiplier]) - Int(layer.inputZeroPoint)
                    sums[channel] += value * (Int(weights[tap * outputs + channel]) - Int(layer.weightZeroPoint))
                }
            }
            exact += sums.enumerated().map { layer.result(of: $1, output: $0) }
        }
        #expect(firstDifference(output, exact) == nil, "\(what)")
    }
}
