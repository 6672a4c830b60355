// libjpeg, loaded when the first JPEG image is decoded.
#ifndef LIBJPEG_H
#define LIBJPEG_H

#include "CLoading.h"

// jpeglib.h uses FILE without declaring it.
#include <stdio.h>

#if __has_include("/opt/homebrew/include/jpeglib.h")
#include "/opt/homebrew/include/jpeglib.h"
#else
#include <jpeglib.h>
#endif

// Every function of libjpeg that is called.
#define LIBJPEG_FUNCTIONS(NAME)                                                                                        \
    NAME(jpeg_CreateDecompress) NAME(jpeg_calc_output_dimensions) NAME(jpeg_destroy_decompress)                        \
    NAME(jpeg_finish_decompress) NAME(jpeg_mem_src) NAME(jpeg_read_header) NAME(jpeg_read_scanlines)                   \
    NAME(jpeg_start_decompress) NAME(jpeg_std_error)

struct libjpeg {
    LIBJPEG_FUNCTIONS(CLOADING_MEMBER)
};

/// Where libjpeg has its functions, as soon as `ci_load_jpeg` has loaded it.
extern struct libjpeg libjpeg;

#endif
