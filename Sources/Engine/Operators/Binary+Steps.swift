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
        let (aStrides, bStrides) = (AxisList(strides(of: a, over: sizes)), AxisList(strides(of: b, over: sizes)))
        let count = elementCount(output)
        let run = kernels.pointee.f32_binary
        return StepPlan(
            inputs: operation.inputs, outputs: [output],
            overwritable: [a, b].filter { dimensions($0).reduce(1, *) == count }
        ) { place in
            [
                blockStep(count: count) { elements in
                    var arguments = qk_f32_binary(
                        function: function, rank: sizes.count, sizes: axes.sizes, a: place.floats(a),
                        a_strides: aStrides.sizes, b: place.floats(b), b_strides: bStrides.sizes,
                        c: place.floats(output), activation: activation)
                    run(&arguments, elements.kernelRange)
                }
            ]
        }
    }

    /// The strides with which a value is read when it is stretched to `sizes`.
    private func strides(of value: ValueID, over sizes: [Int]) -> [Int] {
        let own = dimensions(value)
        let dense = denseStrides(own)
        return sizes.indices.map { axis in
            let mine = axis - sizes.count + own.count
            return mine < 0 || own[mine] == 1 ? 0 : dense[mine]
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
