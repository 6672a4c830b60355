import CKernels
import Testing

/// Images with borders on every side, with and without padding, of even and odd sizes.
private let windows = [true, false].flatMap { isSame in
    [(3, 3), (4, 6), (5, 7), (8, 9), (11, 14)].map { input in
        qk_window(input: input, kernel: (3, 3), stride: (1, 1), isSame: isSame)
    }
}

@Suite("f32_winograd")
struct WinogradTests {
    @Test(
        "agrees with the definition of a convolution",
        arguments: [(1, 1), (5, 19), (20, 33), (40, 8), (37, 32), (8, 16)], [2, 4])
    func convolution(_ sizes: (channels: Int, columns: Int), side: Int) {
        let (channels, columns) = sizes
        let places = qk_winograd_places(side)
        var random = RandomNumbers(seed: 21)
        for (number, window) in windows.enumerated() {
            let what = "\(channels) to \(columns) channels by \(side)x\(side), \(window.description)"
            let image = random.floats(window.inputPixels * channels)
            let weights = random.floats(columns * 9 * channels, in: -0.3...0.3)
            let bias = number % 3 == 0 ? nil : random.floats(columns)
            let residual = number % 2 == 0 ? random.floats(window.outputPixels * columns) : nil
            let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
            let (fencedImage, fencedWeights) = (FencedInput(image), FencedInput(weights))
            let (fencedBias, fencedResidual) = (bias.map(FencedInput.init), residual.map(FencedInput.init))
            func arguments(output: UnsafeMutablePointer<Float>) -> qk_f32_winograd {
                qk_f32_winograd(
                    window: window, side: side, channels: channels, columns: columns, input: fencedImage.start,
                    bias: fencedBias?.start, residual: fencedResidual?.start, output: output, activation: activation)
            }
            let tiles = withUnsafePointer(to: window) { qk_winograd_tiles($0, side) }

            let panels = qk_gemm_panels(columns)
            let elements = qk_gemm_packed_elements(columns, channels)
            let packed = runEverywhere(outputCount: places * elements, "weights of \(what)") { kernels, packed in
                let middle = panels / 2
                let weights = fencedWeights.start
                kernels.f32_winograd_pack(side, columns, channels, weights, packed, qk_range(middle..<panels))
                kernels.f32_winograd_pack(side, columns, channels, weights, packed, qk_range(0..<middle))
            }
            let panelColumns = Int(QK_PANEL_COLUMNS)
            func weight(_ place: Int, _ channel: Int, _ column: Int) -> Float {
                let row = place * elements + (column / panelColumns * channels + channel) * panelColumns
                return packed[row + column % panelColumns]
            }
            let isFilled = (0..<places).allSatisfy { place in
                (0..<channels).allSatisfy { channel in
                    (columns..<panels * panelColumns).allSatisfy { weight(place, channel, $0) == 0 }
                }
            }
            #expect(isFilled, "columns of \(what) that are not there are zeros")
            let squares = runEverywhere(outputCount: places * tiles * channels, "squares of \(what)") {
                kernels, squares in
                var arguments = arguments(output: squares)
                let middle = tiles / 2
                kernels.f32_winograd_squares(&arguments, qk_range(0..<middle), squares, tiles * channels)
                kernels.f32_winograd_squares(
                    &arguments, qk_range(middle..<tiles), squares + middle * channels, tiles * channels)
            }
            var products: [Float] = []
            for place in 0..<places {
                for tile in 0..<tiles {
                    for column in 0..<columns {
                        let sum = (0..<channels).reduce(0.0) { sum, channel in
                            let square = squares[(place * tiles + tile) * channels + channel]
                            return sum + Double(square) * Double(weight(place, channel, column))
                        }
                        products.append(Float(sum))
                    }
                }
            }
            let fencedProducts = FencedInput(products)
            let output = runEverywhere(outputCount: window.outputPixels * columns, what) { kernels, output in
                var arguments = arguments(output: output)
                let middle = tiles / 3
                kernels.f32_winograd_outputs(
                    &arguments, qk_range(0..<middle), fencedProducts.start, tiles * columns)
                kernels.f32_winograd_outputs(
                    &arguments, qk_range(middle..<tiles), fencedProducts.start + middle * columns, tiles * columns)
            }

            var exact: [Double] = []
            for pixel in 0..<window.outputPixels {
                for column in 0..<columns {
                    var sum = Double(bias?[column] ?? 0)
                    window.forEachTap(at: pixel) { tap, source in
                        for channel in 0..<channels {
                            let weight = weights[(column * 9 + tap) * channels + channel]
                            sum += Double(image[source * channels + channel]) * Double(weight)
                        }
                    }
                    sum += Double(residual?[pixel * columns + column] ?? 0)
                    exact.append(activation.exact(sum))
                }
            }
            expectClose(output, exact, tolerance: 1e-5, what)
        }
    }
}
