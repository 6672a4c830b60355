import ModelIR

/// One dimension as a file computes with it.
enum ShapeElement: Hashable {
    case fixed(Int)
    /// The size of the batch, which is open until the model runs.
    case batch

    var fixed: Int? {
        switch self {
        case .fixed(let size): size
        case .batch: nil
        }
    }
}

/// Works out what operators make of shapes: converters write an open batch as a chain of SHAPE, STRIDED_SLICE, PACK
/// and RESHAPE, and only the last of them does something to the data.
///
///     SHAPE(x)                       [batch, 4, 4, 8]
///     STRIDED_SLICE(.., 0:1)         batch
///     PACK(.., 128)                  [batch, 128]
///     RESHAPE(x, ..)                 (?, 128)
enum ShapeArithmetic {
    /// Vectors of more elements are no shapes.
    private static let longest = 64

    /// Builtin operators that are only understood as arithmetic on shapes.
    static let onlyOnShapes: Set<BuiltinOperator> = [.gather]

    /// The elements of the only output, or nil where the operator is none that works on shapes alone.
    static func evaluate(_ stored: StoredOperator) throws(TFLiteError) -> [ShapeElement]? {
        guard stored.outputs.count == 1, let output = stored.outputs.first,
            output.type == .int32 || output.type == .int64,
            let result = try elements(of: stored), result.count <= longest,
            output.dimensions.checkedProduct == result.count
        else { return nil }
        return result
    }

    private static func elements(of stored: StoredOperator) throws(TFLiteError) -> [ShapeElement]? {
        guard let first = stored.inputs.first ?? nil else { return nil }
        if stored.builtin == .shape {
            return first.shape.dimensions.enumerated().map { axis, size in
                axis == 0 && first.shape.isBatchFree ? .batch : .fixed(size)
            }
        }
        // At least one input comes from SHAPE; constants alone are not our business.
        guard stored.inputs.contains(where: { $0?.elements != nil }), stored.inputs.count <= longest else { return nil }
        let inputs = stored.inputs.map { $0?.knownElements }
        switch stored.builtin {
        case .cast, .reshape, .squeeze, .expandDims:
            return inputs[0]
        case .pack, .concatenation:
            return inputs.contains(nil) ? nil : inputs.compactMap(\.self).flatMap(\.self)
        case .stridedSlice, .slice:
            return try slice(stored, of: inputs[0])
        case .gather:
            return try gather(stored, of: inputs[0])
        case .mul:
            return multiply(inputs)
        case .reduceProd:
            return inputs[0].flatMap(product).map { [$0] }
        default:
            return nil
        }
    }

    private static func slice(
        _ stored: StoredOperator, of elements: [ShapeElement]?
    ) throws(TFLiteError) -> [ShapeElement]? {
        guard let elements, case .slice(let slice) = try Slice.decode(stored).op, slice.ranges.count == 1 else {
            return nil
        }
        guard let range = slice.ranges[0] else { return elements }
        return stride(from: range.start, to: range.end, by: range.stride).map { elements[$0] }
    }

    private static func gather(
        _ stored: StoredOperator, of elements: [ShapeElement]?
    ) throws(TFLiteError) -> [ShapeElement]? {
        guard let elements, stored.inputs.count == 2 else { return nil }
        let indices = try stored.integers(1, "indices")
        guard indices.allSatisfy(elements.indices.contains) else {
            throw TFLiteError(.malformed, "gathers elements that do not exist")
        }
        return indices.map { elements[$0] }
    }

    private static func multiply(_ inputs: [[ShapeElement]?]) -> [ShapeElement]? {
        guard inputs.count == 2, let a = inputs[0], let b = inputs[1], a.count == b.count else { return nil }
        let products = zip(a, b).map { product([$0, $1]) }
        return products.contains(nil) ? nil : products.compactMap(\.self)
    }

    /// The product of fixed sizes, or the batch itself where everything else is 1.
    private static func product(_ elements: [ShapeElement]) -> ShapeElement? {
        guard let sizes = elements.compactMap(\.fixed).checkedProduct else { return nil }
        switch elements.count(where: { $0 == .batch }) {
        case 0: return .fixed(sizes)
        case 1 where sizes == 1: return .batch
        default: return nil
        }
    }
}
