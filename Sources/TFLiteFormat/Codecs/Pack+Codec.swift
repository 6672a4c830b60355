import ModelIR

extension Pack: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.pack]

    private enum OptionSlot: UInt16, Slot { case count, axis }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let options = EncodedOptions(
            .pack, [.int32(OptionSlot.count, node.inputs.count), .int32(OptionSlot.axis, axis)])
        return EncodedOperator(
            .pack, version: node.version(int8: 2, int16: 3), options: options, inputs: EncodedInput.all(of: node))
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.pack)
        guard Int(options.int32(OptionSlot.count)) == stored.inputs.count else {
            throw TFLiteError(
                .malformed, "has \(stored.inputs.count) inputs but says \(options.int32(OptionSlot.count))")
        }
        let rank = try stored.input(0).shape.rank
        let axis = try stored.normalized(axis: Int(options.int32(OptionSlot.axis)), rank: rank + 1)
        return DecodedOperator(.pack(Pack(axis: axis)), inputs: try stored.positions(upTo: Int.max))
    }
}
