import CKernels
import ModelIR

extension Lowering {
    /// MAX_POOL_2D and AVERAGE_POOL_2D on int8, divided by rows of the output.
    ///
    /// As in LiteRT the integers are pooled as they are; input and output have one scale.
    func integerPooling(_ pool: Pool2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let scale = try scale(of: output, operation)
        try requireSameScale(operation)
        let window = try self.window(
            input: input, output: output, size: pool.window, strides: pool.strides, padding: pool.padding, operation)
        guard pool.window.height * pool.window.width <= 1 << 16 else {
            throw EngineError(
                .unsupported, "a window of more than 65536 positions is too large for int8", at: operation.location)
        }
        let (from, to) = (dimensions(input), dimensions(output))
        let bounds = scale.bounds(of: pool.activation.range, rounded: .toNearestOrAwayFromZero)
        // uint8 is averaged as the number it is.
        let offset: Int32 = program.wasUnsigned(input) ? 128 : 0
        let run = kernels.pointee.s8_pool
        return StepPlan(inputs: [input], outputs: [output]) { place in
            let arguments = qk_s8_pool(
                function: pool.kind == .max ? QK_POOL_MAX : QK_POOL_AVERAGE, window: window, channels: from[3],
                input: place.signedBytes(input), output: place.signedBytes(output), offset: offset,
                minimum: bounds.lowerBound, maximum: bounds.upperBound)
            let cost = to.reduce(1, *) * pool.window.height * pool.window.width / 8
            return [
                imageRowStep(images: to[0], rows: to[1], cost: cost) { image, rows, _ in
                    var arguments = arguments
                    arguments.input += image * from[1] * from[2] * from[3]
                    arguments.output += image * to[1] * to[2] * to[3]
                    run(&arguments, rows)
                }
            ]
        }
    }
}
