import ModelIR

extension Reduce: OperatorCodec {
    static let builtinOperators: [BuiltinOperator] = [.mean, .sum, .reduceMax, .reduceMin, .reduceProd]

    private enum OptionSlot: UInt16, Slot { case keepsDimensions }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let (builtin, version): (BuiltinOperator, Int) =
            switch function {
            case .mean: (.mean, node.version(int8: 2, int16: 3))
            case .sum: (.sum, node.version(int8: 2, int16: 1))
            case .max: (.reduceMax, node.version(int8: 2, int16: 3))
            case .min: (.reduceMin, node.version(int8: 2, int16: 3))
            case .product: (.reduceProd, node.version(int8: 2, int16: 2))
            }
        return EncodedOperator(
            builtin, version: version,
            options: EncodedOptions(.reducer, [.bool(OptionSlot.keepsDimensions, keepsDimensions)]),
            inputs: [.input(0), .integers("axes", shape: [axes.count], axes)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let rank = try stored.input(0).shape.rank
        var axes: Set<Int> = []
        for axis in try stored.integers(1, "axes") { axes.insert(try stored.normalized(axis: axis, rank: rank)) }
        let keeps = try stored.optionalOptions(.reducer)?.bool(OptionSlot.keepsDimensions) ?? false
        let payload = Reduce(try function(of: stored.builtin), axes: axes.sorted(), keepsDimensions: keeps)
        return DecodedOperator(.reduce(payload), inputs: [0])
    }

    private static func function(of builtin: BuiltinOperator) throws(TFLiteError) -> Function {
        switch builtin {
        case .mean: return .mean
        case .sum: return .sum
        case .reduceMax: return .max
        case .reduceMin: return .min
        case .reduceProd: return .product
        default: throw TFLiteError(.unsupported, "does not reduce axes")
        }
    }
}
