import ModelIR

extension Resize: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.resizeBilinear, .resizeNearestNeighbor]

    private enum BilinearSlot: UInt16, Slot { case oldHeight, oldWidth, alignsCorners, usesHalfPixelCenters }

    private enum NearestSlot: UInt16, Slot { case alignsCorners, usesHalfPixelCenters }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        let type = node.inputs[0].type
        let inputs: [EncodedInput] = [.input(0), .integers("size", shape: [2], [size.height, size.width])]
        switch method {
        case .bilinear:
            let options = EncodedOptions(
                .resizeBilinear,
                [
                    .bool(BilinearSlot.alignsCorners, alignsCorners),
                    .bool(BilinearSlot.usesHalfPixelCenters, usesHalfPixelCenters),
                ])
            let version = type == .int16 ? 4 : usesHalfPixelCenters ? 3 : type == .int8 ? 2 : 1
            return EncodedOperator(.resizeBilinear, version: version, options: options, inputs: inputs)
        case .nearest:
            let options = EncodedOptions(
                .resizeNearestNeighbor,
                [
                    .bool(NearestSlot.alignsCorners, alignsCorners),
                    .bool(NearestSlot.usesHalfPixelCenters, usesHalfPixelCenters),
                ])
            let version =
                type == .int16 ? 4 : usesHalfPixelCenters || alignsCorners ? 3 : type == .int8 ? 2 : 1
            return EncodedOperator(.resizeNearestNeighbor, version: version, options: options, inputs: inputs)
        }
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let size = try stored.integers(1, "size")
        guard size.count == 2 else { throw TFLiteError(.malformed, "has \(size.count) sizes instead of two") }
        let pair = Pair(height: size[0], width: size[1])
        let payload: Resize
        if stored.builtin == .resizeBilinear {
            let options = try stored.optionalOptions(.resizeBilinear)
            payload = Resize(
                method: .bilinear, size: pair, alignsCorners: options?.bool(BilinearSlot.alignsCorners) ?? false,
                usesHalfPixelCenters: options?.bool(BilinearSlot.usesHalfPixelCenters) ?? false)
        } else {
            let options = try stored.optionalOptions(.resizeNearestNeighbor)
            payload = Resize(
                method: .nearest, size: pair, alignsCorners: options?.bool(NearestSlot.alignsCorners) ?? false,
                usesHalfPixelCenters: options?.bool(NearestSlot.usesHalfPixelCenters) ?? false)
        }
        return DecodedOperator(.resize(payload), inputs: [0])
    }
}
