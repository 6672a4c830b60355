import CKernels
import ModelIR

extension Lowering {
    /// CONV_2D on int8: a 1x1 convolution is a matrix product over pixels; any other reads its windows from the image.
    func integerConvolution(_ conv: Conv2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        let layer = try IntegerLayer(operation, axis: 0, activation: conv.activation, self)
        guard isConstant(layer.kernel), layer.bias != nil else {
            throw EngineError(
                .unsupported, "an int8 convolution needs a constant kernel and a bias, as in LiteRT",
                at: operation.location)
        }
        let size = dimensions(layer.kernel)
        let window = try self.window(
            input: layer.input, output: layer.output, size: Pair(height: size[1], width: size[2]),
            strides: conv.strides, dilations: conv.dilations, padding: conv.padding, operation)
        let (from, to) = (dimensions(layer.input), dimensions(layer.output))
        let groups = from[3] / size[3]
        let residual = try IntegerResidual(operation, self)
        let readsPixelsDirectly =
            groups == 1 && size[1...2] == [1, 1] && conv.strides == .one && from[1...2] == to[1...2]
        if readsPixelsDirectly {
            return integerProduct(
                layer, rows: to[0] * to[1] * to[2], columns: to[3], depth: from[3], residual: residual, operation)
        }
        return IntegerConvolution(
            layer: layer, window: window, images: to[0], inputChannels: from[3], outputChannels: to[3], groups: groups,
            residual: residual, lowering: self
        ).plan(operation)
    }

    /// The product of a matrix [rows][depth] and a kernel [columns][depth]. One row takes the kernel as the file has it,
    /// unless its columns are so short that adding up across their vectors costs more than the products.
    func integerProduct(
        _ layer: IntegerLayer, rows: Int, columns: Int, depth: Int, residual: IntegerResidual? = nil,
        _ operation: Operation
    ) -> StepPlan {
        let shortDepth = 64
        if (rows == 1 && residual == nil && depth > shortDepth) || !isConstant(layer.kernel) {
            return integerVectorProducts(layer, rows: rows, columns: columns, depth: depth, operation)
        }
        return IntegerConvolution(
            layer: layer, window: qk_window(pixels: rows), images: 1, inputChannels: depth, outputChannels: columns,
            groups: 1, residual: residual, lowering: self
        ).plan(operation)
    }
}

extension qk_window {
    /// A window of one tap on an image one pixel wide.
    fileprivate init(pixels: Int) {
        self.init(
            input_height: pixels, input_width: 1, output_height: pixels, output_width: 1, kernel_height: 1,
            kernel_width: 1, stride_height: 1, stride_width: 1, dilation_height: 1, dilation_width: 1, pad_top: 0,
            pad_left: 0)
    }
}

/// One convolution with everything that its steps need.
private struct IntegerConvolution {
    let layer: IntegerLayer
    let window: qk_window
    let images: Int
    let inputChannels: Int
    let outputChannels: Int
    let groups: Int
    /// Only where there is one group.
    let residual: IntegerResidual?
    let lowering: Lowering

    /// Enough parts to even out the threads' speeds.
    private static let partsPerThread = 4
    /// Pixels of the smallest part.
    private static let pixelsOfPart = 4
    /// Bytes of results to which the residual is added at once, while they are in the second-level cache.
    private static let bytesOfBlock = 256 * 1024

    /// Output channels of one group.
    private var columns: Int { outputChannels / groups }
    private var groupChannels: Int { inputChannels / groups }
    private var taps: Int { window.kernel_height * window.kernel_width }
    /// Elements of one row of the output.
    private var rowElements: Int { window.output_width * outputChannels }
    /// Pairs of products, of which a kernel does as many at a time as float32 ones alone.
    private var cost: Int {
        images * window.output_height * window.output_width * outputChannels * taps * groupChannels / 2
    }

    private var weights: qk_s8_conv_weights {
        qk_s8_conv_weights(
            columns: columns, kernel_height: window.kernel_height, kernel_width: window.kernel_width,
            channels: groupChannels, is_dilated: window.dilation_width > 1 ? 1 : 0, zero_point: layer.kernelZeroPoint)
    }

    /// Threads share images, groups, and parts of the output: rows, or panels where there are more of them. A residual is
    /// added to whole rows where these are enough, because the columns of a panel are apart from pixel to pixel.
    func plan(_ operation: Operation) -> StepPlan {
        let (rows, panelCount) = (window.output_height, qk_gemm_panels(columns))
        let rowsOfPart = max(1, Self.pixelsOfPart / max(1, window.output_width))
        let rowParts = (rows + rowsOfPart - 1) / rowsOfPart
        let enoughParts = (residual == nil ? Self.partsPerThread : 1) * lowering.threadCount
        let sharesRows = rowParts >= min(enoughParts, panelCount)
        let partCount = lowering.threadCount == 1 ? 1 : sharesRows ? rowParts : panelCount
        let rowsOfBlock = residual == nil ? max(1, rows) : max(1, Self.bytesOfBlock / max(1, rowElements))
        let panels = (0..<groups).map(packed(group:))
        let scratchStride = withUnsafePointer(to: window) {
            Arena.roundUp(qk_s8_conv_scratch($0, groupChannels) * MemoryLayout<Int32>.stride)
        }
        return StepPlan(
            inputs: operation.inputs, outputs: [layer.output], scratchByteCount: scratchStride * lowering.threadCount
        ) { place in
            let run = lowering.kernels.pointee.s8_conv
            let imageElements = window.input_height * window.input_width * inputChannels
            let outputElements = window.output_height * rowElements
            let arguments = qk_s8_conv(
                window: window, weights: weights, packed: panels[0], input: layer.input(place),
                pixel_stride: inputChannels, input_zero_point: layer.inputZeroPoint, bias: layer.bias(place),
                multipliers: layer.multipliers, rounding: layer.rounding, output: layer.output(place),
                output_stride: outputChannels)
            let step = Step(
                unitCount: images * groups * partCount, cost: cost, hasCostlyPieces: !sharesRows
            ) { units, worker in
                let scratch = (place.scratch + worker * scratchStride).assumingMemoryBound(to: Int32.self)
                var unit = units.lowerBound
                while unit < units.upperBound {
                    let (image, rest) = unit.quotientAndRemainder(dividingBy: groups * partCount)
                    let (group, part) = rest.quotientAndRemainder(dividingBy: partCount)
                    let parts = part..<min(partCount, part + units.upperBound - unit)
                    var arguments = arguments
                    arguments.packed = panels[group]
                    arguments.input += image * imageElements + group * groupChannels
                    arguments.output += image * outputElements + group * columns
                    arguments.bias = arguments.bias.map { $0 + group * columns }
                    arguments.multipliers += group * columns
                    let (rowRange, panelRange) =
                        partCount == 1
                        ? (0..<rows, 0..<panelCount)
                        : sharesRows
                            ? (parts.lowerBound * rowsOfPart..<min(rows, parts.upperBound * rowsOfPart), 0..<panelCount)
                            : (0..<rows, parts)
                    for first in stride(from: rowRange.lowerBound, to: rowRange.upperBound, by: rowsOfBlock) {
                        let block = first..<min(first + rowsOfBlock, rowRange.upperBound)
                        run(&arguments, scratch, block.kernelRange, panelRange.kernelRange)
                        let (start, width) = (image * rows, window.output_width)
                        residual?.add(
                            toPixels: (start + block.lowerBound) * width..<(start + block.upperBound) * width,
                            columns: columns(of: panelRange), place)
                    }
                    unit += parts.count
                }
            }
            return [step]
        }
    }

    /// The output channels of some panels of a group.
    private func columns(of panels: Range<Int>) -> Range<Int> {
        let width = Int(QK_PANEL_COLUMNS)
        return panels.lowerBound * width..<min(columns, panels.upperBound * width)
    }

    /// The kernel of a group as the kernels take it.
    private func packed(group: Int) -> UnsafeRawPointer {
        let (weights, kernels) = (weights, lowering.kernels)
        let panels = qk_gemm_panels(columns)
        return lowering.constants.pack(
            layer.kernel, as: .integerPanels(group: group),
            byteCount: panels * withUnsafePointer(to: weights) { kernels.pointee.s8_conv_panel_bytes($0) },
            unitCount: panels
        ) { target, panels in
            lowering.program.graph[layer.kernel].data?.withElements(Int8.self) { elements in
                guard let base = elements.baseAddress else { return }
                let kernel = base + group * columns * taps * groupChannels
                withUnsafePointer(to: weights) {
                    kernels.pointee.s8_conv_pack($0, kernel, target, panels.kernelRange)
                }
            }
        }
    }
}
