// libzip, loaded when the first archive is opened: Debian's is linked to OpenSSL, which takes longer to load than most
// programs run that never open one.
#ifndef CZIP_H
#define CZIP_H

#include "CLoading.h"

#if __has_include("/opt/homebrew/include/zip.h")
#include "/opt/homebrew/include/zip.h"
#else
#include <zip.h>
#endif

// Every function of libzip that is called.
#define CZIP_FUNCTIONS(NAME)                                                                                           \
    NAME(zip_discard) NAME(zip_error_fini) NAME(zip_error_init) NAME(zip_error_strerror) NAME(zip_fclose)              \
    NAME(zip_fopen_index) NAME(zip_fread) NAME(zip_fseek) NAME(zip_get_name) NAME(zip_get_num_entries)                 \
    NAME(zip_name_locate) NAME(zip_open_from_source) NAME(zip_source_buffer_create) NAME(zip_source_file_create)       \
    NAME(zip_source_free) NAME(zip_stat_index) NAME(zip_stat_init) NAME(zip_strerror)

/// Where libzip has its functions.
typedef struct czip_library {
    CZIP_FUNCTIONS(CLOADING_MEMBER)
} czip_library;

/// Loads libzip into `library`. NULL, or what is wrong; the text is valid until the calling thread loads another library.
const char *_Nullable czip_load(czip_library *_Nonnull library);

#endif
