import ModelIR

extension Program {
    /// Replaces quantized uint8 by int8 with 128 taken from elements and zero points, so that kernels know int8 only.
    ///
    /// What the model takes and gives stays uint8, and so do numbers without a scale:
    ///
    ///     b = RELU(a)             =>  a' = flip(a); b' = RELU(a'); b = flip(b')
    ///
    /// where flip turns the top bit of each byte over.
    ///
    /// - Parameter keepsAll: whether each value of the model must be made, too.
    mutating func makeBytesSigned(keepsAll: Bool) {
        guard graph.values.contains(where: \.isQuantizedUnsigned) else { return }
        let flip = ByteFunction { $0 ^ -128 }
        var counterparts: [ValueID: ValueID] = [:]
        var isMade = graph.values.map(\.isConstant)
        for port in graph.inputs { isMade[port.value.index] = true }
        var converted: [Operation] = []

        func counterpart(of value: ValueID) -> ValueID {
            if let known = counterparts[value] { return known }
            let signed = graph.add(graph[value].withSignedBytes)
            signedValues[signed] = value
            counterparts[value] = signed
            isMade.append(graph[value].isConstant)
            return signed
        }
        func make(_ value: ValueID, from other: ValueID, layer: String) {
            guard !isMade[value.index] else { return }
            isMade[value.index] = true
            converted.append(Operation(kind: .table(flip), inputs: [other], outputs: [value], layer: layer))
        }

        for var operation in operations {
            let layer = operation.layer
            if !operation.readsPlainNumbers {
                for (position, input) in operation.inputs.enumerated() where graph[input].isQuantizedUnsigned {
                    operation.inputs[position] = counterpart(of: input)
                    make(operation.inputs[position], from: input, layer: layer)
                }
                for (position, output) in operation.outputs.enumerated() where graph[output].isQuantizedUnsigned {
                    operation.outputs[position] = counterpart(of: output)
                }
            } else {
                for input in operation.inputs {
                    if let signed = counterparts[input] { make(input, from: signed, layer: layer) }
                }
            }
            for output in operation.outputs { isMade[output.index] = true }
            converted.append(operation)
            guard keepsAll else { continue }
            for (value, signed) in counterparts where operation.outputs.contains(signed) {
                make(value, from: signed, layer: layer)
            }
        }
        for port in graph.outputs {
            if let signed = counterparts[port.value] { make(port.value, from: signed, layer: port.name) }
        }
        operations = converted
    }

    /// Whether a value stands for uint8 of the model, which TFLite rounds in another way here and there.
    func wasUnsigned(_ value: ValueID) -> Bool { signedValues[value] != nil || graph[value].type == .uint8 }
}

extension Operation {
    /// Whether the elements are numbers as they are, whatever scale they have.
    fileprivate var readsPlainNumbers: Bool {
        switch kind {
        case .node(.cast), .node(.shape): true
        default: false
        }
    }
}

extension Value {
    fileprivate var isQuantizedUnsigned: Bool { type == .uint8 && !(quantization?.scales.isEmpty ?? true) }

    /// The same numbers as int8.
    fileprivate var withSignedBytes: Value {
        var signed = quantization
        signed?.zeroPoints = quantization?.zeroPoints.map { $0 - 128 } ?? []
        let flipped = data.map { data in
            data.withUnsafeBytes { bytes in
                TensorData(type: .int8, count: data.count) { target in
                    for (index, byte) in bytes.enumerated() { target[index] = byte ^ 0x80 }
                }
            }
        }
        return Value(name: "\(name) as int8", type: .int8, shape: shape, data: flipped, quantization: signed)
    }
}
