import ModelIR

extension Concatenation: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.concatenation]

    private enum OptionSlot: UInt16, Slot { case axis, activation }

    func encode(_ node: NodeSignature) throws(TFLiteError) -> EncodedOperator {
        // The schema has a place for it, but LiteRT refuses such a file.
        guard activation == .none else {
            throw TFLiteError(.invalidGraph, "CONCATENATION cannot have a fused activation; keep it as an operator")
        }
        let options = EncodedOptions(
            .concatenation, [.int32(OptionSlot.axis, axis)])
        return EncodedOperator(
            .concatenation, version: node.version(int8: 2, int16: 3), options: options,
            inputs: EncodedInput.all(of: node))
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.concatenation)
        let payload = Concatenation(
            axis: try stored.normalized(
                axis: Int(options.int32(OptionSlot.axis)), rank: try stored.input(0).shape.rank),
            activation: try stored.activation(options, OptionSlot.activation))
        return DecodedOperator(.concatenation(payload), inputs: try stored.positions(upTo: Int.max))
    }
}
