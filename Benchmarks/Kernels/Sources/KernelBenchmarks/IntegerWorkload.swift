import CKernels

extension Workload {
    /// The layer of a line on int8: swish and logistic as tables behind the rounding.
    init?(integerLine line: Substring, kernels: qk_kernels) {
        let words = line.split(separator: " ")
        guard let kind = words.first, let activation = words.last else { return nil }
        let numbers = words.compactMap { Int($0) }
        switch (kind, numbers.count) {
        case ("gemm", 3):
            let (rows, columns, depth) = (numbers[0], numbers[1], numbers[2])
            self.init(
                name: String(line), work: rows * columns * depth,
                run: rows == 1
                    ? Self.vectorProduct(columns, depth, activation, kernels)
                    : Self.convolution(
                        qk_window(size: (rows, 1), kernel: 1, stride: 1), depth, columns, activation, kernels))
        case ("conv", 6):
            let window = qk_window(size: (numbers[0], numbers[1]), kernel: numbers[4], stride: numbers[5])
            let pixels = window.output_height * window.output_width
            self.init(
                name: String(line), work: pixels * numbers[3] * numbers[4] * numbers[4] * numbers[2],
                run: Self.convolution(window, numbers[2], numbers[3], activation, kernels))
        case ("depthwise", 5):
            let window = qk_window(size: (numbers[0], numbers[1]), kernel: numbers[3], stride: numbers[4])
            let pixels = window.output_height * window.output_width
            self.init(
                name: String(line), work: pixels * numbers[2] * numbers[3] * numbers[3],
                run: Self.depthwise(window, numbers[2], activation, kernels))
        default: return nil
        }
    }

    private static func convolution(
        _ window: qk_window, _ channels: Int, _ columns: Int, _ activation: Substring, _ kernels: qk_kernels
    ) -> () -> Void {
        var window = window
        let operands = IntegerOperands(columns, activation)
        var weights = qk_s8_conv_weights(
            columns: columns, kernel_height: window.kernel_height, kernel_width: window.kernel_width,
            channels: channels, is_dilated: 0, zero_point: 0)
        let panels = qk_gemm_panels(columns)
        let image = bytes(window.input_height * window.input_width * channels)
        let packed = bytes(panels * kernels.s8_conv_panel_bytes(&weights))
        let output = bytes(window.output_height * window.output_width * columns)
        let scratch = Operand<Int32>(qk_s8_conv_scratch(&window, channels)) { _ in 0 }
        return {
            var arguments = qk_s8_conv(
                window: window, weights: weights, packed: packed.start, input: image.start, pixel_stride: channels,
                input_zero_point: -3, bias: operands.bias.start, multipliers: operands.multipliers.start,
                rounding: operands.rounding, output: output.start, output_stride: columns)
            kernels.s8_conv(
                &arguments, scratch.start, qk_range(begin: 0, end: window.output_height),
                qk_range(begin: 0, end: panels))
        }
    }

    private static func vectorProduct(
        _ columns: Int, _ depth: Int, _ activation: Substring, _ kernels: qk_kernels
    ) -> () -> Void {
        let operands = IntegerOperands(columns, activation)
        let (x, weights, y) = (bytes(depth), bytes(columns * depth), bytes(columns))
        return {
            var arguments = qk_s8_gemv(
                columns: columns, depth: depth, x: x.start, x_zero_point: -3, weights: weights.start,
                weight_zero_point: 0, bias: operands.bias.start, multipliers: operands.multipliers.start,
                rounding: operands.rounding, y: y.start)
            kernels.s8_gemv(&arguments, qk_range(begin: 0, end: columns))
        }
    }

    private static func depthwise(
        _ window: qk_window, _ channels: Int, _ activation: Substring, _ kernels: qk_kernels
    ) -> () -> Void {
        let operands = IntegerOperands(channels, activation)
        let image = bytes(window.input_height * window.input_width * channels)
        let output = bytes(window.output_height * window.output_width * channels)
        var weights = qk_s8_depthwise_weights(
            window: window, outputs: channels, multiplier: 1, zero_point: 0)
        let packed = bytes(kernels.s8_depthwise_bytes(&weights))
        let scratch = bytes(kernels.s8_depthwise_scratch(&weights))
        return {
            var arguments = qk_s8_depthwise(
                weights: weights, channels: channels, input: image.start, input_zero_point: -3,
                packed: packed.start, bias: operands.bias.start, multipliers: operands.multipliers.start,
                rounding: operands.rounding, output: output.start)
            kernels.s8_depthwise(&arguments, scratch.start, qk_range(begin: 0, end: window.output_height))
        }
    }

    private static func bytes(_ count: Int) -> Operand<Int8> { Operand(count) { Int8($0 * 37 % 255 - 127) } }
}

/// What every integer layer has for its results.
private struct IntegerOperands {
    let bias: Operand<Int32>
    let multipliers: Operand<Float>
    let rounding: qk_s8_output
    private let table: Operand<Int8>?

    init(_ columns: Int, _ activation: Substring) {
        bias = Operand(columns) { Int32($0 % 100) }
        multipliers = Operand(columns) { _ in 0.001 }
        let hasTable = activation.hasSuffix("swish") || activation == "logistic"
        // What a quantizer makes of outputs without negative ones.
        let zeroPoint: Int32 = activation.hasPrefix("relu") ? -128 : 1
        table = hasTable ? Operand(Int(QK_TABLE_ELEMENTS)) { Int8($0 - 128) } : nil
        rounding = qk_s8_output(
            zero_point: zeroPoint, minimum: -128, maximum: 127,
            table: table.map { UnsafePointer($0.start) })
    }
}
