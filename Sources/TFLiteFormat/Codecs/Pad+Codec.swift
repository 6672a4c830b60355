import ModelIR

extension Pad: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.pad, .padV2]

    func encode(_ node: NodeSignature) throws(TFLiteError) -> EncodedOperator {
        let input = node.inputs[0]
        let version =
            input.type == .bool ? 5 : input.shape.rank > 4 ? 4 : node.version(int8: 2, int16: 3)
        let paddings = EncodedInput.integers(
            "paddings", shape: [amounts.count, 2], amounts.flatMap { [$0.before, $0.after] })
        guard value != 0 else {
            return EncodedOperator(
                .pad, version: version, options: EncodedOptions(.pad), inputs: [.input(0), paddings])
        }
        return EncodedOperator(
            .padV2, version: version, options: EncodedOptions(.padV2),
            inputs: [.input(0), paddings, .constant(try fill(like: input))])
    }

    /// The value as a scalar of the input's type and scale.
    private func fill(like input: Value) throws(TFLiteError) -> Value {
        let data: TensorData
        switch (input.type, input.quantization) {
        case (.float32, _):
            data = TensorData([value])
        case (.int8, let quantization?) where quantization.scales.count == 1:
            let real = value / quantization.scales[0] + Float(quantization.zeroPoints.first ?? 0)
            data = TensorData([Int8(max(-128, min(127, real.rounded())))])
        case (.int32, nil) where Int32(exactly: value) != nil:
            data = TensorData([Int32(value)])
        default:
            throw TFLiteError(.unsupported, "PADV2 of \(input.type) with \(value) cannot be written")
        }
        return Value(
            name: "value", type: input.type, shape: Shape([]), data: data, quantization: input.quantization)
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let numbers = try stored.integers(1, "paddings")
        let rank = try stored.input(0).shape.rank
        guard try stored.input(1).shape.dimensions == [rank, 2] else {
            throw TFLiteError(.malformed, "has \(numbers.count) paddings for a tensor of \(rank) dimensions")
        }
        let amounts = (0..<rank).map { Amount(before: numbers[2 * $0], after: numbers[2 * $0 + 1]) }
        let value = stored.builtin == .padV2 ? try fill(of: stored) : 0
        return DecodedOperator(.pad(Pad(amounts: amounts, value: value)), inputs: [0])
    }

    private static func fill(of stored: StoredOperator) throws(TFLiteError) -> Float {
        let input = try stored.input(2)
        guard let constant = input.constant, constant.count == 1 else {
            throw TFLiteError(.unsupported, "computes its value while the model runs; only a constant is supported")
        }
        let value = constant.floats()[0]
        guard !input.type.isFloatingPoint, let quantization = try stored.input(0).quantization,
            quantization.scales.count == 1
        else { return value }
        return quantization.scales[0] * (value - Float(quantization.zeroPoints.first ?? 0))
    }
}
