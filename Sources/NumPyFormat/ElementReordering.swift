import ModelIR

/// Elements as a `.npy` file stores them, turned into the elements of a tensor.
struct ElementReordering {
    let type: NumPyType
    let isFortranOrder: Bool
    let shape: [Int]
    /// The product of `shape`.
    let count: Int

    /// Whether the stored bytes already are what a tensor holds.
    var isIdentity: Bool { type.conversion == .none && !isSwapped && !isTransposed }

    private var isSwapped: Bool { type.isBigEndian && type.byteCount > 1 }
    private var isTransposed: Bool { isFortranOrder && shape.count > 1 }

    /// Row-major little-endian elements made of `source`, which holds exactly `count` stored ones.
    func apply(to source: UnsafeRawBufferPointer) throws(NumPyError) -> TensorData {
        switch type.conversion {
        case .none:
            TensorData(type: type.elementType, count: count) { destination in
                switch type.byteCount {
                case 1: reorder(source, into: destination.bindMemory(to: UInt8.self)) { $0 }
                case 2: reorder(source, into: destination.bindMemory(to: UInt16.self)) { $0 }
                case 4: reorder(source, into: destination.bindMemory(to: UInt32.self)) { $0 }
                default: reorder(source, into: destination.bindMemory(to: UInt64.self)) { $0 }
                }
            }
        case .widenUInt16:
            TensorData(type: .int32, count: count) { destination in
                reorder(source, into: destination.bindMemory(to: Int32.self)) { (bits: UInt16) in Int32(bits) }
            }
        case .widenUInt32:
            TensorData(type: .int64, count: count) { destination in
                reorder(source, into: destination.bindMemory(to: Int64.self)) { (bits: UInt32) in Int64(bits) }
            }
        case .narrowUInt64:
            try TensorData(type: .int64, count: count) { (destination) throws(NumPyError) in
                var isTooLarge = false
                reorder(source, into: destination.bindMemory(to: Int64.self)) { (bits: UInt64) in
                    isTooLarge = isTooLarge || bits > UInt64(Int64.max)
                    return Int64(truncatingIfNeeded: bits)
                }
                guard !isTooLarge else {
                    throw NumPyError(.unsupported, "a uint64 element is larger than int64 can hold")
                }
            }
        }
    }

    private func reorder<Stored: FixedWidthInteger & BitwiseCopyable, Element>(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableBufferPointer<Element>,
        _ convert: (Stored) -> Element
    ) {
        func element(_ index: Int) -> Element {
            let stored = source.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
            return convert(isSwapped ? stored.byteSwapped : stored)
        }
        guard isTransposed else {
            for index in 0..<count { destination[index] = element(index) }
            return
        }
        var strides: [Int] = []
        var stride = 1
        for size in shape {
            strides.append(stride)
            stride *= size
        }
        var indices = Array(repeating: 0, count: shape.count)
        var sourceIndex = 0
        for index in 0..<count {
            destination[index] = element(sourceIndex)
            var axis = shape.count - 1
            while axis >= 0 {
                indices[axis] += 1
                sourceIndex += strides[axis]
                guard indices[axis] == shape[axis] else { break }
                sourceIndex -= indices[axis] * strides[axis]
                indices[axis] = 0
                axis -= 1
            }
        }
    }
}
