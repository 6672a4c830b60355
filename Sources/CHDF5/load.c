#include "CHDF5.h"

#include <dlfcn.h>
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
    "libhdf5_serial.so", "libhdf5.so",
};

static char problem[512];

// The argument is expanded first: some names are macros that choose a version.
#define NAME_OF(name) NAME_AS_IT_IS(name)
#define NAME_AS_IT_IS(name) #name

const char *chdf5_load(chdf5_library *library) {
    void *handle = NULL;
    for (size_t i = 0; handle == NULL && i < sizeof(names) / sizeof(names[0]); i++)
        handle = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL) {
        snprintf(problem, sizeof(problem), "it is not installed as %s", names[0]);
        return problem;
    }
#define FIND(name)                                                                                                     \
    library->name = (__typeof__(library->name))dlsym(handle, NAME_OF(name));                                           \
    if (library->name == NULL) {                                                                                       \
        snprintf(problem, sizeof(problem), "%s lacks %s", names[0], NAME_OF(name));                                    \
        return problem;                                                                                                \
    }
    CHDF5_FUNCTIONS(FIND)
    CHDF5_VARIABLES(FIND)
#undef FIND
    unsigned major = 0, minor = 0, release = 0;
    if (library->H5open() < 0 || library->H5get_libversion(&major, &minor, &release) < 0 || major != H5_VERS_MAJOR ||
        minor != H5_VERS_MINOR) {
        snprintf(problem, sizeof(problem), "it is of version %u.%u, and %d.%d is needed", major, minor, H5_VERS_MAJOR,
                 H5_VERS_MINOR);
        return problem;
    }
    return NULL;
}
