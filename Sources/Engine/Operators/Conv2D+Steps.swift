import CKernels
import ModelIR

extension Lowering {
    /// CONV_2D: a 1x1 convolution is a matrix product over pixels; any other lays out windows as rows, some at a time.
    func convolution(_ conv: Conv2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        guard isConstant(operation.inputs[1]) else {
            throw EngineError(.unsupported, "the kernel must be a constant", at: operation.location)
        }
        let convolution = Convolution(
            window: try window(
                input: operation.inputs[0], output: operation.outputs[0],
                size: Pair(height: dimensions(operation.inputs[1])[1], width: dimensions(operation.inputs[1])[2]),
                strides: conv.strides, dilations: conv.dilations, padding: conv.padding, operation),
            operation: operation, activation: activation(conv.activation, operation), lowering: self)
        if convolution.readsPixelsDirectly {
            // The product with one vector adds nothing to its result.
            return convolution.pixels == 1 && operation.residual == nil
                ? convolution.vectorPlan() : convolution.pixelPlan()
        }
        return convolution.windowPlan()
    }
}

/// One convolution with everything that its steps need.
private struct Convolution {
    let window: qk_window
    let activation: qk_f32_activation
    let inputs: [ValueID]
    let input: ValueID
    let kernel: ValueID
    let bias: ValueID?
    let residual: ValueID?
    let output: ValueID
    /// Images of the batch.
    let images: Int
    let inputChannels: Int
    let outputChannels: Int
    let groups: Int
    /// Elements of one window of one group.
    let depth: Int
    let lowering: Lowering

    init(window: qk_window, operation: Operation, activation: qk_f32_activation, lowering: Lowering) {
        self.window = window
        self.activation = activation
        self.lowering = lowering
        inputs = operation.inputs
        (input, kernel, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        residual = operation.residual
        bias = operation.inputs.count > (residual == nil ? 2 : 3) ? operation.inputs[2] : nil
        let sizes = lowering.dimensions(kernel)
        images = lowering.dimensions(input)[0]
        inputChannels = lowering.dimensions(input)[3]
        outputChannels = sizes[0]
        groups = inputChannels / sizes[3]
        depth = sizes[1] * sizes[2] * sizes[3]
    }

    /// Pixels of the output of the whole batch.
    var pixels: Int { images * pixelsPerImage }
    var pixelsPerImage: Int { window.output_height * window.output_width }
    /// Output channels of one group.
    var columns: Int { outputChannels / groups }
    var cost: Int { pixels * outputChannels * depth }

    /// Whether each row of the product is a pixel of the input just as it lies in memory.
    var readsPixelsDirectly: Bool {
        groups == 1 && window.kernel_height == 1 && window.kernel_width == 1 && window.stride_height == 1
            && window.stride_width == 1 && window.input_height == window.output_height
            && window.input_width == window.output_width
    }

    /// The product of `rows` windows at `a` with the kernel of one group; `first` is the output pixel of the first row.
    func product(
        _ place: Placement, group: Int, panels: UnsafePointer<Float>, a: UnsafePointer<Float>, stride: Int,
        first: Int = 0, rows: Int
    ) -> qk_f32_gemm {
        let start = first * outputChannels + group * columns
        return qk_f32_gemm(
            rows: rows, columns: columns, depth: depth, a: a, a_stride: stride, b: panels,
            bias: bias.map { UnsafePointer(place.floats($0) + group * columns) },
            residual: residual.map { UnsafePointer(place.floats($0) + start) }, residual_stride: outputChannels,
            c: place.floats(output) + start, c_stride: outputChannels, activation: activation)
    }

    /// Steps whose result may take the memory of the residual, of which each element is read just before.
    func plan(scratchByteCount: Int = 0, bind: @escaping (Placement) -> [Step]) -> StepPlan {
        StepPlan(
            inputs: inputs, outputs: [output], scratchByteCount: scratchByteCount,
            overwritable: residual.map { $0 == input ? [] : [$0] } ?? [], bind: bind)
    }

    func panels(group: Int) -> UnsafePointer<Float> {
        guard
            let panels = lowering.constants.panels(
                of: kernel, in: lowering.program.graph, group: group, columns: columns, depth: depth)
        else { preconditionFailure("the kernel is a constant") }
        return panels
    }

    /// One pixel only: a matrix times a vector, with the kernel as it is.
    func vectorPlan() -> StepPlan {
        plan { place in
            let product = VectorProduct(
                arguments: qk_f32_gemv(
                    columns: columns, depth: depth, x: place.floats(input), weights: place.floats(kernel),
                    bias: bias.map { UnsafePointer(place.floats($0)) }, y: place.floats(output),
                    activation: activation))
            return [product.step(kernels: lowering.kernels)]
        }
    }

    /// The pixels of the whole batch as rows of one matrix.
    func pixelPlan() -> StepPlan {
        let panels = panels(group: 0)
        return plan { place in
            let arguments = product(
                place, group: 0, panels: panels, a: place.floats(input), stride: inputChannels, rows: pixels)
            return [
                MatrixProduct(arguments: arguments).step(kernels: lowering.kernels, threadCount: lowering.threadCount)
            ]
        }
    }

    /// Windows laid out as rows in scratch memory.
    func windowPlan() -> StepPlan {
        let panels = (0..<groups).map(panels(group:))
        // Rows that stay in the first half of a typical L2 cache beside the kernel, in whole tiles of every kernel.
        let fitting = Self.scratchElements / depth / Self.tileRows * Self.tileRows
        let rows = min(max(fitting, Self.tileRows), pixelsPerImage)
        let scratch = Arena.roundUp(rows * depth * MemoryLayout<Float>.stride)
        let blocks = (pixelsPerImage + rows - 1) / rows
        let units = images * groups * blocks
        if groups == 1, blocks * images < 2 * lowering.threadCount, lowering.threadCount > 1 {
            return sharedWindowPlan(panels: panels[0])
        }
        return plan(scratchByteCount: scratch * lowering.threadCount) { place in
            let kernels = lowering.kernels
            let panelRange = (0..<qk_gemm_panels(columns)).kernelRange
            let groupChannels = inputChannels / groups
            let imageElements = window.input_height * window.input_width * inputChannels
            let step = Step(unitCount: units, cost: cost) { range, worker in
                let rowsOfWorker = (place.scratch + worker * scratch).assumingMemoryBound(to: Float.self)
                for unit in range {
                    let (image, rest) = unit.quotientAndRemainder(dividingBy: groups * blocks)
                    let (group, block) = rest.quotientAndRemainder(dividingBy: blocks)
                    let first = block * rows
                    let last = min(first + rows, pixelsPerImage)
                    var layout = qk_f32_im2col(
                        window: window, channels: groupChannels,
                        input: place.floats(input) + image * imageElements + group * groupChannels,
                        pixel_stride: inputChannels, output: rowsOfWorker, row_stride: depth)
                    kernels.pointee.f32_im2col(&layout, (first..<last).kernelRange)
                    let arguments = product(
                        place, group: group, panels: panels[group], a: rowsOfWorker, stride: depth,
                        first: image * pixelsPerImage + first, rows: last - first)
                    withUnsafePointer(to: arguments) {
                        kernels.pointee.f32_gemm($0, (0..<(last - first)).kernelRange, panelRange)
                    }
                }
            }
            return [step]
        }
    }

    /// Few windows: all are laid out first, and then the threads share the columns of the product.
    private func sharedWindowPlan(panels: UnsafePointer<Float>) -> StepPlan {
        let scratch = Arena.roundUp(pixels * depth * MemoryLayout<Float>.stride)
        return plan(scratchByteCount: scratch) { place in
            let kernels = lowering.kernels
            let rows = place.scratch.assumingMemoryBound(to: Float.self)
            let imageElements = window.input_height * window.input_width * inputChannels
            let layout = Step(unitCount: pixels, cost: pixels * depth) { range, _ in
                var pixel = range.lowerBound
                while pixel < range.upperBound {
                    let (image, first) = pixel.quotientAndRemainder(dividingBy: pixelsPerImage)
                    let last = min(pixelsPerImage, first + range.upperBound - pixel)
                    var arguments = qk_f32_im2col(
                        window: window, channels: inputChannels, input: place.floats(input) + image * imageElements,
                        pixel_stride: inputChannels, output: rows + pixel * depth, row_stride: depth)
                    kernels.pointee.f32_im2col(&arguments, (first..<last).kernelRange)
                    pixel += last - first
                }
            }
            let arguments = product(place, group: 0, panels: panels, a: rows, stride: depth, rows: pixels)
            return [
                layout,
                MatrixProduct(arguments: arguments).step(kernels: kernels, threadCount: lowering.threadCount),
            ]
        }
    }

    private static let tileRows = 24
    private static let scratchElements = 64 << 10
}
