#include "CImages.h"
#include "libpng.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The most that chunks beside the picture may take: profiles, texts.
enum { CHUNK_BYTE_LIMIT = 1 << 23, CHUNK_COUNT_LIMIT = 1000 };

struct decoder {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t byte_count;
    ci_status status;
    ci_image *image;
};

static _Noreturn void stop(struct decoder *decoder, ci_status status) {
    decoder->status = status;
    libpng.png_longjmp(decoder->png, 1);
}

static void on_error(png_structp png, png_const_charp message) {
    struct decoder *decoder = libpng.png_get_error_ptr(png);
    snprintf(decoder->image->message, sizeof decoder->image->message, "%s", message);
    stop(decoder, CI_DAMAGED);
}

// What is wrong with profiles and texts changes no pixel.
static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void on_read(png_structp png, png_bytep destination, size_t count) {
    struct decoder *decoder = libpng.png_get_io_ptr(png);
    if (count > decoder->byte_count) libpng.png_error(png, "it ends early");
    memcpy(destination, decoder->bytes, count);
    decoder->bytes += count;
    decoder->byte_count -= count;
}

// The transformations of TensorFlow's decoder, in its order.
static void transform(png_structp png, png_infop info, int channels) {
    int depth = libpng.png_get_bit_depth(png, info), color = libpng.png_get_color_type(png, info);
    int has_alpha = color & PNG_COLOR_MASK_ALPHA, is_gray = !(color & PNG_COLOR_MASK_COLOR);
    int has_transparency = libpng.png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    if (channels == 4) {
        if (!has_alpha && has_transparency) libpng.png_set_tRNS_to_alpha(png);
        if (!has_alpha && !has_transparency) libpng.png_set_add_alpha(png, (1u << depth) - 1, PNG_FILLER_AFTER);
    } else if (has_alpha || has_transparency) {
        libpng.png_set_strip_alpha(png);
    }
    if (depth > 8) libpng.png_set_strip_16(png);
    libpng.png_set_packing(png);
    if (color == PNG_COLOR_TYPE_PALETTE) libpng.png_set_palette_to_rgb(png);
    if (is_gray && depth < 8) libpng.png_set_expand_gray_1_2_4_to_8(png);
    if (channels == 1) {
        // Weights of ITU-R BT.601; without complaint where red, green and blue differ.
        if (!is_gray) libpng.png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, 0.299, 0.587);
    } else if (is_gray) {
        libpng.png_set_gray_to_rgb(png);
    }
}

static void decode(struct decoder *decoder, int channels, size_t byte_limit) {
    png_structp png = decoder->png;
    ci_image *image = decoder->image;
    libpng.png_set_read_fn(png, decoder, on_read);
    libpng.png_set_chunk_malloc_max(png, CHUNK_BYTE_LIMIT);
    libpng.png_set_chunk_cache_max(png, CHUNK_COUNT_LIMIT);
    libpng.png_read_info(png, decoder->info);
    size_t width = libpng.png_get_image_width(png, decoder->info);
    size_t height = libpng.png_get_image_height(png, decoder->info);
    if (width > byte_limit / (size_t)channels / height) stop(decoder, CI_TOO_LARGE);
    int passes = libpng.png_set_interlace_handling(png);
    transform(png, decoder->info, channels);
    libpng.png_read_update_info(png, decoder->info);
    size_t row_byte_count = width * (size_t)channels;
    if (libpng.png_get_rowbytes(png, decoder->info) != row_byte_count) stop(decoder, CI_UNSUPPORTED);

    image->pixels = calloc(height, row_byte_count);
    if (!image->pixels) stop(decoder, CI_NO_MEMORY);
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < height; y++) libpng.png_read_row(png, image->pixels + y * row_byte_count, NULL);
    libpng.png_read_end(png, NULL);
    image->width = width;
    image->height = height;
}

ci_status ci_decode_png(const uint8_t *bytes, size_t byte_count, int channels, size_t byte_limit, ci_image *image) {
    *image = (ci_image){0};
    if (channels != 1 && channels != 3 && channels != 4) return CI_UNSUPPORTED;
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return CI_NO_MEMORY;
    decoder->bytes = bytes;
    decoder->byte_count = byte_count;
    decoder->image = image;
    decoder->png = libpng.png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning);
    if (decoder->png) decoder->info = libpng.png_create_info_struct(decoder->png);
    if (!decoder->info) {
        decoder->status = CI_NO_MEMORY;
    } else if (setjmp(*libpng.png_set_longjmp_fn(decoder->png, longjmp, sizeof(jmp_buf))) == 0) {
        decode(decoder, channels, byte_limit);
    } else {
        free(image->pixels);
        image->pixels = NULL;
    }
    ci_status status = decoder->status;
    libpng.png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
    free(decoder);
    return status;
}
