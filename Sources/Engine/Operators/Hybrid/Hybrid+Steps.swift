import CKernels
import ModelIR

extension Operation {
    /// Whether this multiplies float32 by constant integers, as TensorFlow's dynamic range quantization writes it.
    func isHybrid(in graph: Graph) -> Bool {
        guard inputs.count > 1, graph[inputs[0]].type == .float32, graph[inputs[1]].type == .int8 else { return false }
        return switch kind {
        case .node(.conv2D), .node(.depthwiseConv2D), .node(.fullyConnected): true
        default: false
        }
    }
}

extension Lowering {
    /// A product of float32 and int8 weights, with the numbers of LiteRT's default path: the input is quantized to int8
    /// with scales of its own range, the sums of integers are scaled afterwards.
    ///
    /// The range is that of a row in FULLY_CONNECTED, of a pixel in a 1x1 CONV_2D, which XNNPACK takes for the same, and
    /// of an image in any other CONV_2D and in DEPTHWISE_CONV_2D, which TFLite computes. Whether the file asks for
    /// asymmetric inputs makes no difference: XNNPACK's always are.
    func hybrid(_ operation: Operation) throws(EngineError) -> StepPlan {
        switch operation.kind {
        case .node(.fullyConnected(var dense)):
            let own = dense.activation
            dense.activation = .none
            let product = try fullyConnected(dense, operation.integerProduct)
            let length = dimensions(operation.inputs[1])[1]
            return try hybrid(operation, product, own, axis: 0, length: length, rounding: QK_STEPS_TO_EVEN)
        case .node(.conv2D(var conv)):
            let own = conv.activation
            conv.activation = .none
            let product = try convolution(conv, operation.integerProduct)
            let image = dimensions(operation.inputs[0])
            let length = isMatrixProduct(conv, operation) ? image[3] : image[1...].reduce(1, *)
            return try hybrid(operation, product, own, axis: 0, length: length, rounding: QK_STEPS_TO_EVEN)
        case .node(.depthwiseConv2D(var conv)):
            let own = conv.activation
            conv.activation = .none
            let product = try depthwise(conv, operation.integerProduct)
            let length = dimensions(operation.inputs[0])[1...].reduce(1, *)
            return try hybrid(operation, product, own, axis: 3, length: length, rounding: QK_STEPS_AWAY_FROM_ZERO)
        default: preconditionFailure("\(operation.location) is no product")
        }
    }

    private func isMatrixProduct(_ conv: Conv2D, _ operation: Operation) -> Bool {
        let (kernel, image) = (dimensions(operation.inputs[1]), dimensions(operation.inputs[0]))
        return kernel[1] == 1 && kernel[2] == 1 && conv.strides == .one && kernel[3] == image[3]
            && operation.borders == Borders()
    }

    /// Quantizes the input in rows of `length`, computes `product` from the integers, and scales its result.
    private func hybrid(
        _ operation: Operation, _ product: StepPlan, _ own: FusedActivation, axis: Int, length: Int,
        rounding: qk_step_rounding
    ) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let bias = operation.bias
        try requireFloats([input, output] + [bias, operation.residual].compactMap(\.self), operation)
        let scales = try weightScales(operation, axis: axis)
        let quantization = DynamicSteps(
            rows: elementCount(input) / length, length: length, rounding: rounding, kernels: kernels)
        let rescaling = Rescaling(
            rows: elementCount(output) / scales.count, columns: scales.count, scaleCount: quantization.rows,
            rounding: rounding, activation: activation(own, operation), kernels: kernels)

        // In the operation's scratch memory, one behind the other: the product's, the integers, scales and extremes.
        let stepsOffset = Arena.roundUp(product.scratchByteCount)
        let scalesOffset = stepsOffset + Arena.roundUp(quantization.stepByteCount)
        let extremesOffset = scalesOffset + Arena.roundUp(quantization.scaleByteCount)
        return StepPlan(
            inputs: operation.inputs, outputs: operation.outputs,
            scratchByteCount: extremesOffset + quantization.extremesByteCount
        ) { place in
            let steps = (place.scratch + stepsOffset).assumingMemoryBound(to: Float.self)
            let rowScales = (place.scratch + scalesOffset).assumingMemoryBound(to: Float.self)
            let memory = DynamicSteps.Memory(
                input: place.floats(input), steps: steps, scales: rowScales,
                extremes: (place.scratch + extremesOffset).assumingMemoryBound(to: qk_f32_extremes.self))
            let inside = Placement(
                pointers: place.pointers.merging([input: UnsafeMutableRawPointer(steps)]) { $1 },
                scratch: place.scratch)
            let rescale = rescaling.step(
                rowScales: rowScales, columnScales: scales, bias: bias.map { place.floats($0) },
                residual: operation.residual.map { place.floats($0) }, output: place.floats(output))
            return quantization.steps(memory) + product.bind(inside) + [rescale]
        }
    }

    /// The scale of each output channel.
    private func weightScales(_ operation: Operation, axis: Int) throws(EngineError) -> FloatList {
        let kernel = operation.inputs[1]
        let channels = dimensions(kernel)[axis]
        guard isConstant(kernel) else {
            throw EngineError(.unsupported, "the kernel must be a constant", at: operation.location)
        }
        guard let quantization = program.graph[kernel].quantization, quantization.zeroPoints.allSatisfy({ $0 == 0 }),
            quantization.scales.count == 1 || (quantization.scales.count == channels && quantization.axis == axis),
            quantization.scales.allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw EngineError(
                .invalidModel,
                "the int8 weights need one positive scale, or one for each output channel, and no zero point",
                at: operation.location)
        }
        let scales = quantization.scales
        return FloatList(scales.count == 1 ? Array(repeating: scales[0], count: channels) : scales)
    }
}

extension Operation {
    /// The operation without what is added to and applied to its sums.
    fileprivate var integerProduct: Operation {
        var product = self
        product.inputs = Array(inputs.prefix(2))
        product.residual = nil
        product.activation = .none
        return product
    }

    /// The bias of a product; a residual is the last input.
    fileprivate var bias: ValueID? { inputs.count > (residual == nil ? 2 : 3) ? inputs[2] : nil }
}
