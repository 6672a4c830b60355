import ModelIR

extension FullyConnected: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.fullyConnected]

    private enum OptionSlot: UInt16, Slot { case activation, weightsFormat, keepsDimensions, asymmetricInputs }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let options = EncodedOptions(
            .fullyConnected,
            [
                .int8(OptionSlot.activation, activation.schemaNumber),
                .bool(OptionSlot.keepsDimensions, keepsDimensions), .bool(OptionSlot.asymmetricInputs, isHybrid(node)),
            ])
        return EncodedOperator(
            .fullyConnected, version: version(node), options: options, inputs: EncodedInput.all(of: node))
    }

    private func version(_ node: NodeSignature) -> Int {
        if isHybrid(node) && (node.inputs[1].quantization?.scales.count ?? 0) > 1 { return 12 }
        if node.inputs[0].type == .int16 && node.inputs[1].type == .int16 { return 7 }
        if node.inputs.count == 2 { return 6 }
        if keepsDimensions { return 5 }
        if node.inputs[0].type == .int8 { return 4 }
        return isHybrid(node) ? 3 : 1
    }

    /// Whether float activations meet int8 weights; kernels then quantize the activations as they come.
    private func isHybrid(_ node: NodeSignature) -> Bool {
        node.inputs[0].type == .float32 && node.inputs[1].type == .int8
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.fullyConnected)
        guard options.int8(OptionSlot.weightsFormat) == 0 else {
            throw TFLiteError(.unsupported, "has shuffled weights, which are not supported")
        }
        let payload = FullyConnected(
            activation: try stored.activation(options, OptionSlot.activation),
            keepsDimensions: options.bool(OptionSlot.keepsDimensions))
        return DecodedOperator(.fullyConnected(payload), inputs: try stored.positions(upTo: 3))
    }
}
