#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2 void qk_f32_histogram_avx2(const qk_f32_histogram *arguments) {
    const qk_f32_histogram a = *arguments;
    const __m256 inverse_width = _mm256_set1_ps(a.inverse_width);
    const __m256 first = _mm256_set1_ps((float)a.first_bin);
    const __m256 last = _mm256_set1_ps((float)(a.bin_count - 1));
    const __m256 zero = _mm256_setzero_ps();
    const size_t whole = a.count / QK_HISTOGRAM_GROUP;
    size_t group = a.phase;
    for (; group < whole; group += a.step) {
        __m256 x = _mm256_loadu_ps(a.input + group * QK_HISTOGRAM_GROUP);
        __m256 bin = _mm256_sub_ps(_mm256_floor_ps(_mm256_mul_ps(x, inverse_width)), first);
        bin = _mm256_min_ps(last, _mm256_max_ps(zero, bin));
        int32_t bins[QK_HISTOGRAM_GROUP];
        _mm256_storeu_si256((__m256i *)bins, _mm256_cvttps_epi32(bin));
        _Pragma("clang loop unroll(full)") for (size_t i = 0; i < QK_HISTOGRAM_GROUP; i++) {
            a.counts[bins[i]] += a.weight;
        }
    }
    if (group == whole) {
        qk_f32_histogram rest = a;
        rest.phase = group;
        qk_f32_histogram_scalar(&rest);
    }
}

#endif
