#include "loops.h"

const qk_peak *qk_peak_at(size_t index) {
    for (size_t row = 0; row < qk_peak_row_count; row++) {
        if (qk_peak_rows[row].is_supported() && index-- == 0) return &qk_peak_rows[row].peak;
    }
    return NULL;
}
