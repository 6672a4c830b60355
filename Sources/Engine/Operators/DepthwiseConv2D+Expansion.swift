import CKernels
import ModelIR

extension Lowering {
    /// DEPTHWISE_CONV_2D of an image that another convolution makes as it goes.
    func expandedDepthwise(
        _ conv: DepthwiseConv2D, _ expansion: Operation, _ operation: Operation
    ) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        guard case .node(.conv2D(let first)) = expansion.kind else {
            preconditionFailure("an expansion is a convolution")
        }
        let (image, output) = (expansion.outputs[0], operation.outputs[0])
        let others = operation.inputs.dropFirst(expansion.inputs.count)
        guard let kernel = others.first else { preconditionFailure("a depthwise convolution has a kernel") }
        let bias = others.dropFirst().first
        let size = dimensions(kernel)
        let window = try self.window(
            input: image, output: output, size: Pair(height: size[1], width: size[2]), strides: conv.strides,
            dilations: conv.dilations, padding: conv.padding, operation)
        let convolution = try self.convolution(of: expansion, first)
        let bands = RowBands(window: window, rowByteCount: window.input_width * size[3] * MemoryLayout<Float>.stride)
        let panels = convolution.panels(group: 0)
        let weights = constants.floats(of: kernel, in: program.graph)
        let (kernels, activation) = (kernels, activation(conv.activation, operation))
        let (images, channels) = (dimensions(image)[0], size[3])
        // Each part makes the rows anew that it shares with the part before it.
        let parts =
            threadCount == 1
            ? 1 : min(2 * threadCount, max(threadCount, window.output_height / RowBands.fewestRowsOfPart))
        let cost = images * (convolution.cost / images + window.output_height * window.output_width * size.reduce(1, *))
        var plan = StepPlan(inputs: operation.inputs, outputs: operation.outputs) { place in
            let rows: ExpandedRows =
                convolution.readsPixelsDirectly
                ? .product(convolution.product(panels: panels, place))
                : .windows(convolution.windows(panels: panels, place))
            let depthwise = qk_f32_depthwise(
                window: window, channels: channels, multiplier: 1, input: place.floats(output),
                weights: weights ?? UnsafePointer(place.floats(kernel)),
                bias: bias.map { UnsafePointer(place.floats($0)) },
                output: place.floats(output), row_sums: operation.rowSums.map { place.floats($0) },
                activation: activation)
            return [
                Step(unitCount: images * parts, cost: cost) { units, worker in
                    let buffer = (place.scratch + worker * bands.byteCount).assumingMemoryBound(to: Float.self)
                    for unit in units {
                        let (image, part) = unit.quotientAndRemainder(dividingBy: parts)
                        let height = window.output_height
                        bands.run(
                            height * part / parts..<height * (part + 1) / parts, image: image, rows, depthwise, kernels,
                            buffer)
                    }
                }
            ]
        }
        plan.scratchByteCount = bands.byteCount * threadCount
        return plan
    }
}

/// How the rows of the image are made.
private enum ExpandedRows {
    /// Pixel by pixel, of an image of the same size.
    case product(qk_f32_gemm)
    case windows(qk_f32_conv)

    /// Writes some rows of one image of a batch to `target`; images have `height` rows of `width` pixels.
    func make(
        _ rows: Range<Int>, image: Int, height: Int, width: Int, _ kernels: UnsafePointer<qk_kernels>,
        _ target: UnsafeMutablePointer<Float>
    ) {
        switch self {
        case .product(var product):
            product.rows = rows.count * width
            product.a += (image * height + rows.lowerBound) * width * product.depth
            product.c = target
            kernels.pointee.f32_gemm(
                &product, (0..<product.rows).kernelRange, (0..<qk_gemm_panels(product.columns)).kernelRange)
        case .windows(var windows):
            windows.input += image * windows.window.input_height * windows.window.input_width * windows.pixel_stride
            windows.output = target - rows.lowerBound * width * windows.output_stride
            kernels.pointee.f32_conv(
                &windows, rows.kernelRange, (0..<qk_gemm_panels(windows.columns)).kernelRange)
        }
    }
}

/// How the rows of an image that is not kept are made and read, a band at a time.
private struct RowBands {
    let window: qk_window
    /// Rows of the output in one band.
    let rowsOfBand: Int
    /// Memory for the rows of the image that the windows of one band reach over.
    let byteCount: Int

    /// So many rows of the output that those which are made twice do not count.
    static let fewestRowsOfPart = 14
    /// What stays in the second-level cache beside everything else.
    private static let targetByteCount = 320 << 10

    init(window: qk_window, rowByteCount: Int) {
        self.window = window
        let extent = (window.kernel_height - 1) * window.dilation_height + 1
        let room = Self.targetByteCount / max(1, rowByteCount)
        rowsOfBand = max(1, (room - extent) / window.stride_height + 1)
        byteCount = Arena.roundUp(((rowsOfBand - 1) * window.stride_height + extent) * rowByteCount)
    }

    /// The rows of the image that the windows of some rows of the output reach over.
    private func source(of rows: Range<Int>) -> Range<Int> {
        let extent = (window.kernel_height - 1) * window.dilation_height + 1
        let first = min(max(0, rows.lowerBound * window.stride_height - window.pad_top), window.input_height)
        let end = (rows.upperBound - 1) * window.stride_height - window.pad_top + extent
        return first..<max(first, min(end, window.input_height))
    }

    /// Computes some rows of the output of one image of a batch.
    func run(
        _ rows: Range<Int>, image: Int, _ expanded: ExpandedRows, _ depthwise: qk_f32_depthwise,
        _ kernels: UnsafePointer<qk_kernels>, _ buffer: UnsafeMutablePointer<Float>
    ) {
        let (width, channels) = (window.input_width, depthwise.channels)
        var made = 0..<0
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsOfBand) {
            let band = first..<min(rows.upperBound, first + rowsOfBand)
            let needed = source(of: band)
            let kept = max(made.lowerBound, needed.lowerBound)..<max(made.upperBound, needed.lowerBound)
            if !kept.isEmpty, made.lowerBound < needed.lowerBound {
                let rowElements = width * channels
                let source = buffer + (kept.lowerBound - made.lowerBound) * rowElements
                buffer.update(from: source, count: kept.count * rowElements)
            }
            if kept.upperBound < needed.upperBound {
                expanded.make(
                    kept.upperBound..<needed.upperBound, image: image, height: window.input_height, width: width,
                    kernels,
                    buffer + (kept.upperBound - needed.lowerBound) * width * channels)
            }
            made = needed

            var reading = depthwise
            reading.window.input_height = needed.count
            reading.window.output_height = band.count
            reading.window.pad_top = max(0, window.pad_top - band.lowerBound * window.stride_height)
            reading.input = UnsafePointer(buffer)
            let row = image * window.output_height + band.lowerBound
            reading.output += row * window.output_width * channels
            reading.row_sums = reading.row_sums.map { $0 + row * channels }
            kernels.pointee.f32_depthwise(&reading, (0..<band.count).kernelRange)
        }
    }
}
