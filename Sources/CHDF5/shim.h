// Faces of libhdf5's macros, which Swift cannot import.
#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_default_properties(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_whole_space(void) { return H5S_ALL; }
static inline hid_t chdf5_file_access_class(void) { return H5P_FILE_ACCESS; }

static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t chdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t chdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }

/// Stops libhdf5 from printing its errors; with a thread-safe libhdf5 this holds for the calling thread.
static inline void chdf5_silence_errors(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// 1 where the group has a hard link of this name, 0 where it has none, -1 where the link is of another kind or cannot
/// be read. `H5Lget_info` is a versioned macro.
static inline int chdf5_hard_link(hid_t group, const char *name) {
    htri_t exists = H5Lexists(group, name, H5P_DEFAULT);
    if (exists <= 0) return exists < 0 ? -1 : 0;
    H5L_info_t info;
    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
    return info.type == H5L_TYPE_HARD ? 1 : -1;
}

/// The number of a filter in a data set's pipeline; `H5Pget_filter` is a versioned macro. Negative on failure.
static inline int chdf5_filter(hid_t properties, unsigned index) {
    unsigned flags = 0, configuration = 0;
    size_t value_count = 0;
    return (int)H5Pget_filter2(properties, index, &flags, &value_count, NULL, 0, NULL, &configuration);
}

#endif
