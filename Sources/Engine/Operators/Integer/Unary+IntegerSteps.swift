import CKernels
import ModelIR

extension Lowering {
    /// A function of one number, as a table of all its results.
    func integerUnary(_ unary: Unary, _ operation: Operation) throws(EngineError) -> StepPlan {
        let input = try scale(of: operation.inputs[0], operation)
        let output = try scale(of: operation.outputs[0], operation)
        guard let function = ByteFunction.unary(unary.function, from: input, to: output) else {
            throw EngineError(
                .unsupported, "it has no int8 form, neither here nor in LiteRT; keep this layer in float32",
                at: operation.location)
        }
        return tablePlan(function, operation)
    }

    /// Each byte replaced by its entry in the table of a function.
    func tablePlan(_ function: ByteFunction, _ operation: Operation) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let count = elementCount(output)
        let table = constants.table(of: output, function)
        let run = kernels.pointee.s8_table
        return StepPlan(inputs: [input], outputs: [output], overwritable: [input]) { place in
            [
                blockStep(count: count) { elements in
                    run(
                        table, place.signedBytes(input) + elements.lowerBound,
                        place.signedBytes(output) + elements.lowerBound, elements.count)
                }
            ]
        }
    }
}
