import CKernels
import ModelIR

extension Lowering {
    /// SOFTMAX and LOG_SOFTMAX over the last axis.
    func softmax(beta: Float, isLogarithm: Bool, _ operation: Operation) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        guard let columns = dimensions(input).last else {
            throw EngineError(.invalidModel, "a scalar has no axis to normalize", at: operation.location)
        }
        let rows = columns == 0 ? 0 : elementCount(input) / columns
        let run = kernels.pointee.f32_softmax
        return StepPlan(inputs: [input], outputs: [output], overwritable: [input]) { place in
            [
                Step(unitCount: rows, cost: rows * columns * 16) { units, _ in
                    var arguments = qk_f32_softmax(
                        columns: columns, input: place.floats(input), output: place.floats(output), beta: beta,
                        is_logarithm: isLogarithm ? 1 : 0)
                    run(&arguments, units.kernelRange)
                }
            ]
        }
    }
}
