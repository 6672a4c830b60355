import ModelIR

extension Pool2D: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.averagePool2D, .maxPool2D]

    private enum OptionSlot: UInt16, Slot { case padding, strideW, strideH, filterWidth, filterHeight, activation }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let options = EncodedOptions(
            .pool2D,
            [
                .int8(OptionSlot.padding, padding.schemaNumber),
                .int32(OptionSlot.strideW, strides.width),
                .int32(OptionSlot.strideH, strides.height),
                .int32(OptionSlot.filterWidth, window.width),
                .int32(OptionSlot.filterHeight, window.height),
                .int8(OptionSlot.activation, activation.schemaNumber),
            ])
        let builtin: BuiltinOperator =
            switch kind {
            case .average: .averagePool2D
            case .max: .maxPool2D
            }
        return EncodedOperator(
            builtin, version: node.version(int8: 2, int16: 3), options: options, inputs: EncodedInput.all(of: node))
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let options = try stored.options(.pool2D)
        let payload = Pool2D(
            kind: stored.builtin == .maxPool2D ? .max : .average,
            window: Pair(
                height: Int(options.int32(OptionSlot.filterHeight)), width: Int(options.int32(OptionSlot.filterWidth))),
            strides: Pair(
                height: Int(options.int32(OptionSlot.strideH)), width: Int(options.int32(OptionSlot.strideW))),
            padding: try stored.padding(options, OptionSlot.padding),
            activation: try stored.activation(options, OptionSlot.activation))
        return DecodedOperator(.pool2D(payload), inputs: [0])
    }
}
