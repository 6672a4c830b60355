#include "CLoading.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char problem[256];

const char *cloading_load(const char *const *names, const cloading_symbol *symbols) {
    void *handle = NULL;
    for (const char *const *name = names; handle == NULL && *name != NULL; name++)
        handle = dlopen(*name, RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL) {
        snprintf(problem, sizeof(problem), "it is not installed as %s", names[0]);
        return problem;
    }
    for (const cloading_symbol *symbol = symbols; symbol->name != NULL; symbol++) {
        void *address = dlsym(handle, symbol->name);
        if (address == NULL) {
            snprintf(problem, sizeof(problem), "%s lacks %s", names[0], symbol->name);
            return problem;
        }
        memcpy(symbol->place, &address, sizeof(address));
    }
    return NULL;
}
