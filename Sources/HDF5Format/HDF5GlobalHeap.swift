/// The global heap of an HDF5 file, which holds strings of variable length.
///
/// Layout: HDF5 File Format Specification 3.0, sections III.E (collections) and IV.B (references to them). Read here,
/// because libhdf5 1.10 copies as much as damaged sizes say.
struct HDF5GlobalHeap {
    /// A length of 4 bytes, the address of a collection of 8, the index of an object of 4.
    static let referenceByteCount = 16
    /// Signature, version and size.
    private static let headerByteCount = 16
    /// Index, count of references, and size.
    private static let objectHeaderByteCount = 16

    let file: HDF5FileBytes
    /// The objects of a collection by index, by the collection's address; nil for one that is damaged.
    private var collections: [Int: [Int: ArraySlice<UInt8>]?] = [:]

    init(file: HDF5FileBytes) { self.file = file }

    /// The bytes that a reference stands for; nil where it leads nowhere.
    mutating func object(at reference: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard reference.count == HDF5GlobalHeap.referenceByteCount,
            let length = reference.prefix(4).littleEndianInteger,
            let address = reference.dropFirst(4).prefix(8).littleEndianInteger,
            let index = reference.suffix(4).littleEndianInteger
        else { return nil }
        guard length > 0 else { return [] }
        let objects = collections[address] ?? collection(at: address)
        collections[address] = .some(objects)
        guard let object = objects?[index], object.count >= length else { return nil }
        return object.prefix(length)
    }

    private func collection(at address: Int) -> [Int: ArraySlice<UInt8>]? {
        let (headerEnd, overflow) = address.addingReportingOverflow(HDF5GlobalHeap.headerByteCount)
        guard !overflow, headerEnd <= file.count else { return nil }
        let header = file.read(address..<headerEnd)
        guard header.starts(with: Array("GCOL".utf8) + [1]), let size = header.suffix(8).littleEndianInteger,
            size >= HDF5GlobalHeap.headerByteCount, size <= file.count - address
        else { return nil }
        var rest = file.read(headerEnd..<address + size)[...]
        var objects: [Int: ArraySlice<UInt8>] = [:]
        while rest.count >= HDF5GlobalHeap.objectHeaderByteCount {
            let header = rest.prefix(HDF5GlobalHeap.objectHeaderByteCount)
            rest = rest.dropFirst(HDF5GlobalHeap.objectHeaderByteCount)
            guard let index = header.prefix(2).littleEndianInteger else { return nil }
            // Index 0 is the free space behind the last object.
            guard index != 0 else { break }
            guard let size = header.suffix(8).littleEndianInteger, size <= rest.count else { return nil }
            objects[index] = rest.prefix(size)
            rest = rest.dropFirst((size + 7) & ~7)
        }
        return objects
    }
}

extension Sequence<UInt8> {
    /// The number that at most eight bytes are, lowest first; nil where it is too large.
    fileprivate var littleEndianInteger: Int? {
        Int(exactly: reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
