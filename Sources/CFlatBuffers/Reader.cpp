#include "CFlatBuffers.h"

#include <flatbuffers/flatbuffers.h>

#include "generated/tflite_generated.h"

using flatbuffers::FieldIndexToOffset;

static const flatbuffers::Table *runtime(const FBTable *table) {
    return reinterpret_cast<const flatbuffers::Table *>(table);
}

bool fb_verify_tflite_model(const uint8_t *bytes, size_t count) {
    if (count >= FB_SIZE_LIMIT) { return false; }
    flatbuffers::Verifier verifier(bytes, count);
    return tflite::VerifyModelBuffer(verifier);
}

const char *fb_tflite_operator_name(int32_t code) {
    return tflite::EnumNameBuiltinOperator(static_cast<tflite::BuiltinOperator>(code));
}

const FBTable *fb_root(const uint8_t *bytes) {
    return reinterpret_cast<const FBTable *>(flatbuffers::GetRoot<flatbuffers::Table>(bytes));
}

bool fb_table_has(const FBTable *table, uint16_t slot) { return runtime(table)->CheckField(FieldIndexToOffset(slot)); }

bool fb_table_bool(const FBTable *table, uint16_t slot, bool otherwise) {
    return runtime(table)->GetField<uint8_t>(FieldIndexToOffset(slot), otherwise) != 0;
}

int8_t fb_table_int8(const FBTable *table, uint16_t slot, int8_t otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

uint8_t fb_table_uint8(const FBTable *table, uint16_t slot, uint8_t otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

int32_t fb_table_int32(const FBTable *table, uint16_t slot, int32_t otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

uint32_t fb_table_uint32(const FBTable *table, uint16_t slot, uint32_t otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

uint64_t fb_table_uint64(const FBTable *table, uint16_t slot, uint64_t otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

float fb_table_float(const FBTable *table, uint16_t slot, float otherwise) {
    return runtime(table)->GetField(FieldIndexToOffset(slot), otherwise);
}

const FBTable *fb_table_table(const FBTable *table, uint16_t slot) {
    return runtime(table)->GetPointer<const FBTable *>(FieldIndexToOffset(slot));
}

FBVector fb_table_vector(const FBTable *table, uint16_t slot) {
    const auto *vector = runtime(table)->GetPointer<const flatbuffers::Vector<uint8_t> *>(FieldIndexToOffset(slot));
    return vector ? FBVector{vector->Data(), vector->size()} : FBVector{nullptr, 0};
}

const FBTable *fb_vector_table(FBVector vector, uint32_t index) {
    const uint8_t *element = vector.elements + size_t(index) * sizeof(flatbuffers::uoffset_t);
    return reinterpret_cast<const FBTable *>(element + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(element));
}
