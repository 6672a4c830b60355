import ModelIR

extension Slice: OperatorCodec {
    static let builtinOperators = [BuiltinOperator.stridedSlice, .slice]

    private enum OptionSlot: UInt16, Slot {
        case beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask, isOffset
    }

    func encode(_ node: NodeSignature) -> EncodedOperator {
        func mask(_ isSet: (Int) -> Bool) -> Int {
            ranges.indices.reduce(0) { isSet($1) ? $0 | 1 << $1 : $0 }
        }
        let whole = mask { ranges[$0] == nil }
        let options = EncodedOptions(
            .stridedSlice,
            [
                .int32(OptionSlot.beginMask, whole),
                .int32(OptionSlot.endMask, whole),
                .int32(OptionSlot.shrinkAxisMask, mask(removedAxes.contains)),
            ])
        let type = node.inputs[0].type
        let version = ranges.count > 4 ? 4 : type == .bool ? 3 : type == .int8 ? 2 : 1
        return EncodedOperator(
            .stridedSlice, version: version, options: options,
            inputs: [
                .input(0),
                .integers("begin", shape: [ranges.count], ranges.map { $0?.start ?? 0 }),
                .integers("end", shape: [ranges.count], ranges.map { $0?.end ?? 0 }),
                .integers("strides", shape: [ranges.count], ranges.map { $0?.stride ?? 1 }),
            ])
    }

    static func decode(_ stored: StoredOperator) throws(TFLiteError) -> DecodedOperator {
        let shape = try stored.input(0).shape
        let payload =
            stored.builtin == .slice ? try slice(stored, of: shape) : try stridedSlice(stored, of: shape)
        return DecodedOperator(.slice(payload), inputs: [0])
    }

    /// SLICE: a first element and a size for each axis, where size -1 takes what is left.
    private static func slice(_ stored: StoredOperator, of shape: Shape) throws(TFLiteError) -> Slice {
        let (starts, sizes) = (try stored.integers(1, "begin"), try stored.integers(2, "size"))
        guard starts.count == shape.rank, sizes.count == shape.rank else {
            throw TFLiteError(.malformed, "has \(starts.count) starts and \(sizes.count) sizes for \(shape)")
        }
        var ranges: [Range?] = []
        for axis in 0..<shape.rank {
            let available = shape[axis] - starts[axis]
            guard starts[axis] >= 0, available > 0, sizes[axis] >= -1, sizes[axis] <= available else {
                throw TFLiteError(
                    .malformed, "takes \(sizes[axis]) from \(starts[axis]) on of axis \(axis) of \(shape)")
            }
            let count = sizes[axis] < 0 ? available : sizes[axis]
            ranges.append(
                count == shape[axis] ? nil : Range(start: starts[axis], end: starts[axis] + count))
        }
        return Slice(ranges: ranges)
    }

    /// STRIDED_SLICE: masks that open bounds, an ellipsis that stands for axes left out, and negative bounds counted
    /// from the end, all as NumPy has them.
    private static func stridedSlice(_ stored: StoredOperator, of shape: Shape) throws(TFLiteError) -> Slice {
        let options = try stored.options(.stridedSlice)
        let bounds = StridedSliceBounds(
            begin: try stored.integers(1, "begin"), end: try stored.integers(2, "end"),
            strides: try stored.integers(3, "strides"),
            beginMask: options.int32(OptionSlot.beginMask), endMask: options.int32(OptionSlot.endMask),
            ellipsisMask: options.int32(OptionSlot.ellipsisMask), newAxisMask: options.int32(OptionSlot.newAxisMask),
            shrinkAxisMask: options.int32(OptionSlot.shrinkAxisMask), isOffset: options.bool(OptionSlot.isOffset))
        return try bounds.slice(of: shape)
    }
}
