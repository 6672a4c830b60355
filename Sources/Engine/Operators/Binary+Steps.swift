import CKernels
import ModelIR

extension Lowering {
    /// A function of two inputs with broadcasting.
    func binary(_ binary: Binary, _ operation: Operation) throws(EngineError) -> StepPlan {
        try broadcasting(binary.function.kernelFunction, activation(binary.activation, operation), operation)
    }

    /// PRELU: alpha is broadcast over the input.
    func prelu(_ operation: Operation) throws(EngineError) -> StepPlan {
        try broadcasting(QK_BINARY_PRELU, activation(.none, operation), operation)
    }

    private func broadcasting(
        _ function: qk_binary_function, _ activation: qk_f32_activation, _ operation: Operation
    ) throws(EngineError) -> StepPlan {
        try requireFloats(operation.inputs + operation.outputs, operation)
        let (a, b, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        let sizes = dimensions(output)
        try requireRank(sizes.count, operation)
        let axes = AxisList(sizes)
        let (first, second) = (stretchedOperand(a, over: sizes), stretchedOperand(b, over: sizes))
        let count = elementCount(output)
        let run = kernels.pointee.f32_binary
        return StepPlan(
            inputs: operation.inputs, outputs: [output],
            overwritable: [a, b].filter { dimensions($0).reduce(1, *) == count }
        ) { place in
            [
                blockStep(count: count) { elements in
                    var arguments = qk_f32_binary(
                        function: function, rank: sizes.count, sizes: axes.sizes, a: first.floats(place),
                        a_strides: first.strides.sizes, b: second.floats(place), b_strides: second.strides.sizes,
                        c: place.floats(output), activation: activation)
                    run(&arguments, elements.kernelRange)
                }
            ]
        }
    }
}

extension Binary.Function {
    fileprivate var kernelFunction: qk_binary_function {
        switch self {
        case .add: QK_BINARY_ADD
        case .sub: QK_BINARY_SUB
        case .mul: QK_BINARY_MUL
        case .div: QK_BINARY_DIV
        case .maximum: QK_BINARY_MAXIMUM
        case .minimum: QK_BINARY_MINIMUM
        case .pow: QK_BINARY_POW
        case .squaredDifference: QK_BINARY_SQUARED_DIFFERENCE
        }
    }
}
