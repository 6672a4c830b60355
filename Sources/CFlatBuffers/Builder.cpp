#include "CFlatBuffers.h"

#include <flatbuffers/flatbuffers.h>

#include <new>

// The runtime asserts that a buffer stays below its limit and leaves memory errors to the allocator. Both are settled
// here before it is called: what does not fit marks the builder as failed.
struct FBBuilder {
    explicit FBBuilder(size_t capacity) : runtime(capacity) {}

    flatbuffers::FlatBufferBuilder runtime;
    flatbuffers::uoffset_t table_start = 0;
    bool failed = false;

    /// Whether `count` more bytes, with room for alignment and a vtable beside them, stay below the limit.
    bool has_room(size_t count) {
        constexpr size_t margin = 4096;
        if (failed || count >= FB_SIZE_LIMIT - margin || runtime.GetSize() + count >= FB_SIZE_LIMIT - margin) {
            failed = true;
        }
        return !failed;
    }

    template <typename Body>
    FBOffset build(size_t count, Body body) {
        if (!has_room(count)) { return 0; }
        try {
            return body();
        } catch (const std::bad_alloc &) {
            failed = true;
            return 0;
        }
    }

    template <typename T>
    void set(uint16_t slot, T value, T otherwise) {
        build(sizeof(T), [&] {
            runtime.AddElement<T>(flatbuffers::FieldIndexToOffset(slot), value, otherwise);
            return FBOffset(0);
        });
    }
};

FBBuilder *fb_builder_create(size_t capacity) {
    if (capacity >= FB_SIZE_LIMIT) { return nullptr; }
    return new (std::nothrow) FBBuilder(capacity);
}

void fb_builder_destroy(FBBuilder *builder) { delete builder; }

bool fb_builder_failed(const FBBuilder *builder) { return builder->failed; }

FBOffset fb_builder_add_string(FBBuilder *builder, const char *characters, size_t count) {
    return builder->build(count, [&] { return builder->runtime.CreateString(characters, count).o; });
}

FBOffset fb_builder_add_vector(FBBuilder *builder, const void *elements, size_t count, size_t element_size,
                               size_t alignment) {
    if (count >= FB_SIZE_LIMIT) { builder->failed = true; }
    return builder->build(count * element_size, [&] {
        auto &runtime = builder->runtime;
        runtime.ForceVectorAlignment(count, element_size, alignment);
        runtime.StartVector(count, element_size);
        runtime.PushBytes(static_cast<const uint8_t *>(elements), count * element_size);
        return FBOffset(runtime.EndVector(count));
    });
}

FBOffset fb_builder_reserve_bytes(FBBuilder *builder, size_t count, size_t alignment) {
    return builder->build(count, [&] {
        uint8_t *unused = nullptr;
        builder->runtime.ForceVectorAlignment(count, 1, alignment);
        return FBOffset(builder->runtime.CreateUninitializedVector(count, 1, &unused));
    });
}

FBOffset fb_builder_add_offsets(FBBuilder *builder, const FBOffset *offsets, size_t count) {
    if (count >= FB_SIZE_LIMIT) { builder->failed = true; }
    return builder->build(count * sizeof(FBOffset), [&] {
        auto &runtime = builder->runtime;
        runtime.StartVector(count, sizeof(FBOffset));
        for (size_t index = count; index > 0; index--) {
            runtime.PushElement(flatbuffers::Offset<void>(offsets[index - 1]));
        }
        return FBOffset(runtime.EndVector(count));
    });
}

void fb_builder_start_table(FBBuilder *builder) {
    builder->build(0, [&] {
        builder->table_start = builder->runtime.StartTable();
        return FBOffset(0);
    });
}

void fb_builder_set_bool(FBBuilder *builder, uint16_t slot, bool value, bool otherwise) {
    builder->set<uint8_t>(slot, value, otherwise);
}

void fb_builder_set_int8(FBBuilder *builder, uint16_t slot, int8_t value, int8_t otherwise) {
    builder->set(slot, value, otherwise);
}

void fb_builder_set_uint8(FBBuilder *builder, uint16_t slot, uint8_t value, uint8_t otherwise) {
    builder->set(slot, value, otherwise);
}

void fb_builder_set_int32(FBBuilder *builder, uint16_t slot, int32_t value, int32_t otherwise) {
    builder->set(slot, value, otherwise);
}

void fb_builder_set_uint32(FBBuilder *builder, uint16_t slot, uint32_t value, uint32_t otherwise) {
    builder->set(slot, value, otherwise);
}

void fb_builder_set_float(FBBuilder *builder, uint16_t slot, float value, float otherwise) {
    builder->set(slot, value, otherwise);
}

void fb_builder_set_offset(FBBuilder *builder, uint16_t slot, FBOffset value) {
    builder->build(sizeof(FBOffset), [&] {
        builder->runtime.AddOffset(flatbuffers::FieldIndexToOffset(slot), flatbuffers::Offset<void>(value));
        return FBOffset(0);
    });
}

FBOffset fb_builder_end_table(FBBuilder *builder) {
    return builder->build(0, [&] { return FBOffset(builder->runtime.EndTable(builder->table_start)); });
}

bool fb_builder_finish(FBBuilder *builder, FBOffset root, const char *identifier) {
    builder->build(0, [&] {
        builder->runtime.Finish(flatbuffers::Offset<void>(root), identifier);
        return FBOffset(0);
    });
    return !builder->failed;
}

const uint8_t *fb_builder_bytes(const FBBuilder *builder, size_t *count) {
    *count = builder->failed ? 0 : builder->runtime.GetSize();
    return builder->failed ? nullptr : builder->runtime.GetBufferPointer();
}
