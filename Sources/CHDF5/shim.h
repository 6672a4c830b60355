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

/// A conversion that leaves every byte as it is.
static inline herr_t chdf5_keep_bytes(hid_t source, hid_t destination, H5T_cdata_t *data, size_t count,
                                      size_t stride, size_t background_stride, void *buffer, void *background,
                                      hid_t properties) {
    (void)source, (void)destination, (void)count, (void)stride, (void)background_stride;
    (void)buffer, (void)background, (void)properties;
    if (data->command == H5T_CONV_INIT) data->need_bkg = H5T_BKG_NO;
    return 0;
}

/// The type of a reference into the file's global heap, as bytes: what a string of `H5T_VARIABLE` is in a file.
static inline hid_t chdf5_heap_reference(void) { return H5Tcreate(H5T_OPAQUE, 16); }

/// Lets strings of `H5T_VARIABLE` be read as `chdf5_heap_reference`, without following the references: libhdf5 does not
/// check a heap's sizes before it copies from there. To be called once.
static inline herr_t chdf5_register_heap_references(void) {
    hid_t string = H5Tcopy(H5T_C_S1), reference = chdf5_heap_reference();
    herr_t status = H5Tset_size(string, H5T_VARIABLE);
    if (status >= 0) status = H5Tregister(H5T_PERS_SOFT, "heap reference", string, reference, chdf5_keep_bytes);
    H5Tclose(reference);
    H5Tclose(string);
    return status;
}

#endif
