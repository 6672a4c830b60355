import ModelIR

extension PReLU: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.prelu]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(.prelu, options: nil, inputs: [.input(0), .input(1)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        DecodedOperator(.prelu(PReLU()), inputs: [0, 1])
    }
}
