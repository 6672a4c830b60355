import CKernels
import ModelIR

extension Lowering {
    /// MAX_POOL_2D and AVERAGE_POOL_2D, divided by rows of the output.
    func pooling(_ pool: Pool2D, _ operation: Operation) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let window = try self.window(
            input: input, output: output, size: pool.window, strides: pool.strides, padding: pool.padding, operation)
        let (from, to) = (dimensions(input), dimensions(output))
        let function = pool.kind == .max ? QK_POOL_MAX : QK_POOL_AVERAGE
        let activation = self.activation(pool.activation, operation)
        let run = kernels.pointee.f32_pool
        return StepPlan(inputs: operation.inputs, outputs: operation.outputs) { place in
            let arguments = qk_f32_pool(
                function: function, window: window, channels: from[3], input: place.floats(input),
                output: place.floats(output), activation: activation)
            let cost = to.reduce(1, *) * pool.window.height * pool.window.width
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
