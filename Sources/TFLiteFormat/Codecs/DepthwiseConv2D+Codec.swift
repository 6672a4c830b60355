import ModelIR

extension DepthwiseConv2D: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.depthwiseConv2D]

    private enum OptionSlot: UInt16, Slot {
        case padding, strideW, strideH, depthMultiplier, activation, dilationW, dilationH
    }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let options = EncodedOptions(
            .depthwiseConv2D,
            [
                .int8(OptionSlot.padding, padding.schemaNumber),
                .int32(OptionSlot.strideW, strides.width),
                .int32(OptionSlot.strideH, strides.height),
                .int32(OptionSlot.depthMultiplier, depthMultiplier),
                .int8(OptionSlot.activation, activation.schemaNumber),
                .int32(OptionSlot.dilationW, dilations.width, otherwise: 1),
                .int32(OptionSlot.dilationH, dilations.height, otherwise: 1),
            ])
        return EncodedOperator(
            .depthwiseConv2D, version: version(node), options: options,
            inputs: EncodedInput.withBias(node, channelAxis: 3))
    }

    private func version(_ node: NodeSignature) -> Int {
        if node.inputs[0].type == .float32 && node.inputs[1].type == .int8 {
            return (node.inputs[1].quantization?.scales.count ?? 0) > 1 ? 6 : 4
        }
        return node.version(int8: 3, int16: 5, otherwise: dilations == .one ? 1 : 2)
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.depthwiseConv2D)
        let (input, kernel) = (try stored.input(0).shape, try stored.input(1).shape)
        // Runtimes take the multiplier from the shapes; old converters left the field wrong or empty.
        let multiplier =
            input.rank == 4 && kernel.rank == 4 && input[3] > 0
            ? kernel[3] / input[3] : Int(options.int32(OptionSlot.depthMultiplier))
        let payload = DepthwiseConv2D(
            strides: Pair(
                height: Int(options.int32(OptionSlot.strideH)), width: Int(options.int32(OptionSlot.strideW))),
            dilations: Pair(
                height: Int(options.int32(OptionSlot.dilationH, otherwise: 1)),
                width: Int(options.int32(OptionSlot.dilationW, otherwise: 1))),
            padding: try stored.padding(options, OptionSlot.padding),
            depthMultiplier: multiplier,
            activation: try stored.activation(options, OptionSlot.activation))
        return DecodedOperator(.depthwiseConv2D(payload), inputs: try stored.positions(upTo: 3))
    }
}
