// Nettle, loaded when the first digest is computed.
#ifndef CNETTLE_H
#define CNETTLE_H

#include "CLoading.h"

#if __has_include("/opt/homebrew/include/nettle/sha2.h")
#include "/opt/homebrew/include/nettle/sha2.h"
#else
#include <nettle/sha2.h>
#endif

// Every function of Nettle that is called.
#define CNETTLE_FUNCTIONS(NAME) NAME(nettle_sha256_init) NAME(nettle_sha256_update) NAME(nettle_sha256_digest)

/// Where Nettle has its functions.
typedef struct cnettle_library {
    CNETTLE_FUNCTIONS(CLOADING_MEMBER)
} cnettle_library;

/// Loads Nettle into `library`. NULL, or what is wrong; the text is valid until the calling thread loads another library.
const char *_Nullable cnettle_load(cnettle_library *_Nonnull library);

#endif
