import ModelIR

extension Reshape: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.reshape]

    private enum OptionSlot: UInt16, Slot { case newShape }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .reshape, options: EncodedOptions(.reshape, [.integers(OptionSlot.newShape, shape.signature)]),
            inputs: [.input(0), .integers("shape", shape: [shape.rank], shape.signature)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let target = try ReshapeTarget(newShape(of: stored), input: try stored.input(0).shape)
        return DecodedOperator(.reshape(Reshape(to: target.shape)), inputs: [0])
    }

    /// The new shape: from the second input where it is known, else from the options, else what the file says the
    /// output has.
    private static func newShape(of stored: StoredOperator) throws(TFLiteError) -> [ShapeElement] {
        if stored.inputs.count > 1, let elements = stored.inputs[1]?.knownElements { return elements }
        if let options = try stored.optionalOptions(.reshape),
            let dimensions = try stored.reader.elements(of: options, OptionSlot.newShape, as: Int32.self)
        {
            return dimensions.map { .fixed(Int($0)) }
        }
        guard stored.inputs.count < 2 || stored.inputs[1] == nil else {
            throw TFLiteError(
                .unsupported,
                "computes its new shape while the model runs; only shapes that follow from those of the inputs are supported"
            )
        }
        return try stored.output().signature.map { .fixed($0) }
    }
}

extension Squeeze: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.squeeze]

    private enum OptionSlot: UInt16, Slot { case axes }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .squeeze, options: EncodedOptions(.squeeze, [.integers(OptionSlot.axes, axes)]), inputs: [.input(0)])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let shape = try stored.input(0).shape
        let options = try stored.optionalOptions(.squeeze)
        let named = try options.flatMap { (table) throws(TFLiteError) in
            try stored.reader.elements(of: table, OptionSlot.axes, as: Int32.self)
        }
        var axes: Set<Int> = []
        for axis in named ?? [] { axes.insert(try stored.normalized(axis: Int(axis), rank: shape.rank)) }
        if axes.isEmpty {
            axes = Set(shape.dimensions.indices.filter { shape[$0] == 1 && !($0 == 0 && shape.isBatchFree) })
        }
        return DecodedOperator(.squeeze(Squeeze(axes: axes.sorted())), inputs: [0])
    }
}

extension ExpandDims: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.expandDims]

    func encode(_ node: NodeSignature) -> EncodedOperator {
        EncodedOperator(
            .expandDims, options: EncodedOptions(.expandDims),
            inputs: [.input(0), .integers("axis", shape: [], [axis])])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let axes = try stored.integers(1, "axis")
        guard axes.count == 1 else { throw TFLiteError(.malformed, "has \(axes.count) axes instead of one") }
        let axis = try stored.normalized(axis: axes[0], rank: try stored.input(0).shape.rank + 1)
        return DecodedOperator(.expandDims(ExpandDims(axis: axis)), inputs: [0])
    }
}
