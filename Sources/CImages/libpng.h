// libpng, loaded when the first PNG image is decoded.
#ifndef LIBPNG_H
#define LIBPNG_H

#include "CLoading.h"

#if __has_include("/opt/homebrew/include/png.h")
#include "/opt/homebrew/include/png.h"
#else
#include <png.h>
#endif

// Every function of libpng that is called.
#define LIBPNG_FUNCTIONS(NAME)                                                                                         \
    NAME(png_create_info_struct) NAME(png_create_read_struct) NAME(png_destroy_read_struct) NAME(png_error)            \
    NAME(png_get_bit_depth) NAME(png_get_color_type) NAME(png_get_error_ptr) NAME(png_get_image_height)                \
    NAME(png_get_image_width) NAME(png_get_io_ptr) NAME(png_get_rowbytes) NAME(png_get_valid) NAME(png_longjmp)        \
    NAME(png_read_end) NAME(png_read_info) NAME(png_read_row) NAME(png_read_update_info) NAME(png_set_add_alpha)       \
    NAME(png_set_chunk_cache_max) NAME(png_set_chunk_malloc_max) NAME(png_set_expand_gray_1_2_4_to_8)                  \
    NAME(png_set_gray_to_rgb) NAME(png_set_interlace_handling) NAME(png_set_longjmp_fn) NAME(png_set_packing)          \
    NAME(png_set_palette_to_rgb) NAME(png_set_read_fn) NAME(png_set_rgb_to_gray) NAME(png_set_strip_16)                \
    NAME(png_set_strip_alpha) NAME(png_set_tRNS_to_alpha)

struct libpng {
    LIBPNG_FUNCTIONS(CLOADING_MEMBER)
};

/// Where libpng has its functions, as soon as `ci_load_png` has loaded it.
extern struct libpng libpng;

#endif
