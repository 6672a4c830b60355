#include "CHDF5.h"

// A conversion that leaves every byte as it is.
static herr_t keep_bytes(hid_t source, hid_t destination, H5T_cdata_t *data, size_t count, size_t stride,
                         size_t background_stride, void *buffer, void *background, hid_t properties) {
    (void)source, (void)destination, (void)count, (void)stride, (void)background_stride;
    (void)buffer, (void)background, (void)properties;
    if (data->command == H5T_CONV_INIT) data->need_bkg = H5T_BKG_NO;
    return 0;
}

herr_t chdf5_register_heap_references(const chdf5_library *library) {
    hid_t string = library->H5Tcopy(*library->H5T_C_S1_g), reference = chdf5_heap_reference(library);
    herr_t status = library->H5Tset_size(string, H5T_VARIABLE);
    if (status >= 0)
        status = library->H5Tregister(H5T_PERS_SOFT, "heap reference", string, reference, keep_bytes);
    library->H5Tclose(reference);
    library->H5Tclose(string);
    return status;
}
