import CFlatBuffers

/// A FlatBuffer under construction; it grows from the end to the front, so what is made first lies last.
final class BufferBuilder {
    private let builder: OpaquePointer

    /// A builder that needs no more than `capacity` bytes.
    init(capacity: Int) throws(TFLiteError) {
        guard capacity < FB_SIZE_LIMIT else { throw .exceedsFormat }
        guard let builder = fb_builder_create(capacity) else {
            throw TFLiteError(.outOfMemory, "there is no memory for a model of \(capacity) bytes")
        }
        self.builder = builder
    }

    deinit { fb_builder_destroy(builder) }

    func add(_ string: String) -> FBOffset {
        string.withCString { fb_builder_add_string(builder, $0, string.utf8.count) }
    }

    /// A vector of scalars.
    func add<Element: BitwiseCopyable>(_ elements: [Element]) -> FBOffset {
        let layout = MemoryLayout<Element>.self
        return elements.withUnsafeBytes { bytes in
            fb_builder_add_vector(builder, bytes.baseAddress, elements.count, layout.stride, layout.alignment)
        }
    }

    func add(bytes: UnsafeRawBufferPointer, alignment: Int) -> FBOffset {
        fb_builder_add_vector(builder, bytes.baseAddress, bytes.count, 1, alignment)
    }

    /// A vector of bytes whose contents somebody else provides when the file is written.
    func reserveBytes(_ count: Int, alignment: Int) -> FBOffset {
        fb_builder_reserve_bytes(builder, count, alignment)
    }

    func add(tables: [FBOffset]) -> FBOffset {
        tables.withUnsafeBufferPointer { fb_builder_add_offsets(builder, $0.baseAddress, $0.count) }
    }

    /// A table whose fields `body` sets; everything they refer to must be there already.
    func table(_ body: (TableBuilder) -> Void) -> FBOffset {
        fb_builder_start_table(builder)
        body(TableBuilder(builder: builder))
        return fb_builder_end_table(builder)
    }

    /// Completes the buffer and gives its bytes, which live as long as the builder.
    func finish(root: FBOffset, identifier: String) throws(TFLiteError) -> UnsafeRawBufferPointer {
        guard fb_builder_finish(builder, root, identifier) else { throw .exceedsFormat }
        var count = 0
        let bytes = fb_builder_bytes(builder, &count)
        return UnsafeRawBufferPointer(start: bytes, count: count)
    }
}

/// Sets the fields of the table that is being built.
struct TableBuilder {
    fileprivate let builder: OpaquePointer

    func set(_ slot: some Slot, bool value: Bool, otherwise: Bool = false) {
        fb_builder_set_bool(builder, slot.number, value, otherwise)
    }

    func set(_ slot: some Slot, int8 value: Int8, otherwise: Int8 = 0) {
        fb_builder_set_int8(builder, slot.number, value, otherwise)
    }

    func set(_ slot: some Slot, uint8 value: UInt8, otherwise: UInt8 = 0) {
        fb_builder_set_uint8(builder, slot.number, value, otherwise)
    }

    func set(_ slot: some Slot, int32 value: Int32, otherwise: Int32 = 0) {
        fb_builder_set_int32(builder, slot.number, value, otherwise)
    }

    func set(_ slot: some Slot, uint32 value: UInt32, otherwise: UInt32 = 0) {
        fb_builder_set_uint32(builder, slot.number, value, otherwise)
    }

    func set(_ slot: some Slot, float value: Float, otherwise: Float = 0) {
        fb_builder_set_float(builder, slot.number, value, otherwise)
    }

    /// Sets a string, a vector or a table; nil leaves the field out.
    func set(_ slot: some Slot, _ offset: FBOffset?) {
        fb_builder_set_offset(builder, slot.number, offset ?? 0)
    }
}

extension TFLiteError {
    static let exceedsFormat = TFLiteError(
        .tooLarge, "the model would exceed 2 GB, the limit of the format; make it smaller or split it")
}
