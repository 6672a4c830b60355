#include "CCairo.h"

#include <dlfcn.h>
#include <stdio.h>

static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libcairo.2.dylib", "/usr/local/lib/libcairo.2.dylib",
#endif
    "libcairo.so.2", "libcairo.so",
};

static char problem[256];

const char *ccairo_load(ccairo_library *library) {
    void *handle = NULL;
    for (size_t i = 0; handle == NULL && i < sizeof(names) / sizeof(names[0]); i++)
        handle = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL) {
        snprintf(problem, sizeof(problem), "it is not installed as %s", names[0]);
        return problem;
    }
#define FIND(name)                                                                                                     \
    library->name = (__typeof__(library->name))dlsym(handle, #name);                                                   \
    if (library->name == NULL) {                                                                                       \
        snprintf(problem, sizeof(problem), "%s lacks %s", names[0], #name);                                            \
        return problem;                                                                                                \
    }
    CCAIRO_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}
