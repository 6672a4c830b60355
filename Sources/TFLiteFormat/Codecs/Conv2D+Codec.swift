import ModelIR

extension Conv2D: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.conv2D]

    private enum OptionSlot: UInt16, Slot { case padding, strideW, strideH, activation, dilationW, dilationH }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let options = EncodedOptions(
            .conv2D,
            [
                .int8(OptionSlot.padding, padding.schemaNumber),
                .int32(OptionSlot.strideW, strides.width),
                .int32(OptionSlot.strideH, strides.height),
                .int8(OptionSlot.activation, activation.schemaNumber),
                .int32(OptionSlot.dilationW, dilations.width, otherwise: 1),
                .int32(OptionSlot.dilationH, dilations.height, otherwise: 1),
            ])
        return EncodedOperator(
            .conv2D, version: version(node), options: options, inputs: EncodedInput.withBias(node, channelAxis: 0))
    }

    private func version(_ node: NodeSignature) -> Int {
        let isGrouped = node.inputs[0].shape[3] != node.inputs[1].shape[3]
        let isHybrid = node.inputs[0].type == .float32 && node.inputs[1].type == .int8
        guard !isGrouped else { return 6 }
        guard !isHybrid else { return (node.inputs[1].quantization?.scales.count ?? 0) > 1 ? 5 : 2 }
        return node.version(int8: 3, int16: 4)
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.conv2D)
        let payload = Conv2D(
            strides: Pair(
                height: Int(options.int32(OptionSlot.strideH)), width: Int(options.int32(OptionSlot.strideW))),
            dilations: Pair(
                height: Int(options.int32(OptionSlot.dilationH, otherwise: 1)),
                width: Int(options.int32(OptionSlot.dilationW, otherwise: 1))),
            padding: try stored.padding(options, OptionSlot.padding),
            activation: try stored.activation(options, OptionSlot.activation))
        return DecodedOperator(.conv2D(payload), inputs: try stored.positions(upTo: 3))
    }
}
