import CKernels
import Testing

@Suite("f32_conv")
struct ConvTests {
    @Test("agrees with the definition", arguments: [(1, 1), (3, 32), (3, 24), (4, 5), (2, 19), (2, 40), (1, 56)])
    func windows(channels: Int, columns: Int) {
        var random = RandomNumbers(seed: 17)
        for (number, window) in qk_window.samples.enumerated() {
            let depth = window.taps * channels
            // A group reads some of the image's channels.
            let pixelStride = channels + (number % 3 == 0 ? 2 : 0)
            let image = random.floats(window.inputPixels * pixelStride - (pixelStride - channels))
            let weights = random.floats(columns * depth)
            let bias = number % 5 == 0 ? nil : random.floats(columns)
            let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
            let panels = qk_gemm_panels(columns)
            var packed = [Float](repeating: .nan, count: qk_gemm_packed_elements(columns, depth))
            qk_kernels_scalar().pointee.f32_gemm_pack(columns, depth, weights, &packed, qk_range(0..<panels))
            let (fencedImage, fencedPacked) = (FencedInput(image), FencedInput(packed))
            let fencedBias = bias.map(FencedInput.init)
            let residualStride = columns + 1
            let residual = number % 4 == 0 ? random.floats(window.outputPixels * residualStride) : nil
            let fencedResidual = residual.map(FencedInput.init)
            let what = "\(channels) to \(columns) channels, \(window.description)"
            let output = runEverywhere(outputCount: window.outputPixels * columns, what) { kernels, output in
                var arguments = qk_f32_conv(
                    window: window, channels: channels, columns: columns, input: fencedImage.start,
                    pixel_stride: pixelStride, b: fencedPacked.start, bias: fencedBias?.start,
                    residual: fencedResidual?.start,
                    residual_stride: residualStride, output: output,
                    output_stride: columns,
                    activation: activation)
                let (row, panel) = (window.output_height / 2, panels / 2)
                for rows in [0..<row, row..<window.output_height] {
                    for panels in [0..<panel, panel..<panels] {
                        kernels.f32_conv(&arguments, qk_range(rows), qk_range(panels))
                    }
                }
            }
            var exact: [Double] = []
            for pixel in 0..<window.outputPixels {
                for column in 0..<columns {
                    var sum = Double(bias?[column] ?? 0)
                    window.forEachTap(at: pixel) { tap, source in
                        for channel in 0..<channels {
                            let weight = weights[column * depth + tap * channels + channel]
                            sum += Double(image[source * pixelStride + channel]) * Double(weight)
                        }
                    }
                    sum += Double(residual?[pixel * residualStride + column] ?? 0)
                    exact.append(activation.exact(sum))
                }
            }
            expectClose(output, exact, tolerance: 1e-5, what)
        }
    }
}
