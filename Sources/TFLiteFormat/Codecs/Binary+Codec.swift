import ModelIR

extension Binary: OperatorCodec {
    static let builtinOperators: [BuiltinOperator] = [
        .add, .sub, .mul, .div, .maximum, .minimum, .pow, .squaredDifference,
    ]

    private enum OptionSlot: UInt16, Slot { case activation }

    func encode(_ node: NodeSignature) throws(TFLiteError) -> EncodedOperator {
        let (builtin, optionsKind) = number
        guard acceptsActivation || activation == .none else {
            throw TFLiteError(.invalidGraph, "\(name) cannot have a fused activation")
        }
        let fields =
            acceptsActivation ? [EncodedOptions.Field.int8(OptionSlot.activation, activation.schemaNumber)] : []
        return EncodedOperator(
            builtin, version: version(node), options: EncodedOptions(optionsKind, fields),
            inputs: [.input(0), .input(1)])
    }

    private var number: (BuiltinOperator, BuiltinOptions) {
        switch function {
        case .add: (.add, .add)
        case .sub: (.sub, .sub)
        case .mul: (.mul, .mul)
        case .div: (.div, .div)
        case .maximum: (.maximum, .maximumMinimum)
        case .minimum: (.minimum, .maximumMinimum)
        case .pow: (.pow, .pow)
        case .squaredDifference: (.squaredDifference, .squaredDifference)
        }
    }

    private func version(_ node: NodeSignature) -> Int {
        let (a, b) = (node.inputs[0], node.inputs[1])
        let broadcastsManyAxes = a.shape.dimensions != b.shape.dimensions && max(a.shape.rank, b.shape.rank) > 4
        switch function {
        case .add:
            return a.type == .int64 ? 4 : node.version(int8: 2, int16: 1)
        case .sub:
            if a.type == .int64 { return 4 }
            return broadcastsManyAxes ? 3 : node.version(int8: 2, int16: 1)
        case .mul:
            if a.type == .int64 { return 5 }
            return rescalesUpward(node) ? 3 : node.version(int8: 2, int16: 4)
        case .div:
            return broadcastsManyAxes ? 2 : 1
        case .maximum, .minimum:
            if a.type == .int16 { return 4 }
            return broadcastsManyAxes ? 3 : node.version(int8: 2, int16: 4)
        case .pow:
            return 1
        case .squaredDifference:
            return node.version(int8: 2, int16: 1)
        }
    }

    /// Whether the product's scale is at least the output's, which kernels before version 3 could not do.
    private func rescalesUpward(_ node: NodeSignature) -> Bool {
        guard node.inputs[0].type != .int16, let a = node.inputs[0].quantization?.scales.first,
            let b = node.inputs[1].quantization?.scales.first, let output = node.outputs[0].quantization?.scales.first
        else { return false }
        return a * b / output >= 1
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let payload = Binary(try function(of: stored.builtin))
        let options = try stored.optionalOptions(payload.number.1)
        let activation = payload.acceptsActivation ? try stored.activation(options, OptionSlot.activation) : .none
        return DecodedOperator(.binary(Binary(payload.function, activation: activation)), inputs: [0, 1])
    }

    private static func function(of builtin: BuiltinOperator) throws(TFLiteError) -> Function {
        switch builtin {
        case .add: return .add
        case .sub: return .sub
        case .mul: return .mul
        case .div: return .div
        case .maximum: return .maximum
        case .minimum: return .minimum
        case .pow: return .pow
        case .squaredDifference: return .squaredDifference
        default: throw TFLiteError(.unsupported, "does not combine two inputs")
        }
    }
}
