import CKernels
import ModelIR

extension Lowering {
    /// DEPTHWISE_CONV_2D, divided by rows of the output.
    func depthwise(_ conv: DepthwiseConv2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        if type(operation.inputs[0]) == .int8 { return try integerDepthwise(conv, operation) }
        if let expansion = operation.expansion.first { return try expandedDepthwise(conv, expansion, operation) }
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, kernel, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        let bias = operation.inputs.count > 2 ? operation.inputs[2] : nil
        let size = dimensions(kernel)
        let window = try self.window(
            input: input, output: output, size: Pair(height: size[1], width: size[2]), strides: conv.strides,
            dilations: conv.dilations, padding: conv.padding, operation)
        let (from, to) = (dimensions(input), dimensions(output))
        let activation = self.activation(conv.activation, operation)
        let run = kernels.pointee.f32_depthwise
        let weights = constants.floats(of: kernel, in: program.graph)
        return StepPlan(inputs: operation.inputs, outputs: operation.outputs) { place in
            let arguments = qk_f32_depthwise(
                window: window, channels: from[3], multiplier: conv.depthMultiplier, input: place.floats(input),
                weights: weights ?? UnsafePointer(place.floats(kernel)),
                bias: bias.map { UnsafePointer(place.floats($0)) },
                output: place.floats(output), row_sums: operation.rowSums.map { place.floats($0) },
                activation: activation)
            let cost = to.reduce(1, *) * size[1] * size[2]
            return [
                imageRowStep(images: to[0], rows: to[1], cost: cost) { image, rows, _ in
                    var arguments = arguments
                    arguments.input += image * from[1] * from[2] * from[3]
                    arguments.output += image * to[1] * to[2] * to[3]
                    arguments.row_sums = arguments.row_sums.map { $0 + image * to[1] * to[3] }
                    run(&arguments, rows)
                }
            ]
        }
    }

    /// A step whose units are the rows of the images of a batch; `body` computes some rows of one image, on
    /// the worker with the given number.
    func imageRowStep(
        images: Int, rows: Int, cost: Int, hasCostlyPieces: Bool = false,
        _ body: @escaping (_ image: Int, _ rows: qk_range, _ worker: Int) -> Void
    ) -> Step {
        Step(unitCount: images * rows, cost: cost, hasCostlyPieces: hasCostlyPieces) { units, worker in
            var unit = units.lowerBound
            while unit < units.upperBound {
                let (image, first) = unit.quotientAndRemainder(dividingBy: rows)
                let last = min(rows, first + units.upperBound - unit)
                body(image, (first..<last).kernelRange, worker)
                unit += last - first
            }
        }
    }
}
