#include "libjpeg.h"

#include "CImages.h"

// The number follows what the header was made for: each lays out its structs in another way.
static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libjpeg.dylib", "/usr/local/lib/libjpeg.dylib",
#elif JPEG_LIB_VERSION >= 80
    "libjpeg.so.8",
#elif JPEG_LIB_VERSION >= 70
    "libjpeg.so.7",
#else
    "libjpeg.so.62",
#endif
    NULL,
};

struct libjpeg libjpeg;

const char *ci_load_jpeg(void) {
    struct libjpeg *library = &libjpeg;
    const cloading_symbol symbols[] = {LIBJPEG_FUNCTIONS(CLOADING_SYMBOL) {NULL, NULL}};
    return cloading_load(names, symbols);
}
