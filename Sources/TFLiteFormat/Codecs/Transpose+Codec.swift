import ModelIR

extension Transpose: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.transpose]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let (type, rank) = (node.inputs[0].type, permutation.count)
        let version =
            rank > 6 ? 8 : rank > 5 ? 6 : type == .int16 ? 5 : rank > 4 ? 4 : type == .bool ? 3 : type == .int8 ? 2 : 1
        return EncodedOperator(
            .transpose, version: version, options: EncodedOptions(.transpose),
            inputs: [.input(0), .integers("permutation", shape: [rank], permutation)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let rank = try stored.input(0).shape.rank
        var permutation: [Int] = []
        for axis in try stored.integers(1, "permutation") {
            permutation.append(try stored.normalized(axis: axis, rank: rank))
        }
        return DecodedOperator(.transpose(Transpose(permutation: permutation)), inputs: [0])
    }
}
