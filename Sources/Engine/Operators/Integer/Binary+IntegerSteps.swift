import CKernels
import ModelIR

extension Lowering {
    /// A function of two int8 inputs with broadcasting.
    func integerBinary(_ binary: Binary, _ operation: Operation) throws(EngineError) -> StepPlan {
        guard let function = try PairFunction(binary, operation, in: program) else {
            throw EngineError(
                .unsupported, "it has no int8 form, neither here nor in LiteRT; keep this layer in float32",
                at: operation.location)
        }
        return try integerBroadcasting(function, operation)
    }

    /// PRELU: the slope is broadcast over the input.
    func integerPReLU(_ operation: Operation) throws(EngineError) -> StepPlan {
        let function = PairFunction(
            preluOf: try scale(of: operation.inputs[0], operation),
            slope: try scale(of: operation.inputs[1], operation),
            to: try scale(of: operation.outputs[0], operation))
        return try integerBroadcasting(function, operation)
    }

    private func integerBroadcasting(
        _ function: PairFunction, _ operation: Operation
    ) throws(EngineError) -> StepPlan {
        let (a, b, output) = (operation.inputs[0], operation.inputs[1], operation.outputs[0])
        let sizes = dimensions(output)
        try requireRank(sizes.count, operation)
        let axes = AxisList(sizes)
        let (first, second) = (stretchedOperand(a, over: sizes), stretchedOperand(b, over: sizes))
        let pairs = PairTable(function)
        let rule = function.kernelRule(pairs: pairs?.elements)
        let count = elementCount(output)
        let run = kernels.pointee.s8_binary
        return StepPlan(
            inputs: operation.inputs, outputs: [output],
            overwritable: [a, b].filter { elementCount($0) == count }
        ) { place in
            [
                blockStep(count: count) { elements in
                    var arguments = qk_s8_binary(
                        rule: rule, rank: sizes.count, sizes: axes.sizes, a: first.signedBytes(place),
                        a_strides: first.strides.sizes, b: second.signedBytes(place),
                        b_strides: second.strides.sizes,
                        c: place.signedBytes(output))
                    // The rule points into the table.
                    withExtendedLifetime(pairs) { run(&arguments, elements.kernelRange) }
                }
            ]
        }
    }
}

extension PairFunction {
    /// The function of a node, with the scales of its values; nil where LiteRT has none of int8.
    init?(_ binary: Binary, _ operation: Operation, in program: Program) throws(EngineError) {
        let inputs = operation.inputs
        self.init(
            binary, try TensorScale(of: program.graph[inputs[0]], operation),
            try TensorScale(of: program.graph[inputs[1]], operation),
            to: try TensorScale(of: program.graph[operation.outputs[0]], operation))
    }
}

extension PairFunction {
    /// The function as its kernel takes it.
    ///
    /// - Parameter pairs: the results for all pairs, where the kernel does not compute them.
    func kernelRule(pairs: UnsafePointer<Int8>?) -> qk_s8_binary_rule {
        var rule = qk_s8_binary_rule()
        rule.output = qk_s8_output(output, bounds: bounds)
        switch method {
        case .sum(let aFactor, let bFactor, let bias, let shift):
            rule.function = QK_S8_BINARY_ADD
            (rule.a_multiplier, rule.b_multiplier, rule.bias, rule.shift) = (aFactor, bFactor, bias, shift)
        case .product(let factor):
            rule.function = QK_S8_BINARY_MUL
            (rule.a_zero_point, rule.b_zero_point) = (Int32(a.zeroPoint), Int32(b.zeroPoint))
            rule.multiplier = factor
        case .maximum: rule.function = QK_S8_BINARY_MAXIMUM
        case .minimum: rule.function = QK_S8_BINARY_MINIMUM
        case .other:
            rule.function = QK_S8_BINARY_PAIR
            rule.pairs = pairs
        }
        return rule
    }
}

/// The results for all pairs of int8, at an address that stays.
final class PairTable {
    let elements: UnsafePointer<Int8>

    /// - Returns: nil for functions that the kernel computes.
    init?(_ function: PairFunction) {
        guard case .other = function.method else { return nil }
        let results = UnsafeMutablePointer<Int8>.allocate(capacity: Int(QK_PAIR_ELEMENTS))
        for index in 0..<Int(QK_PAIR_ELEMENTS) {
            let (a, b) = (Int8(truncatingIfNeeded: index >> 8), Int8(truncatingIfNeeded: index))
            (results + index).initialize(to: function(a, b))
        }
        elements = UnsafePointer(results)
    }

    deinit { elements.deallocate() }
}
