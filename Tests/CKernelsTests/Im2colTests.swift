import CKernels
import Testing

@Suite("f32_im2col")
struct Im2colTests {
    @Test("lays out every window, with zeros outside the image")
    func windows() {
        var random = RandomNumbers(seed: 10)
        for (number, window) in qk_window.samples.enumerated() {
            let channels = [1, 3, 8, 11][number % 4]
            // A group reads some of the image's channels.
            let pixelStride = channels + (number % 3 == 0 ? 2 : 0)
            let image = random.floats(window.inputPixels * pixelStride - (pixelStride - channels))
            let fenced = FencedInput(image)
            let rowLength = window.taps * channels
            let output = runEverywhere(outputCount: window.outputPixels * rowLength, window.description) {
                kernels, output in
                let middle = window.outputPixels * 2 / 3
                for range in [0..<middle, middle..<window.outputPixels] {
                    var arguments = qk_f32_im2col(
                        window: window, channels: channels, input: fenced.start, pixel_stride: pixelStride,
                        output: output + range.lowerBound * rowLength, row_stride: rowLength)
                    kernels.f32_im2col(&arguments, qk_range(range))
                }
            }
            var expected = [Float](repeating: 0, count: output.count)
            for pixel in 0..<window.outputPixels {
                window.forEachTap(at: pixel) { tap, source in
                    for channel in 0..<channels {
                        expected[pixel * rowLength + tap * channels + channel] = image[source * pixelStride + channel]
                    }
                }
            }
            #expect(output == expected, "\(window.description)")
        }
    }
}
