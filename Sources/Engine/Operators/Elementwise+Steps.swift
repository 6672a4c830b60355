import CKernels
import ModelIR

extension Lowering {
    /// A function of each element on its own.
    func elementwise(_ activation: Activation, _ operation: Operation) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let count = elementCount(output)
        let kernel = activation.kernelActivation
        let run = kernels.pointee.f32_unary
        return StepPlan(inputs: [input], outputs: [output], overwritable: [input]) { place in
            [
                blockStep(count: count, costOfElement: 8) { elements in
                    run(
                        kernel, place.floats(input) + elements.lowerBound, place.floats(output) + elements.lowerBound,
                        elements.count)
                }
            ]
        }
    }

    /// A step whose units are blocks of `count` elements that can be computed on their own.
    func blockStep(count: Int, costOfElement: Int = 1, _ body: @escaping (_ elements: Range<Int>) -> Void) -> Step {
        let block = 1024
        return Step(unitCount: (count + block - 1) / block, cost: count * costOfElement) { units, _ in
            body(units.lowerBound * block..<min(units.upperBound * block, count))
        }
    }
}
