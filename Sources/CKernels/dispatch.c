#include "internal/kernels.h"

#define QK_ROW(name, result, parameters) .name = qk_##name##_scalar,
static const qk_kernels qk_scalar_table = {.instruction_set = "scalar", QK_KERNELS(QK_ROW)};
#undef QK_ROW

#if QK_HAS_AVX2
#define QK_ROW(name, result, parameters) .name = qk_##name##_avx2,
static const qk_kernels qk_avx2_table = {.instruction_set = "avx2", QK_KERNELS(QK_ROW)};
#undef QK_ROW

static int qk_processor_has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

const qk_kernels *qk_kernels_at(size_t index) {
    if (index == 0) return &qk_scalar_table;
#if QK_HAS_AVX2
    if (index == 1 && qk_processor_has_avx2()) return &qk_avx2_table;
#endif
    return NULL;
}

const qk_kernels *qk_kernels_scalar(void) { return &qk_scalar_table; }

const qk_kernels *qk_kernels_best(void) {
    const qk_kernels *best = &qk_scalar_table;
    for (size_t index = 1; qk_kernels_at(index) != NULL; index++) best = qk_kernels_at(index);
    return best;
}

const char *qk_kernel_name(size_t index) {
#define QK_NAME(name, result, parameters) #name,
    static const char *const names[] = {QK_KERNELS(QK_NAME)};
#undef QK_NAME
    return index < sizeof names / sizeof names[0] ? names[index] : NULL;
}
