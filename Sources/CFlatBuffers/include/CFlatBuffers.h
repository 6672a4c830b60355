/// A C face of the FlatBuffers C++ runtime: building a buffer table by table, verifying one as a TFLite model, and
/// reading the fields of verified tables. No exception and no assertion gets out of these functions.

#ifndef CFLATBUFFERS_H
#define CFLATBUFFERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma mark - Building

/// A buffer under construction. FlatBuffers grow from the end to the front: what is made first lies last.
typedef struct FBBuilder FBBuilder;

/// The place of something already built, counted from the end of the buffer; 0 stands for nothing.
typedef uint32_t FBOffset;

/// No buffer reaches this size, because offsets are signed 32-bit numbers.
#define FB_SIZE_LIMIT ((size_t)0x7FFFFFFF)

/// A builder whose memory holds `capacity` bytes without being moved. Memory that is never written stays untouched.
/// NULL where there is no memory, or where `capacity` reaches FB_SIZE_LIMIT.
FBBuilder *_Nullable fb_builder_create(size_t capacity);
void fb_builder_destroy(FBBuilder *_Nonnull builder);

/// Whether something did not fit: the buffer is useless then, and further calls do nothing.
bool fb_builder_failed(const FBBuilder *_Nonnull builder);

FBOffset fb_builder_add_string(FBBuilder *_Nonnull builder, const char *_Nonnull characters, size_t count);

/// A vector of `count` scalars of `element_size` bytes, the first of them at a multiple of `alignment`.
FBOffset fb_builder_add_vector(FBBuilder *_Nonnull builder, const void *_Nullable elements, size_t count,
                               size_t element_size, size_t alignment);

/// A vector of `count` bytes, the first of them at a multiple of `alignment`, whose contents are left as they are.
FBOffset fb_builder_reserve_bytes(FBBuilder *_Nonnull builder, size_t count, size_t alignment);

/// A vector of tables or strings.
FBOffset fb_builder_add_offsets(FBBuilder *_Nonnull builder, const FBOffset *_Nullable offsets, size_t count);

/// Tables cannot be nested: everything that a table refers to is made before it is started. Fields that equal their
/// default take no space.
void fb_builder_start_table(FBBuilder *_Nonnull builder);
void fb_builder_set_bool(FBBuilder *_Nonnull builder, uint16_t slot, bool value, bool otherwise);
void fb_builder_set_int8(FBBuilder *_Nonnull builder, uint16_t slot, int8_t value, int8_t otherwise);
void fb_builder_set_uint8(FBBuilder *_Nonnull builder, uint16_t slot, uint8_t value, uint8_t otherwise);
void fb_builder_set_int32(FBBuilder *_Nonnull builder, uint16_t slot, int32_t value, int32_t otherwise);
void fb_builder_set_uint32(FBBuilder *_Nonnull builder, uint16_t slot, uint32_t value, uint32_t otherwise);
void fb_builder_set_float(FBBuilder *_Nonnull builder, uint16_t slot, float value, float otherwise);
/// A string, a vector or a table; 0 leaves the field out.
void fb_builder_set_offset(FBBuilder *_Nonnull builder, uint16_t slot, FBOffset value);
FBOffset fb_builder_end_table(FBBuilder *_Nonnull builder);

/// Completes the buffer. `identifier` has four characters.
bool fb_builder_finish(FBBuilder *_Nonnull builder, FBOffset root, const char *_Nonnull identifier);

/// The finished buffer, owned by the builder.
const uint8_t *_Nullable fb_builder_bytes(const FBBuilder *_Nonnull builder, size_t *_Nonnull count);

#pragma mark - Verifying

/// Whether these bytes are a model of the TFLite schema in which every offset, string and vector lies inside.
/// `bytes` must be aligned to 8.
bool fb_verify_tflite_model(const uint8_t *_Nonnull bytes, size_t count);

/// Where the table, or the list of tables, starts that keeps `bytes` from being verified. They must be aligned to 8, and be
/// more than 8 and less than `FB_SIZE_LIMIT`.
size_t fb_find_damage(const uint8_t *_Nonnull bytes, size_t count);

/// The schema's name of a builtin operator, or an empty string.
const char *_Nonnull fb_tflite_operator_name(int32_t code);

#pragma mark - Reading verified bytes

/// A table of a verified buffer. A slot must be read as the type that the schema gives it.
typedef struct FBTable FBTable;

/// A vector of a verified buffer; `elements` is NULL where the field is left out.
typedef struct {
    const uint8_t *_Nullable elements;
    uint32_t count;
} FBVector;

const FBTable *_Nonnull fb_root(const uint8_t *_Nonnull bytes);
bool fb_table_has(const FBTable *_Nonnull table, uint16_t slot);
bool fb_table_bool(const FBTable *_Nonnull table, uint16_t slot, bool otherwise);
int8_t fb_table_int8(const FBTable *_Nonnull table, uint16_t slot, int8_t otherwise);
uint8_t fb_table_uint8(const FBTable *_Nonnull table, uint16_t slot, uint8_t otherwise);
int32_t fb_table_int32(const FBTable *_Nonnull table, uint16_t slot, int32_t otherwise);
uint32_t fb_table_uint32(const FBTable *_Nonnull table, uint16_t slot, uint32_t otherwise);
uint64_t fb_table_uint64(const FBTable *_Nonnull table, uint16_t slot, uint64_t otherwise);
float fb_table_float(const FBTable *_Nonnull table, uint16_t slot, float otherwise);
const FBTable *_Nullable fb_table_table(const FBTable *_Nonnull table, uint16_t slot);
/// A vector, or a string without its terminator.
FBVector fb_table_vector(const FBTable *_Nonnull table, uint16_t slot);
/// Element `index` of a vector of tables; `index` must be below its count.
const FBTable *_Nonnull fb_vector_table(FBVector vector, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
