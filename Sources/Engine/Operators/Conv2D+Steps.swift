import CKernels
import ModelIR

extension Lowering {
    /// CONV_2D: a 1x1 convolution is a matrix product over pixels; any other reads its windows from the image.
    func convolution(_ conv: Conv2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        if type(operation.inputs[0]) == .int8 { return try integerConvolution(conv, operation) }
        try requireFloats(operation.inputs + operation.outputs, operation)
        guard isConstant(operation.inputs[1]) else {
            throw EngineError(.unsupported, "the kernel must be a constant", at: operation.location)
        }
        let convolution = try self.convolution(of: operation, conv)
        if convolution.gate != nil { return convolution.gatedPlan() }
        if convolution.readsPixelsDirectly {
            // The product with one vector adds nothing to its result and takes weights as they lie in the file.
            return convolution.pixels == 1 && operation.residual == nil && type(operation.inputs[1]) == .float32
                ? convolution.vectorPlan() : convolution.pixelPlan()
        }
        if let tiling = convolution.winogradTiling { return convolution.winogradPlan(tiling) }
        return convolution.windowPlan()
    }

    /// The convolution that an operation is.
    func convolution(of operation: Operation, _ conv: Conv2D) throws(EngineError) -> Convolution {
        let size = dimensions(operation.inputs[1])
        return Convolution(
            window: try window(
                input: operation.inputs[0], output: operation.outputs[0], size: Pair(height: size[1], width: size[2]),
                strides: conv.strides, dilations: conv.dilations, padding: conv.padding, operation),
            operation: operation, activation: activation(conv.activation, operation), lowering: self)
    }
}

/// One convolution with everything that its steps need.
struct Convolution {
    let window: qk_window
    let activation: qk_f32_activation
    let inputs: [ValueID]
    let input: ValueID
    let kernel: ValueID
    let bias: ValueID?
    let residual: ValueID?
    let gate: ValueID?
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
        (residual, gate) = (operation.residual, operation.gate)
        let others = [residual, gate].compactMap { $0 }.count
        bias = operation.inputs.count > 2 + others ? operation.inputs[2] : nil
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

    /// Steps whose result may take the memory of the residual, of which each element is read just before.
    func plan(bind: @escaping (Placement) -> [Step]) -> StepPlan {
        StepPlan(
            inputs: inputs, outputs: [output],
            overwritable: residual.map { $0 == input || $0 == gate ? [] : [$0] } ?? [], bind: bind)
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
        guard let weights = lowering.constants.floats(of: kernel, in: lowering.program.graph) else {
            preconditionFailure("the kernel is a constant")
        }
        return plan { place in
            let product = VectorProduct(
                arguments: qk_f32_gemv(
                    columns: columns, depth: depth, x: place.floats(input), weights: weights,
                    bias: bias.map { UnsafePointer(place.floats($0)) }, y: place.floats(output),
                    activation: activation))
            return [product.step(kernels: lowering.kernels)]
        }
    }

    /// The pixels of the whole batch as rows of one matrix.
    func pixelPlan() -> StepPlan {
        let panels = panels(group: 0)
        return plan { place in [product(rows: 0..<pixels, panels: panels, place).step()] }
    }

    /// The product of all pixels; without its residual, and where its result goes is for the caller to say.
    func product(panels: UnsafePointer<Float>, _ place: Placement) -> qk_f32_gemm {
        let a = place.floats(input)
        return qk_f32_gemm(
            rows: pixels, columns: columns, depth: depth, a: a, a_stride: depth, b: panels,
            bias: bias.map { UnsafePointer(place.floats($0)) }, residual: nil, residual_stride: columns, c: a,
            c_stride: columns, activation: activation)
    }

    /// The pixels of each image as rows of a matrix whose columns are multiplied by the gate's factors first: these are
    /// brought into a copy of the weights, or into a copy of the image where that is the smaller.
    func gatedPlan() -> StepPlan {
        let panels = panels(group: 0)
        let scalesWeights = columns <= pixelsPerImage
        let copyStride =
            Arena.roundUp(
                (scalesWeights ? qk_gemm_packed_elements(columns, depth) : pixelsPerImage * depth)
                    * MemoryLayout<Float>.stride) / MemoryLayout<Float>.stride
        var plan = plan { place in
            let copies = place.scratch.assumingMemoryBound(to: Float.self)
            return (0..<images).map { image in
                let rows = image * pixelsPerImage..<(image + 1) * pixelsPerImage
                let factors = UnsafePointer(gate.map { place.floats($0) + image * depth } ?? copies)
                let gate = Gate(
                    factors: factors, scalesWeights: scalesWeights, copies: copies, copyStride: copyStride)
                return product(rows: rows, panels: panels, place).step(gate)
            }
        }
        plan.scratchByteCount = copyStride * MemoryLayout<Float>.stride * lowering.threadCount
        return plan
    }

    /// The product of some rows of the matrix of all pixels.
    private func product(rows: Range<Int>, panels: UnsafePointer<Float>, _ place: Placement) -> MatrixProduct {
        let start = rows.lowerBound * columns
        var arguments = product(panels: panels, place)
        arguments.rows = rows.count
        arguments.a += rows.lowerBound * depth
        arguments.c = place.floats(output) + start
        arguments.residual = residual.map { UnsafePointer(place.floats($0) + start) }
        return MatrixProduct(arguments, kernels: lowering.kernels, threadCount: lowering.threadCount)
    }

    /// Windows straight from the images. Threads share images, groups, and rows of the output, or its channels where
    /// there are more of them.
    func windowPlan() -> StepPlan {
        let panels = (0..<groups).map(panels(group:))
        let panelCount = qk_gemm_panels(columns)
        let parts = lowering.threadCount == 1 ? 1 : Self.partsPerThread * lowering.threadCount
        let sharesRows = window.output_height >= min(parts, panelCount)
        let divided = sharesRows ? window.output_height : panelCount
        let partCount = min(parts, divided)
        return plan { place in
            let run = lowering.kernels.pointee.f32_conv
            let (groupChannels, imageElements) =
                (inputChannels / groups, window.input_height * window.input_width * inputChannels)
            let windows = panels.map { self.windows(panels: $0, place) }
            let (output, residual) = (place.floats(output), residual.map { UnsafePointer(place.floats($0)) })
            let step = Step(unitCount: images * groups * partCount, cost: cost) { units, _ in
                for unit in units {
                    let (image, rest) = unit.quotientAndRemainder(dividingBy: groups * partCount)
                    let (group, part) = rest.quotientAndRemainder(dividingBy: partCount)
                    var arguments = windows[group]
                    let start = image * pixelsPerImage * outputChannels + group * columns
                    arguments.input += image * imageElements + group * groupChannels
                    arguments.bias = arguments.bias.map { $0 + group * columns }
                    arguments.residual = residual.map { $0 + start }
                    arguments.output = output + start
                    let range = (divided * part / partCount)..<(divided * (part + 1) / partCount)
                    let rows = sharesRows ? range : 0..<window.output_height
                    let panelRange = sharesRows ? 0..<panelCount : range
                    run(&arguments, rows.kernelRange, panelRange.kernelRange)
                }
            }
            return [step]
        }
    }

    /// The windows of one image and group, of the first; without its residual, and where its result goes is for the caller
    /// to say.
    func windows(panels: UnsafePointer<Float>, _ place: Placement) -> qk_f32_conv {
        let image = place.floats(input)
        return qk_f32_conv(
            window: window, channels: inputChannels / groups, columns: columns, input: image,
            pixel_stride: inputChannels, b: panels, bias: bias.map { UnsafePointer(place.floats($0)) }, residual: nil,
            residual_stride: outputChannels, output: image, output_stride: outputChannels, activation: activation)
    }

    /// Enough parts to even out the threads' speeds.
    private static let partsPerThread = 4
}
