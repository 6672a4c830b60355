import CKernels
import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension Lowering {
    /// SOFTMAX and LOG_SOFTMAX of int8 over the last axis, by a table of exponentials.
    func integerSoftmax(
        beta: Float, isLogarithm: Bool, _ operation: Operation
    ) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let (from, to) = (try scale(of: input, operation), try scale(of: output, operation))
        let fixed: (scale: Float, zeroPoint: Int) = isLogarithm ? (16 / 256, 127) : (1 / 256, -128)
        guard to.scale == fixed.scale, to.zeroPoint == fixed.zeroPoint else {
            throw EngineError(
                .invalidModel, "its output must have scale \(fixed.scale) and zero point \(fixed.zeroPoint) as int8",
                at: operation.location)
        }
        guard let columns = dimensions(input).last else {
            throw EngineError(.invalidModel, "a scalar has no axis to normalize", at: operation.location)
        }
        let exponentials = Arena(byteCount: 256 * MemoryLayout<Float>.stride)
        for difference in 0..<256 {
            exponentials.floats[difference] = expf(-from.scale * beta * Float(difference))
        }
        let offset: Int32 = program.wasUnsigned(input) ? 128 : 0
        let rows = columns == 0 ? 0 : elementCount(input) / columns
        let run = kernels.pointee.s8_softmax
        return StepPlan(inputs: [input], outputs: [output], overwritable: [input]) { place in
            [
                Step(unitCount: rows, cost: rows * columns * 4) { units, _ in
                    var arguments = qk_s8_softmax(
                        columns: columns, input: place.signedBytes(input), output: place.signedBytes(output),
                        exponentials: exponentials.floats, input_scale: from.scale, output_scale: to.scale,
                        offset: offset, output_zero_point: Int32(to.zeroPoint), is_logarithm: isLogarithm ? 1 : 0)
                    run(&arguments, units.kernelRange)
                }
            ]
        }
    }
}
