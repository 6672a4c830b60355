#include "internal/kernels.h"

#if QK_HAS_DOTPROD
#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#endif
#endif

// Most tables start as that of another instruction set, and overrides take the place of some rows.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winitializer-overrides"

#define QK_SCALAR(name, result, parameters) .name = qk_##name##_scalar,
static const qk_kernels qk_scalar_table = {.instruction_set = "scalar", QK_KERNELS(QK_SCALAR)};

#define QK_QUADS(name) .name = qk_##name##_quads,

#if QK_HAS_AVX2
#define QK_AVX2_ROW(name, result, parameters) .name = qk_##name##_avx2,
static const qk_kernels qk_avx2_table = {.instruction_set = "avx2", QK_KERNELS(QK_AVX2_ROW)};

static int qk_processor_has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

#if QK_HAS_AVXVNNI
#define QK_AVXVNNI_ROW(name) .name = qk_##name##_avxvnni,
static const qk_kernels qk_avxvnni_table = {
    .instruction_set = "avxvnni",
    QK_KERNELS(QK_AVX2_ROW) QK_QUAD_LAYOUTS(QK_QUADS) QK_QUAD_PRODUCTS(QK_AVXVNNI_ROW)};

static int qk_processor_has_avxvnni(void) {
#if QK_AVXVNNI_BY_AVX512
    int has_products = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
#else
    int has_products = __builtin_cpu_supports("avxvnni");
#endif
    return qk_processor_has_avx2() && has_products;
}
#endif

#if QK_HAS_AVX512
#define QK_AVX512_ROW(name) .name = qk_##name##_avx512,
static const qk_kernels qk_avx512_table = {
    .instruction_set = "avx512", QK_KERNELS(QK_AVX2_ROW) QK_AVX512_KERNELS(QK_AVX512_ROW)};

static int qk_processor_has_avx512(void) {
    return qk_processor_has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}
#endif

#if QK_HAS_AVX512VNNI
#define QK_AVX512VNNI_ROW(name) .name = qk_##name##_avx512vnni,
static const qk_kernels qk_avx512vnni_table = {
    .instruction_set = "avx512vnni",
    QK_KERNELS(QK_AVX2_ROW) QK_AVX512_KERNELS(QK_AVX512_ROW) QK_QUAD_LAYOUTS(QK_QUADS)
        QK_QUAD_PRODUCTS(QK_AVX512VNNI_ROW) QK_AVX512VNNI_KERNELS(QK_AVX512VNNI_ROW)};

static int qk_processor_has_avx512vnni(void) {
    return qk_processor_has_avx512() && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
}
#endif

#if QK_HAS_NEON
#define QK_NEON_ROW(name) .name = qk_##name##_neon,
static const qk_kernels qk_neon_table = {
    .instruction_set = "neon",
    QK_KERNELS(QK_SCALAR) QK_NEON_KERNELS(QK_NEON_ROW) QK_QUAD_LAYOUTS(QK_QUADS) QK_QUAD_PRODUCTS(QK_NEON_ROW)};
#endif

#if QK_HAS_DOTPROD
#define QK_DOTPROD_ROW(name) .name = qk_##name##_dotprod,
static const qk_kernels qk_dotprod_table = {
    .instruction_set = "dotprod",
    QK_KERNELS(QK_SCALAR) QK_NEON_KERNELS(QK_NEON_ROW) QK_QUAD_LAYOUTS(QK_QUADS) QK_QUAD_PRODUCTS(QK_DOTPROD_ROW)};

static int qk_processor_has_dotprod(void) {
#if defined(__ARM_FEATURE_DOTPROD)
    return 1;
#elif defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#elif defined(__APPLE__)
    int has_dotprod = 0;
    size_t size = sizeof has_dotprod;
    return sysctlbyname("hw.optional.arm.FEAT_DotProd", &has_dotprod, &size, NULL, 0) == 0 && has_dotprod;
#else
    return 0;
#endif
}
#endif

#pragma clang diagnostic pop

const qk_kernels *qk_kernels_at(size_t index) {
    const qk_kernels *tables[5] = {&qk_scalar_table};
    size_t count = 1;
#if QK_HAS_AVX2
    __builtin_cpu_init();
    if (qk_processor_has_avx2()) tables[count++] = &qk_avx2_table;
#endif
#if QK_HAS_AVXVNNI
    if (qk_processor_has_avxvnni()) tables[count++] = &qk_avxvnni_table;
#endif
#if QK_HAS_AVX512
    if (qk_processor_has_avx512()) tables[count++] = &qk_avx512_table;
#endif
#if QK_HAS_AVX512VNNI
    if (qk_processor_has_avx512vnni()) tables[count++] = &qk_avx512vnni_table;
#endif
#if QK_HAS_NEON
    tables[count++] = &qk_neon_table;
#endif
#if QK_HAS_DOTPROD
    if (qk_processor_has_dotprod()) tables[count++] = &qk_dotprod_table;
#endif
    return index < count ? tables[index] : NULL;
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
