#include "CFlatBuffers.h"

#include <flatbuffers/flatbuffers.h>

#include "generated/tflite_generated.h"

namespace {

// Verifies a model piece by piece, because the verifier of the whole only says that something is wrong.
class DamageFinder {
  public:
    DamageFinder(const uint8_t *bytes, size_t count) : bytes(bytes), count(count), verifier(bytes, count) {}

    // Where the innermost table, or list of tables, starts that is damaged.
    size_t find() {
        if (verifier.VerifyOffset(size_t(0)) == 0) { return 0; }
        const auto *model = tflite::GetModel(bytes);
        place = offset(model);
        if (!begin(model)) { return place; }
        const auto whole = [this](const auto *table) { return table->Verify(verifier); };
        const auto subgraph = [this, whole](const tflite::SubGraph *graph) {
            const size_t start = place;
            if (!begin(graph) || !check(graph, tflite::SubGraph::VT_TENSORS, &tflite::SubGraph::tensors, whole) ||
                !check(graph, tflite::SubGraph::VT_OPERATORS, &tflite::SubGraph::operators, whole)) {
                return false;
            }
            verifier.EndTable();
            place = start;
            return graph->Verify(verifier);
        };
        if (check(model, tflite::Model::VT_OPERATOR_CODES, &tflite::Model::operator_codes, whole) &&
            check(model, tflite::Model::VT_SUBGRAPHS, &tflite::Model::subgraphs, subgraph) &&
            check(model, tflite::Model::VT_BUFFERS, &tflite::Model::buffers, whole) &&
            check(model, tflite::Model::VT_METADATA, &tflite::Model::metadata, whole) &&
            check(model, tflite::Model::VT_SIGNATURE_DEFS, &tflite::Model::signature_defs, whole)) {
            place = offset(model);
        }
        return place;
    }

  private:
    const uint8_t *bytes;
    const size_t count;
    flatbuffers::Verifier verifier;
    size_t place = 0;

    size_t offset(const void *object) const { return size_t(static_cast<const uint8_t *>(object) - bytes); }

    // Generated types hide that they are tables.
    template <typename Owner> static const flatbuffers::Table *table(const Owner *owner) {
        return reinterpret_cast<const flatbuffers::Table *>(owner);
    }

    template <typename Owner> bool begin(const Owner *owner) { return table(owner)->VerifyTableStart(verifier); }

    // Whether a list of tables and all that is in it is sound; if not, `place` is where it is not.
    template <typename Owner, typename Element, typename Each>
    bool check(const Owner *owner, flatbuffers::voffset_t field,
               const flatbuffers::Vector<flatbuffers::Offset<Element>> *(Owner::*list)() const, Each each) {
        place = offset(owner);
        if (!table(owner)->VerifyOffset(verifier, field)) { return false; }
        const auto *elements = (owner->*list)();
        if (elements == nullptr) { return true; }
        if (offset(elements) < count) { place = offset(elements); }
        if (!verifier.VerifyVector(elements)) { return false; }
        for (const auto *element : *elements) {
            if (offset(element) < count) { place = offset(element); }
            if (!each(element)) { return false; }
        }
        return true;
    }
};

} // namespace

size_t fb_find_damage(const uint8_t *bytes, size_t count) { return DamageFinder(bytes, count).find(); }
