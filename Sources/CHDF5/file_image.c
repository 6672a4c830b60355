#include "CHDF5.h"

// The image stays where it is, and everything that libhdf5 would copy or free is the image itself. It is what is passed
// as `image`.
static void *place(size_t size, H5FD_file_image_op_t operation, void *image) {
    (void)size, (void)operation;
    return image;
}

static void *copy(void *destination, const void *source, size_t size, H5FD_file_image_op_t operation, void *image) {
    (void)source, (void)size, (void)operation, (void)image;
    return destination;
}

static void *grow(void *place, size_t size, H5FD_file_image_op_t operation, void *image) {
    (void)place, (void)size, (void)operation, (void)image;
    return NULL;
}

static herr_t give_up(void *place, H5FD_file_image_op_t operation, void *image) {
    (void)place, (void)operation, (void)image;
    return 0;
}

static void *same(void *image) { return image; }

static herr_t keep(void *image) {
    (void)image;
    return 0;
}

herr_t chdf5_set_image(const chdf5_library *library, hid_t access, const void *bytes, size_t count) {
    H5FD_file_image_callbacks_t callbacks = {place, copy, grow, give_up, same, keep, (void *)bytes};
    herr_t status = library->H5Pset_fapl_core(access, 1 << 16, 0);
    if (status >= 0) status = library->H5Pset_file_image_callbacks(access, &callbacks);
    if (status >= 0) status = library->H5Pset_file_image(access, (void *)bytes, count);
    return status;
}
