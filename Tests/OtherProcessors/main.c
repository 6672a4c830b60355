/// Compares kernels with the scalar ones where the tests in Swift do not run: on other processors, under an emulator.
///
///     test-kernels [NAME | no-NAME] ...
///
/// NAME is an instruction set that has to be there, or must not; the tests run on all that are.

#include "support.h"

#include <stdio.h>
#include <string.h>

/// Sets of kernels that only this program tests: each of their kernels needs a test here.
static const char *const tested_here[] = {"neon", "dotprod"};

static const qk_kernels *table_named(const char *name) {
    for (size_t i = 0; qk_kernels_at(i) != NULL; i++) {
        if (strcmp(qk_kernels_at(i)->instruction_set, name) == 0) return qk_kernels_at(i);
    }
    return NULL;
}

static bool has_test_in(const kernel_test *tests, size_t count, const char *kernel) {
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; tests[i].kernels[n] != NULL; n++) {
            if (strcmp(tests[i].kernels[n], kernel) == 0) return true;
        }
    }
    return false;
}

static bool has_test(const char *kernel) {
    return has_test_in(float_tests, float_test_count, kernel) || has_test_in(integer_tests, integer_test_count, kernel);
}

/// Expects a test for each kernel that is not the scalar one.
static void expect_tests(const tables *tables) {
#define EXPECT(name, result, parameters)                                                                               \
    checked++;                                                                                                         \
    if (tables->tested->name != tables->scalar->name && !has_test(#name)) {                                            \
        fprintf(stderr, "%s has a kernel without a test: %s\n", tables->tested->instruction_set, #name);               \
        failed++;                                                                                                      \
    }
    QK_KERNELS(EXPECT)
#undef EXPECT
}

static void run(const tables *tables, const kernel_test *tests, size_t count) {
    for (size_t i = 0; i < count; i++) {
        seed(i + 1);
        size_t before = failed;
        tests[i].run(tables);
        if (failed > before) {
            fprintf(
                stderr, "%s of %s: %zu failures\n", tests[i].kernels[0], tables->tested->instruction_set,
                failed - before);
        }
    }
}

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        bool is_wanted = strncmp(names[i], "no-", 3) != 0;
        const char *name = is_wanted ? names[i] : names[i] + 3;
        if ((table_named(name) != NULL) != is_wanted) {
            fprintf(stderr, "this processor has %s kernels named '%s'\n", is_wanted ? "no" : "unexpected", name);
            failed++;
        }
    }
    tables tables = {.scalar = qk_kernels_scalar()};
    for (size_t i = 1; qk_kernels_at(i) != NULL; i++) {
        tables.tested = qk_kernels_at(i);
        printf("%s%s", i == 1 ? "" : ", ", tables.tested->instruction_set);
        fflush(stdout);
        for (size_t n = 0; n < sizeof tested_here / sizeof tested_here[0]; n++) {
            if (strcmp(tables.tested->instruction_set, tested_here[n]) == 0) expect_tests(&tables);
        }
        run(&tables, float_tests, float_test_count);
        run(&tables, integer_tests, integer_test_count);
    }
    printf(": %zu checks, %zu failures\n", checked, failed);
    return failed == 0 ? 0 : 1;
}
