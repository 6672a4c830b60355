import ModelIR

extension Split: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.split]

    private enum OptionSlot: UInt16, Slot { case count }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let version =
            switch node.inputs[0].type {
            case .int8: 2
            case .int32: 3
            case .int16: 4
            case .float16, .float32, .float64, .uint8, .int64, .bool: 1
            }
        return EncodedOperator(
            .split, version: version, options: EncodedOptions(.split, [.int32(OptionSlot.count, count)]),
            inputs: [.integers("axis", shape: [], [axis]), .input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let count = Int(try stored.options(.split).int32(OptionSlot.count))
        guard count == stored.outputs.count else {
            throw TFLiteError(.malformed, "makes \(stored.outputs.count) parts but says \(count)")
        }
        let axes = try stored.integers(0, "axis")
        guard axes.count == 1 else { throw TFLiteError(.malformed, "has \(axes.count) axes instead of one") }
        let axis = try stored.normalized(axis: axes[0], rank: try stored.input(1).shape.rank)
        return DecodedOperator(.split(Split(axis: axis, count: count)), inputs: [1])
    }
}
