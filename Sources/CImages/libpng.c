#include "libpng.h"

#include "CImages.h"

static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libpng16.dylib", "/usr/local/lib/libpng16.dylib",
#endif
    "libpng16.so.16", NULL,
};

struct libpng libpng;

const char *ci_load_png(void) {
    struct libpng *library = &libpng;
    const cloading_symbol symbols[] = {LIBPNG_FUNCTIONS(CLOADING_SYMBOL) {NULL, NULL}};
    return cloading_load(names, symbols);
}
