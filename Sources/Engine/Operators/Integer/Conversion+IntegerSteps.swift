import CKernels
import ModelIR

extension Lowering {
    /// QUANTIZE to int8, from float32 or from another scale; nil where the general one does.
    func integerQuantize(_ operation: Operation) throws(EngineError) -> StepPlan? {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        guard program.graph[output].isQuantizedByOneScale else { return nil }
        if type(input) == .int8 {
            return tablePlan(try ByteFunction.rescaling(operation, in: program), operation)
        }
        guard type(input) == .float32, type(output) == .int8 else { return nil }
        let scale = try scale(of: output, operation)
        let count = elementCount(output)
        let run = kernels.pointee.s8_quantize
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [
                blockStep(count: count) { elements in
                    run(
                        1 / scale.scale, qk_s8_output(scale), place.floats(input) + elements.lowerBound,
                        place.signedBytes(output) + elements.lowerBound, elements.count)
                }
            ]
        }
    }

    /// DEQUANTIZE of int8 with one scale; nil for others, which the general one takes.
    func integerDequantize(_ operation: Operation) throws(EngineError) -> StepPlan? {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        guard type(output) == .float32, program.graph[input].isQuantizedByOneScale else { return nil }
        let scale = try scale(of: input, operation)
        let count = elementCount(output)
        let run = kernels.pointee.s8_dequantize
        return StepPlan(inputs: [input], outputs: [output]) { place in
            [
                blockStep(count: count) { elements in
                    run(
                        scale.scale, Int32(scale.zeroPoint), place.signedBytes(input) + elements.lowerBound,
                        place.floats(output) + elements.lowerBound, elements.count)
                }
            ]
        }
    }
}

extension ByteFunction {
    /// A QUANTIZE between two scales.
    static func rescaling(_ operation: Operation, in program: Program) throws(EngineError) -> ByteFunction {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let from = try TensorScale(of: program.graph[input], operation)
        let to = try TensorScale(of: program.graph[output], operation)
        return program.wasUnsigned(input) == program.wasUnsigned(output)
            ? rescaling(from: from, to: to) : rescalingOtherSign(from: from, to: to)
    }
}

extension Value {
    /// Whether this is int8 with one scale.
    fileprivate var isQuantizedByOneScale: Bool { type == .int8 && quantization?.scales.count == 1 }
}
