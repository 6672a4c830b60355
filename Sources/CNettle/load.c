#include "CNettle.h"

// Of version 3 only: version 4 takes other arguments.
static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libnettle.8.dylib", "/usr/local/lib/libnettle.8.dylib",
#endif
    "libnettle.so.8", NULL,
};

const char *cnettle_load(cnettle_library *library) {
    const cloading_symbol symbols[] = {CNETTLE_FUNCTIONS(CLOADING_SYMBOL) {NULL, NULL}};
    return cloading_load(names, symbols);
}
