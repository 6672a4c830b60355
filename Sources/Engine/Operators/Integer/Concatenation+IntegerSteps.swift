import CKernels
import ModelIR

extension Lowering {
    /// CONCATENATION of int8: bytes are moved where the scales are the output's. uint8 of other scales is rescaled by
    /// tables, as TFLite does; int8 of other scales is refused, as LiteRT does.
    ///
    /// - Returns: nil where nothing but bytes has to move.
    func integerConcatenation(
        _ concatenation: Concatenation, _ operation: Operation
    ) throws(EngineError) -> StepPlan? {
        let output = operation.outputs[0]
        guard concatenation.activation == .none else {
            throw EngineError(
                .unsupported, "an activation fused into it has no int8 form, neither here nor in LiteRT",
                at: operation.location)
        }
        guard operation.inputs.contains(where: { !program.hasSameScale($0, output) }) else { return nil }
        guard program.wasUnsigned(output) else { throw differentScales(operation) }
        let to = try scale(of: output, operation)
        var tables: [UnsafePointer<Int8>] = []
        for (part, input) in operation.inputs.enumerated() {
            let joining = joiningFunction(from: try scale(of: input, operation), to: to)
            tables.append(constants.table(of: output, part: part, joining))
        }

        let outer = dimensions(output)[..<concatenation.axis].reduce(1, *)
        let row = outer == 0 ? 0 : elementCount(output) / outer
        let run = kernels.pointee.s8_table
        return StepPlan(inputs: operation.inputs, outputs: [output]) { place in
            var offset = 0
            return zip(operation.inputs, tables).map { input, table in
                let part = outer == 0 ? 0 : elementCount(input) / outer
                let start = offset
                offset += part
                let (source, target) = (place.signedBytes(input), place.signedBytes(output) + start)
                return Step(unitCount: outer, cost: outer * part) { units, _ in
                    for unit in units { run(table, source + unit * part, target + unit * row, part) }
                }
            }
        }
    }

    /// Throws where an operation that only moves int8 has an output of another scale, which LiteRT refuses.
    func requireSameScale(_ operation: Operation) throws(EngineError) {
        for output in operation.outputs where !program.hasSameScale(operation.inputs[0], output) {
            throw differentScales(operation)
        }
    }

    private func differentScales(_ operation: Operation) -> EngineError {
        EngineError(
            .unsupported,
            "the scales of what it reads and of what it makes differ, which LiteRT does not take either; put a QUANTIZE "
                + "between them", at: operation.location)
    }

    /// uint8 of one scale as uint8 of another, both as int8.
    private func joiningFunction(from input: TensorScale, to output: TensorScale) -> ByteFunction {
        guard input != output else { return ByteFunction { $0 } }
        let factor = input.scale * (1 / output.scale)
        let bias = Float(-(input.zeroPoint + 128)) * factor
        return ByteFunction { q in
            let scaled = min(max(Float(Int(q) + 128) * factor + bias, -512), 512)
            return Int8(clamping: Int(scaled.rounded(.toNearestOrAwayFromZero)) + output.zeroPoint)
        }
    }
}

extension Program {
    /// Whether the integers of two values stand for the same numbers.
    func hasSameScale(_ first: ValueID, _ second: ValueID) -> Bool {
        let (a, b) = (graph[first].quantization, graph[second].quantization)
        return a?.scales == b?.scales && a?.zeroPoints == b?.zeroPoints
    }
}
