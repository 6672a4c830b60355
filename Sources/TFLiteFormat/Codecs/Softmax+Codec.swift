import ModelIR

extension Softmax: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.softmax]

    private enum OptionSlot: UInt16, Slot { case beta }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .softmax, version: node.version(int8: 2, int16: 3),
            options: EncodedOptions(.softmax, [.float(OptionSlot.beta, beta)]), inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let beta = try stored.options(.softmax).float(OptionSlot.beta)
        guard beta.isFinite else { throw TFLiteError(.malformed, "has a beta that is no finite number") }
        return DecodedOperator(.softmax(Softmax(beta: beta)), inputs: [0])
    }
}

extension LogSoftmax: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.logSoftmax]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .logSoftmax, version: node.version(int8: 2, int16: 1), options: EncodedOptions(.logSoftmax),
            inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        DecodedOperator(.logSoftmax(LogSoftmax()), inputs: [0])
    }
}
