import ModelIR

extension Cast: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.cast]

    private enum OptionSlot: UInt16, Slot { case from, to }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let types = [node.inputs[0].type, type]
        let version = types.contains(.float64) || types.contains(.float16) ? 5 : types.contains(.int8) ? 3 : 1
        let options = EncodedOptions(
            .cast,
            [
                .int8(OptionSlot.from, TensorType(node.inputs[0].type).rawValue),
                .int8(OptionSlot.to, TensorType(type).rawValue),
            ])
        return EncodedOperator(.cast, version: version, options: options, inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        DecodedOperator(.cast(Cast(to: try stored.output().type)), inputs: [0])
    }
}

extension Quantize: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.quantize]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let isPerChannel = (node.outputs[0].quantization?.scales.count ?? 0) > 1
        let version = isPerChannel ? 3 : type == .int16 ? 2 : 1
        return EncodedOperator(
            .quantize, version: version, options: EncodedOptions(.quantize), inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let output = try stored.output()
        guard output.quantization != nil else { throw TFLiteError(.malformed, "makes an output without a scale") }
        return DecodedOperator(.quantize(Quantize(to: output.type)), inputs: [0])
    }
}

extension Dequantize: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.dequantize]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let isPerChannel = (node.inputs[0].quantization?.scales.count ?? 0) > 1
        let version =
            switch node.inputs[0].type {
            case .int16, .float16: 3
            case .int8: isPerChannel ? 5 : 2
            case .float32, .float64, .uint8, .int32, .int64, .bool: 1
            }
        return EncodedOperator(
            .dequantize, version: version, options: EncodedOptions(.dequantize), inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let input = try stored.input(0)
        guard input.type == .float16 || input.quantization != nil else {
            throw TFLiteError(.malformed, "reads an input without a scale")
        }
        return DecodedOperator(.dequantize(Dequantize()), inputs: [0])
    }
}

extension ShapeOf: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.shape]

    private enum OptionSlot: UInt16, Slot { case type }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .shape, options: EncodedOptions(.shape, [.int8(OptionSlot.type, TensorType(type).rawValue)]),
            inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let type = try stored.output().type
        guard type == .int32 || type == .int64 else {
            throw TFLiteError(.malformed, "makes \(type) instead of integers")
        }
        return DecodedOperator(.shape(ShapeOf(as: type)), inputs: [0])
    }
}
