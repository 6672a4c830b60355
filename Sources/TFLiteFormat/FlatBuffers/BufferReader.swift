import CFlatBuffers
import ModelIR

/// The verified bytes of a FlatBuffer, with a limit on how much may be copied out of them.
///
/// Tables of a hostile file can all refer to the same large vector; the limit keeps the work in proportion to the file.
final class BufferReader {
    let memory: Memory
    let root: Table
    private var bytesLeft: Int

    /// Verifies `memory` as a TFLite model; memory that is not aligned to 16 bytes is copied first.
    init(verifying memory: Memory) throws(TFLiteError) {
        let bytes = memory.unretainedBytes
        defer { withExtendedLifetime(memory) {} }
        guard bytes.count >= 8, bytes[4..<8].elementsEqual("TFL3".utf8) else {
            throw TFLiteError(
                .notAModel, "is not a TFLite model: its bytes 4 to 7 are not 'TFL3'", byteOffset: min(4, bytes.count))
        }
        guard bytes.count < FB_SIZE_LIMIT else {
            throw TFLiteError(.unsupported, "is a model of \(bytes.count) bytes; those of 2 GB and more are not read")
        }
        let isAligned = UInt(bitPattern: bytes.baseAddress).isMultiple(of: 16)
        self.memory = isAligned ? memory : Memory(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
        guard let start = self.memory.unretainedBytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            throw TFLiteError(.malformed, "is empty", byteOffset: 0)
        }
        guard fb_verify_tflite_model(start, bytes.count) else {
            throw TFLiteError(
                .malformed, "is damaged or cut short: an offset in it leads outside of the file",
                byteOffset: fb_find_damage(start, bytes.count))
        }
        root = Table(pointer: fb_root(start), start: UnsafeRawPointer(start))
        bytesLeft = 64 * bytes.count + (1 << 20)
    }

    /// Takes `count` bytes off what may still be copied; whoever copies without the functions below calls it.
    func charge(_ count: Int) throws(TFLiteError) {
        bytesLeft -= count
        guard bytesLeft >= 0 else {
            throw TFLiteError(.malformed, "refers to the same bytes far too often to be a model")
        }
    }

    /// A copy of the scalars of a vector; nil where the field is left out.
    func elements<Element: BitwiseCopyable>(
        of table: Table, _ slot: some Slot, as _: Element.Type
    ) throws(TFLiteError) -> [Element]? {
        let vector = fb_table_vector(table.pointer, slot.number)
        guard let start = vector.elements else { return nil }
        let byteCount = Int(vector.count) * MemoryLayout<Element>.stride
        try charge(byteCount)
        return Array(unsafeUninitializedCapacity: Int(vector.count)) { buffer, initializedCount in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(start: start, count: byteCount))
            initializedCount = Int(vector.count)
        }
    }

    /// A string, with what is not UTF-8 repaired; nil where the field is left out.
    func string(of table: Table, _ slot: some Slot) throws(TFLiteError) -> String? {
        let vector = fb_table_vector(table.pointer, slot.number)
        guard let start = vector.elements else { return nil }
        try charge(Int(vector.count))
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(vector.count)), as: UTF8.self)
    }

    /// The tables of a vector; nil where the field is left out.
    func tables(of table: Table, _ slot: some Slot) throws(TFLiteError) -> [Table]? {
        let vector = fb_table_vector(table.pointer, slot.number)
        guard vector.elements != nil else { return nil }
        try charge(4 * Int(vector.count))
        return (0..<vector.count).map { Table(pointer: fb_vector_table(vector, $0), start: table.start) }
    }

    /// The position and length of a vector of bytes in the file; nil where the field is left out.
    func byteRange(of table: Table, _ slot: some Slot) -> Range<Int>? {
        let vector = fb_table_vector(table.pointer, slot.number)
        guard let elements = vector.elements else { return nil }
        let position = UnsafeRawPointer(elements) - table.start
        return position..<position + Int(vector.count)
    }
}

/// A table of a verified buffer, which must outlive it. A slot must be read as the type that the schema gives it.
struct Table {
    fileprivate let pointer: OpaquePointer
    fileprivate let start: UnsafeRawPointer

    /// Where the table starts in the file.
    var byteOffset: Int { UnsafeRawPointer(pointer) - start }

    func has(_ slot: some Slot) -> Bool { fb_table_has(pointer, slot.number) }

    func bool(_ slot: some Slot, otherwise: Bool = false) -> Bool {
        fb_table_bool(pointer, slot.number, otherwise)
    }

    func int8(_ slot: some Slot, otherwise: Int8 = 0) -> Int8 {
        fb_table_int8(pointer, slot.number, otherwise)
    }

    func uint8(_ slot: some Slot, otherwise: UInt8 = 0) -> UInt8 {
        fb_table_uint8(pointer, slot.number, otherwise)
    }

    func int32(_ slot: some Slot, otherwise: Int32 = 0) -> Int32 {
        fb_table_int32(pointer, slot.number, otherwise)
    }

    func uint32(_ slot: some Slot, otherwise: UInt32 = 0) -> UInt32 {
        fb_table_uint32(pointer, slot.number, otherwise)
    }

    func uint64(_ slot: some Slot, otherwise: UInt64 = 0) -> UInt64 {
        fb_table_uint64(pointer, slot.number, otherwise)
    }

    func float(_ slot: some Slot, otherwise: Float = 0) -> Float {
        fb_table_float(pointer, slot.number, otherwise)
    }

    func table(_ slot: some Slot) -> Table? {
        fb_table_table(pointer, slot.number).map { Table(pointer: $0, start: start) }
    }
}
