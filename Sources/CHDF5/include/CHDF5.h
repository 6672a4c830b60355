// libhdf5, loaded when it is first needed: with everything that it is linked to, Debian's takes longer to load than most
// programs run that never open such a file.
#ifndef CHDF5_H
#define CHDF5_H

#include "CLoading.h"

#include <stdint.h>
#include <string.h>

#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#elif __has_include("/opt/homebrew/include/hdf5.h")
#include "/opt/homebrew/include/hdf5.h"
#else
#include <hdf5.h>
#endif

// Every function of libhdf5 that is called.
#define CHDF5_FUNCTIONS(NAME)                                                                                          \
    NAME(H5open) NAME(H5get_libversion) NAME(H5Eset_auto2)                                                             \
    NAME(H5Aclose) NAME(H5Aexists) NAME(H5Aget_space) NAME(H5Aget_type) NAME(H5Aopen) NAME(H5Aread)                    \
    NAME(H5Dclose) NAME(H5Dget_create_plist) NAME(H5Dget_space) NAME(H5Dget_type) NAME(H5Dopen2) NAME(H5Dread)         \
    NAME(H5Fclose) NAME(H5Fopen) NAME(H5Gclose) NAME(H5Gget_info) NAME(H5Gopen2)                                      \
    NAME(H5Lexists) NAME(H5Lget_info) NAME(H5Lget_name_by_idx)                                                         \
    NAME(H5Pclose) NAME(H5Pcreate) NAME(H5Pget_chunk) NAME(H5Pget_external_count) NAME(H5Pget_filter2)                 \
    NAME(H5Pget_layout) NAME(H5Pget_nfilters) NAME(H5Pset_fapl_core) NAME(H5Pset_file_image)                           \
    NAME(H5Pset_file_image_callbacks) NAME(H5Pset_file_locking) NAME(H5Pset_sieve_buf_size)                            \
    NAME(H5Sclose) NAME(H5Screate_simple) NAME(H5Sget_simple_extent_dims) NAME(H5Sget_simple_extent_ndims)             \
    NAME(H5Sget_simple_extent_npoints) NAME(H5Sget_simple_extent_type) NAME(H5Sselect_hyperslab)                       \
    NAME(H5Tclose) NAME(H5Tcopy) NAME(H5Tcreate) NAME(H5Tget_class) NAME(H5Tget_sign) NAME(H5Tget_size)                \
    NAME(H5Tis_variable_str) NAME(H5Tregister) NAME(H5Tset_size)

// Every variable of libhdf5 that is read: what its macros H5T_NATIVE_FLOAT and so on stand for.
#define CHDF5_VARIABLES(NAME)                                                                                          \
    NAME(H5P_CLS_FILE_ACCESS_ID_g) NAME(H5T_C_S1_g) NAME(H5T_NATIVE_FLOAT_g) NAME(H5T_NATIVE_DOUBLE_g)                 \
    NAME(H5T_NATIVE_INT8_g) NAME(H5T_NATIVE_UINT8_g) NAME(H5T_NATIVE_INT16_g) NAME(H5T_NATIVE_INT32_g)                 \
    NAME(H5T_NATIVE_INT64_g)

/// Where libhdf5 has its functions and variables.
typedef struct chdf5_library {
    CHDF5_FUNCTIONS(CLOADING_MEMBER)
    CHDF5_VARIABLES(CLOADING_MEMBER)
} chdf5_library;

/// Loads libhdf5 of the version that this was compiled for into `library`. NULL, or what is wrong; the text is valid
/// until the calling thread loads another library.
const char *_Nullable chdf5_load(chdf5_library *_Nonnull library);

static inline unsigned chdf5_read_only(void) { return 0; }
static inline hid_t chdf5_default_properties(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_whole_space(void) { return H5S_ALL; }

/// Stops libhdf5 from printing its errors; with a thread-safe libhdf5 this holds for the calling thread.
static inline void chdf5_silence_errors(const chdf5_library *_Nonnull library) {
    library->H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

/// 1 where the group has a hard link of this name, 0 where it has none, -1 where the link is of another kind or cannot
/// be read. `H5Lget_info` is a versioned macro.
static inline int chdf5_hard_link(const chdf5_library *_Nonnull library, hid_t group, const char *_Nonnull name) {
    htri_t exists = library->H5Lexists(group, name, H5P_DEFAULT);
    if (exists <= 0) return exists < 0 ? -1 : 0;
    H5L_info_t info;
    if (library->H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
    return info.type == H5L_TYPE_HARD ? 1 : -1;
}

/// Where the object behind a hard link starts in the file; UINT64_MAX where that cannot be said.
static inline uint64_t chdf5_address(const chdf5_library *_Nonnull library, hid_t group, const char *_Nonnull path) {
    H5L_info_t info;
    uint64_t address = UINT64_MAX;
    if (library->H5Lget_info(group, path, &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_HARD) return address;
    // An address, or since HDF5 1.12 a token, which begins with it.
    memcpy(&address, &info.u, sizeof(address));
    return address;
}

/// The number of a filter in a data set's pipeline. Negative on failure.
static inline int chdf5_filter(const chdf5_library *_Nonnull library, hid_t properties, unsigned index) {
    unsigned flags = 0, configuration = 0;
    size_t value_count = 0;
    return (int)library->H5Pget_filter2(properties, index, &flags, &value_count, NULL, 0, NULL, &configuration);
}

/// The type of a reference into the file's global heap, as bytes: what a string of `H5T_VARIABLE` is in a file.
static inline hid_t chdf5_heap_reference(const chdf5_library *_Nonnull library) {
    return library->H5Tcreate(H5T_OPAQUE, 16);
}

/// Lets strings of `H5T_VARIABLE` be read as `chdf5_heap_reference`, without following the references: libhdf5 does not
/// check a heap's sizes before it copies from there. To be called once.
herr_t chdf5_register_heap_references(const chdf5_library *_Nonnull library);

/// Lets a file that is opened for reading with `access` be the `count` bytes at `bytes`, which are not copied: they have to
/// stay until the file and everything in it is closed. Files that are open at the same time need different names, which
/// must be those of no file.
herr_t chdf5_set_image(const chdf5_library *_Nonnull library, hid_t access, const void *_Nonnull bytes, size_t count);

#endif
