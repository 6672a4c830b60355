#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_integer.h"
#include "../internal/s8_reduce.h"

/// Rows whose sums of int8 fit int16.
enum { ROWS_OF_WORDS = 255 };

/// The sums of 16 columns.
QK_NEON_INLINE void sum_block(const qk_s8_reduce *p, size_t column, const int8_t *first, int32x4_t *sums) {
    QK_UNROLL for (size_t i = 0; i < 4; i++) {
        sums[i] = vdupq_n_s32(p->offset * (int32_t)p->size);
        for (size_t part = 0; part < p->parts; part++) {
            sums[i] = vaddq_s32(sums[i], vld1q_s32(p->sums_of_parts + part * qk_s8_sums(p->inner) + column + 4 * i));
        }
    }
    for (size_t begin = 0; begin < p->size; begin += ROWS_OF_WORDS) {
        size_t end = qk_smaller(begin + ROWS_OF_WORDS, p->size);
        int16x8_t words[2] = {vdupq_n_s16(0), vdupq_n_s16(0)};
        for (size_t r = begin; r < end; r++) {
            int8x16_t bytes = vld1q_s8(first + r * p->inner);
            words[0] = vaddw_s8(words[0], vget_low_s8(bytes));
            words[1] = vaddw_high_s8(words[1], bytes);
        }
        QK_UNROLL for (size_t i = 0; i < 2; i++) {
            sums[2 * i] = vaddw_s16(sums[2 * i], vget_low_s16(words[i]));
            sums[2 * i + 1] = vaddw_high_s16(sums[2 * i + 1], words[i]);
        }
    }
}

/// 16 sums, rounded.
QK_NEON_INLINE int8x16_t round_block(const qk_s8_reduce *p, const qk_s8_output_neon *rule, int32x4_t *sums) {
    float32x4_t factor = vdupq_n_f32(p->multiplier);
    float32x4_t bias = vdupq_n_f32(p->bias);
    QK_UNROLL for (size_t i = 0; i < 4; i++) {
        float32x4_t scaled = vaddq_f32(vmulq_f32(vcvtq_f32_s32(sums[i]), factor), bias);
        sums[i] = vcvtnq_s32_f32(vminq_f32(scaled, rule->greatest));
    }
    return qk_pack_sums_neon(rule, sums[0], sums[1], sums[2], sums[3]);
}

QK_NEON_INLINE int8x16_t extreme_block(const qk_s8_reduce *p, const int8_t *first) {
    int8x16_t result = vld1q_s8(first);
    for (size_t r = 1; r < p->size; r++) {
        int8x16_t next = vld1q_s8(first + r * p->inner);
        result = p->function == QK_REDUCE_MAX ? vmaxq_s8(result, next) : vminq_s8(result, next);
    }
    return result;
}

void qk_s8_reduce_neon(const qk_s8_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_s8_reduce *p = arguments;
    qk_check_reduction(p, outer, inner);
    int is_sum = p->function == QK_REDUCE_SUM;
    qk_s8_output_neon rule = qk_spread_output_neon(qk_rule_of_sum(p));
    size_t blocks = (inner.end - inner.begin) / 16;
    for (size_t o = outer.begin; o < outer.end; o++) {
        for (size_t block = 0; block < blocks; block++) {
            size_t i = inner.begin + block * 16;
            const int8_t *first = p->input + o * p->size * p->inner + i;
            if (!is_sum) {
                vst1q_s8(p->output + o * p->inner + i, extreme_block(p, first));
                continue;
            }
            int32x4_t sums[4];
            sum_block(p, i, first, sums);
            if (p->sums == NULL) {
                vst1q_s8(p->output + o * p->inner + i, round_block(p, &rule, sums));
                continue;
            }
            QK_UNROLL for (size_t part = 0; part < 4; part++) vst1q_s32(p->sums + i + 4 * part, sums[part]);
        }
    }
    qk_s8_reduce_scalar(p, outer, (qk_range){inner.begin + blocks * 16, inner.end});
}

#endif
