import ModelIR

/// A tensor of a file, checked by itself.
struct StoredTensor {
    let name: String
    let type: ElementType
    /// Dimensions with a stand-in, mostly 1, where the signature has -1.
    let dimensions: [Int]
    /// Dimensions with -1 where they are open.
    let signature: [Int]
    let quantization: Quantization?
    /// The elements, where the tensor is a constant.
    let constant: TensorData?
    /// Old files leave out the shape of some tensors that operators make.
    let isRankKnown: Bool

    /// Whether a value of `shape` can be what the file describes.
    func admits(_ shape: Shape) -> Bool {
        guard isRankKnown else { return true }
        guard shape.rank == dimensions.count else { return false }
        return shape.dimensions.indices.allSatisfy { axis in
            signature[axis] == -1 || shape[axis] == dimensions[axis] || axis == 0 && shape.isBatchFree
        }
    }
}

/// Reads the tensors of a subgraph, each when it is first asked for.
struct TensorReader {
    private let reader: BufferReader
    private let tables: [Table]
    private let buffers: [Table]
    private let path: String
    private var cache: [StoredTensor?]

    init(_ reader: BufferReader, tables: [Table], buffers: [Table], path: String) {
        self.reader = reader
        self.tables = tables
        self.buffers = buffers
        self.path = path
        cache = Array(repeating: nil, count: tables.count)
    }

    var count: Int { tables.count }

    mutating func tensor(_ index: Int) throws(TFLiteError) -> StoredTensor {
        guard tables.indices.contains(index) else {
            throw TFLiteError(.malformed, "refers to tensor \(index) of \(tables.count)")
        }
        if let tensor = cache[index] { return tensor }
        do {
            let tensor = try read(tables[index], index: index)
            cache[index] = tensor
            return tensor
        } catch {
            throw error.located(at: "\(path).tensors[\(index)]", byteOffset: tables[index].byteOffset)
        }
    }

    private func read(_ table: Table, index: Int) throws(TFLiteError) -> StoredTensor {
        let storedName = try reader.string(of: table, TensorSlot.name) ?? ""
        let name = storedName.isEmpty ? "tensor\(index)" : storedName
        let type = try elementType(of: table, name: name)
        guard !table.bool(TensorSlot.isVariable) else {
            throw TFLiteError(.unsupported, "'\(name)' keeps its elements between runs, which is not supported")
        }
        guard !table.has(TensorSlot.sparsity) else {
            throw TFLiteError(.unsupported, "'\(name)' is sparse, which is not supported")
        }
        let stored = try reader.elements(of: table, TensorSlot.shape, as: Int32.self)
        let dimensions = (stored ?? []).map { Int($0) }
        guard dimensions.count <= ElementLimit.rank else {
            throw TFLiteError(
                .unsupported, "'\(name)' has \(dimensions.count) dimensions, at most \(ElementLimit.rank) are supported"
            )
        }
        guard let elementCount = dimensions.checkedProduct else {
            throw TFLiteError(.malformed, "'\(name)' has the shape \(dimensions)")
        }
        let constant = try constant(of: table, type: type, count: elementCount, name: name)
        return StoredTensor(
            name: name, type: type, dimensions: dimensions,
            signature: try signature(of: table, dimensions: dimensions, name: name),
            quantization: try quantization(of: table, dimensions: dimensions, name: name), constant: constant,
            isRankKnown: !dimensions.isEmpty || table.bool(TensorSlot.hasRank) || constant != nil)
    }

    private func elementType(of table: Table, name: String) throws(TFLiteError) -> ElementType {
        let number = table.int8(TensorSlot.type)
        guard let type = TensorType(rawValue: number) else {
            throw TFLiteError(.malformed, "'\(name)' has element type number \(number), which does not exist")
        }
        guard let elementType = type.elementType else {
            throw TFLiteError(.unsupported, "'\(name)' has elements of type \(type), which is not supported")
        }
        return elementType
    }

    private func signature(of table: Table, dimensions: [Int], name: String) throws(TFLiteError) -> [Int] {
        guard let stored = try reader.elements(of: table, TensorSlot.shapeSignature, as: Int32.self), !stored.isEmpty
        else { return dimensions }
        let signature = stored.map { Int($0) }
        guard signature.count == dimensions.count, zip(signature, dimensions).allSatisfy({ $0 == -1 || $0 == $1 })
        else {
            throw TFLiteError(
                .malformed, "'\(name)' has the shape \(dimensions) and the shape signature \(signature)")
        }
        return signature
    }

    /// The elements that the tensor's buffer holds; nil where it holds none.
    private func constant(
        of table: Table, type: ElementType, count: Int, name: String
    ) throws(TFLiteError) -> TensorData? {
        let index = Int(table.uint32(TensorSlot.buffer))
        guard index > 0 || !buffers.isEmpty else { return nil }
        guard buffers.indices.contains(index) else {
            throw TFLiteError(.malformed, "'\(name)' refers to buffer \(index) of \(buffers.count)")
        }
        guard let range = try reader.bytes(ofBuffer: buffers[index]), !range.isEmpty else {
            return count == 0 ? TensorData(type: type, count: 0) { _ in } : nil
        }
        guard range.count == count * type.byteCount else {
            throw TFLiteError(
                .malformed,
                "'\(name)' takes \(count * type.byteCount) bytes, but its buffer \(index) holds \(range.count)")
        }
        guard range.lowerBound % type.byteCount == 0 else {
            try reader.charge(range.count)
            return TensorData(type: type, count: count) { destination in
                reader.memory.withUnsafeBytes { bytes in
                    destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
        }
        return TensorData(type: type, count: count, memory: reader.memory, offset: range.lowerBound)
    }

    private func quantization(
        of table: Table, dimensions: [Int], name: String
    ) throws(TFLiteError) -> Quantization? {
        guard let parameters = table.table(TensorSlot.quantization),
            let scales = try reader.elements(of: parameters, QuantizationSlot.scale, as: Float.self), !scales.isEmpty
        else { return nil }
        guard parameters.uint8(QuantizationSlot.detailsType) == 0 else {
            throw TFLiteError(.unsupported, "'\(name)' has a quantization scheme that is not supported")
        }
        var zeroPoints = try reader.elements(of: parameters, QuantizationSlot.zeroPoint, as: Int64.self) ?? []
        if zeroPoints.isEmpty { zeroPoints = Array(repeating: 0, count: scales.count) }
        let axis = Int(parameters.int32(QuantizationSlot.quantizedDimension))
        let isPerChannel = scales.count > 1
        guard zeroPoints.count == scales.count,
            !isPerChannel || dimensions.indices.contains(axis) && dimensions[axis] == scales.count
        else {
            throw TFLiteError(
                .malformed,
                "'\(name)' of shape \(dimensions) has \(scales.count) scales and \(zeroPoints.count) zero points "
                    + "along dimension \(axis)")
        }
        guard scales.allSatisfy({ $0.isFinite && $0 > 0 }),
            zeroPoints.allSatisfy({ Int32(exactly: $0) != nil })
        else {
            throw TFLiteError(.malformed, "'\(name)' has a scale that is not positive, or a zero point out of range")
        }
        return Quantization(
            scales: scales, zeroPoints: zeroPoints, axis: isPerChannel ? axis : 0,
            minimums: try reader.elements(of: parameters, QuantizationSlot.min, as: Float.self) ?? [],
            maximums: try reader.elements(of: parameters, QuantizationSlot.max, as: Float.self) ?? [])
    }
}

extension BufferReader {
    /// Where the bytes of a Buffer lie: inside the FlatBuffer, or behind it at an offset of their own.
    func bytes(ofBuffer table: Table) throws(TFLiteError) -> Range<Int>? {
        let (offset, size) = (table.uint64(BufferSlot.offset), table.uint64(BufferSlot.size))
        guard offset > 1 else { return byteRange(of: table, BufferSlot.data) }
        let (end, overflow) = offset.addingReportingOverflow(size)
        guard !overflow, end <= UInt64(memory.byteCount) else {
            throw TFLiteError(
                .malformed, "a buffer of \(size) bytes at \(offset) lies outside of the file; it may be cut short",
                byteOffset: table.byteOffset)
        }
        return Int(offset)..<Int(end)
    }
}
