import CKernels
import Testing

@Suite("s8_conv")
struct IntegerConvTests {
    @Test("agrees with the definition", arguments: [(1, 1), (3, 32), (3, 24), (4, 5), (2, 19), (16, 40)])
    func windows(channels: Int, columns: Int) {
        var random = RandomNumbers(seed: 21)
        for (number, window) in qk_window.samples.enumerated() {
            check(number, window, channels: channels, columns: columns, gap: number % 3 == 0 ? 2 : 0, &random)
        }
    }

    @Test("computes matrix products for every tile and tail")
    func products() {
        var random = RandomNumbers(seed: 22)
        var number = 0
        for rows in Array(1...13) + [25] {
            for columns in [1, 7, 8, 9, 16, 17, 33, 40] {
                for depth in [1, 2, 15, 24] {
                    number += 1
                    let window = qk_window(input: (rows, 1), kernel: (1, 1), stride: (1, 1), isSame: false)
                    check(number, window, channels: depth, columns: columns, gap: number % 3, &random)
                }
            }
        }
    }

    @Test("is right where one block of rows ends and the next begins")
    func blocks() {
        var random = RandomNumbers(seed: 23)
        let image = qk_window(input: (23, 20), kernel: (3, 3), stride: (1, 1), isSame: true)
        check(2, image, channels: 130, columns: 3, gap: 0, &random)
        let product = qk_window(input: (101, 1), kernel: (1, 1), stride: (1, 1), isSame: false)
        check(3, product, channels: 700, columns: 18, gap: 0, &random)
    }

    @Test("reads weights of every depth", arguments: [63, 64, 65, 66, 67, 127, 128, 130])
    func depths(depth: Int) {
        var random = RandomNumbers(seed: 24)
        for (number, columns) in [1, 15, 16, 31, 48].enumerated() {
            let product = qk_window(input: (5, 1), kernel: (1, 1), stride: (1, 1), isSame: false)
            check(number, product, channels: depth, columns: columns, gap: 0, &random)
            let window = qk_window(input: (4, 4), kernel: (2, 3), stride: (1, 1), isSame: true)
            check(number, window, channels: depth, columns: columns, gap: 1, &random)
        }
    }

    /// Compares one convolution, divided in two along rows and panels, with its definition.
    private func check(
        _ number: Int, _ window: qk_window, channels: Int, columns: Int, gap: Int, _ random: inout RandomNumbers
    ) {
        let depth = window.taps * channels
        let layer = IntegerLayer(number: number, outputs: columns, depth: depth, random: &random)
        // A group reads some of the image's channels.
        let pixelStride = channels + gap
        let image: [Int8] = random.integers(window.inputPixels * pixelStride - gap)
        let source: [Int8] = random.integers(columns * depth)
        var weights = qk_s8_conv_weights(
            columns: columns, kernel_height: window.kernel_height, kernel_width: window.kernel_width,
            channels: channels, is_dilated: window.dilation_width > 1 ? 1 : 0, zero_point: layer.weightZeroPoint)
        let panels = qk_gemm_panels(columns)
        let fencedImage = FencedInput(image)
        var window = window
        let what = "number \(number), \(channels) to \(columns) channels, \(window.description)"
        let scratch = FencedInput([Int32](repeating: 12345, count: qk_s8_conv_scratch(&window, channels)))
        let (row, panel) = (window.output_height / 2, panels / 2)
        let output = runIntegersEverywhere(outputCount: window.outputPixels * columns, what) { kernels, output in
            let packed = packed(kernels, &weights, source)
            var arguments = qk_s8_conv(
                window: window, weights: weights, packed: packed.start, input: fencedImage.start,
                pixel_stride: pixelStride, input_zero_point: layer.inputZeroPoint, bias: layer.biasPointer,
                multipliers: layer.multiplierPointer, rounding: layer.rounding, output: output,
                output_stride: columns)
            for rows in [0..<row, row..<window.output_height] {
                for panels in [0..<panel, panel..<panels] {
                    kernels.s8_conv(
                        &arguments, UnsafeMutablePointer(mutating: scratch.start), qk_range(rows), qk_range(panels))
                }
            }
        }
        var exact: [Int8] = []
        for pixel in 0..<window.outputPixels {
            for column in 0..<columns {
                var sum = 0
                window.forEachTap(at: pixel) { tap, place in
                    for channel in 0..<channels {
                        let weight = Int(source[column * depth + tap * channels + channel]) - Int(layer.weightZeroPoint)
                        sum += (Int(image[place * pixelStride + channel]) - Int(layer.inputZeroPoint)) * weight
                    }
                }
                exact.append(layer.result(of: sum, output: column))
            }
        }
        #expect(firstDifference(output, exact) == nil, "\(what)")
    }

    /// The kernel as a table's own convolution takes it, packed panel by panel.
    private func packed(
        _ kernels: qk_kernels, _ weights: inout qk_s8_conv_weights, _ source: [Int8]
    ) -> FencedInput<Int8> {
        let panels = qk_gemm_panels(weights.columns)
        var packed = [Int8](repeating: 99, count: panels * kernels.s8_conv_panel_bytes(&weights))
        for panel in 0..<panels { kernels.s8_conv_pack(&weights, source, &packed, qk_range(panel..<panel + 1)) }
        return FencedInput(packed)
    }

    @Test("writes the channels of a group and nothing between them")
    func outputStride() {
        var random = RandomNumbers(seed: 24)
        let (rows, columns, depth, stride) = (9, 21, 6, 25)
        let image = FencedInput<Int8>(random.integers(rows * depth))
        let source: [Int8] = random.integers(columns * depth)
        let multipliers = FencedInput([Float](repeating: 0.001, count: columns))
        var weights = qk_s8_conv_weights(
            columns: columns, kernel_height: 1, kernel_width: 1, channels: depth, is_dilated: 0, zero_point: 0)
        var window = qk_window(input: (rows, 1), kernel: (1, 1), stride: (1, 1), isSame: false)
        var scratch = [Int32](repeating: 0, count: qk_s8_conv_scratch(&window, depth))
        for table in everyTable() {
            let output = GuardedOutput<Int8>(count: rows * stride)
            let packed = packed(table, &weights, source)
            var arguments = qk_s8_conv(
                window: window, weights: weights, packed: packed.start, input: image.start, pixel_stride: depth,
                input_zero_point: 0, bias: nil, multipliers: multipliers.start,
                rounding: qk_s8_output(zero_point: 0, minimum: -128, maximum: 90, table: nil),
                output: output.start, output_stride: stride)
            table.s8_conv(&arguments, &scratch, qk_range(2..<7), qk_range(0..<2))
            for row in 0..<rows {
                for column in 0..<stride {
                    let isInside = (2..<7).contains(row) && column < columns
                    #expect(output.isWritten(row * stride + column) == isInside)
                }
            }
        }
    }
}
