#include "CCairo.h"

static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libcairo.2.dylib", "/usr/local/lib/libcairo.2.dylib",
#endif
    "libcairo.so.2", "libcairo.so", NULL,
};

const char *ccairo_load(ccairo_library *library) {
    const cloading_symbol symbols[] = {CCAIRO_FUNCTIONS(CLOADING_SYMBOL) {NULL, NULL}};
    return cloading_load(names, symbols);
}
