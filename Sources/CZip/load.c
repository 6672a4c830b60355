#include "CZip.h"

// Versions 4 and 5 differ in nothing that is called.
static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libzip.dylib", "/usr/local/lib/libzip.dylib",
#endif
    "libzip.so.4", "libzip.so.5", "libzip.so", NULL,
};

const char *czip_load(czip_library *library) {
    const cloading_symbol symbols[] = {CZIP_FUNCTIONS(CLOADING_SYMBOL) {NULL, NULL}};
    return cloading_load(names, symbols);
}
