#include "CHDF5.h"

#include <stdio.h>

// The names of the library of this version, the most precise first. Its numbers follow libtool's rules and not those of
// the version.
static const char *const names[] = {
#if defined(__APPLE__)
    "/opt/homebrew/lib/libhdf5.dylib", "/usr/local/lib/libhdf5.dylib",
#elif H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 10
    "libhdf5_serial.so.103", "libhdf5.so.103",
#elif H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 12
    "libhdf5_serial.so.200", "libhdf5.so.200",
#elif H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 14
    "libhdf5_serial.so.310", "libhdf5.so.310",
#endif
    "libhdf5_serial.so", "libhdf5.so", NULL,
};

static _Thread_local char version_problem[128];

const char *chdf5_load(chdf5_library *library) {
    const cloading_symbol symbols[] = {
        CHDF5_FUNCTIONS(CLOADING_SYMBOL) CHDF5_VARIABLES(CLOADING_SYMBOL) {NULL, NULL}};
    const char *problem = cloading_load(names, symbols);
    if (problem != NULL) return problem;
    unsigned major = 0, minor = 0, release = 0;
    if (library->H5open() < 0 || library->H5get_libversion(&major, &minor, &release) < 0 || major != H5_VERS_MAJOR ||
        minor != H5_VERS_MINOR) {
        snprintf(version_problem, sizeof(version_problem), "it is of version %u.%u, and %d.%d is needed", major, minor,
                 H5_VERS_MAJOR, H5_VERS_MINOR);
        return version_problem;
    }
    return NULL;
}
