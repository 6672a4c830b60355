#include "CImages.h"
#include "libjpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A progressive image of a few kilobytes can have thousands of scans of a huge picture.
enum { SCAN_LIMIT = 500 };

struct decoder {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf stop;
    ci_status status;
    ci_image *image;
};

static _Noreturn void stop(struct decoder *decoder, ci_status status) {
    decoder->status = status;
    longjmp(decoder->stop, 1);
}

static _Noreturn void stop_saying(struct decoder *decoder, ci_status status, const char *message) {
    snprintf(decoder->image->message, sizeof decoder->image->message, "%s", message);
    stop(decoder, status);
}

static void on_error(j_common_ptr info) {
    struct decoder *decoder = (struct decoder *)info->client_data;
    char message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    stop_saying(decoder, CI_DAMAGED, message);
}

// Negative levels are warnings about damage; others tell what is going on.
static void on_message(j_common_ptr info, int level) {
    if (level < 0) on_error(info);
}

static void on_output(j_common_ptr info) { (void)info; }

static void on_progress(j_common_ptr info) {
    struct decoder *decoder = (struct decoder *)info->client_data;
    if (decoder->info.input_scan_number > SCAN_LIMIT) stop_saying(decoder, CI_TOO_LARGE, "too many scans");
}

// One row of cyan, magenta, yellow and key as red, green and blue. Adobe stores the complements.
static void rgb_row(const JSAMPLE *cmyk, size_t width, int is_inverted, uint8_t *rgb) {
    for (size_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
        int key = is_inverted ? cmyk[3] : 255 - cmyk[3];
        for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(key * (is_inverted ? cmyk[c] : 255 - cmyk[c]) / 255);
    }
}

static void decode(struct decoder *decoder, const uint8_t *bytes, size_t byte_count, int channels, size_t byte_limit) {
    struct jpeg_decompress_struct *info = &decoder->info;
    ci_image *image = decoder->image;
    libjpeg.jpeg_mem_src(info, bytes, byte_count);
    libjpeg.jpeg_read_header(info, TRUE);
    int is_cmyk = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
    if (channels == 1) {
        if (info->jpeg_color_space != JCS_GRAYSCALE && info->jpeg_color_space != JCS_YCbCr &&
            info->jpeg_color_space != JCS_RGB)
            stop_saying(decoder, CI_UNSUPPORTED, "its colours cannot be turned into grey");
        info->out_color_space = JCS_GRAYSCALE;
    } else {
        info->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    }
    info->do_fancy_upsampling = TRUE;
    info->dct_method = JDCT_IFAST;
    libjpeg.jpeg_calc_output_dimensions(info);
    size_t width = info->output_width, height = info->output_height;
    if (width == 0 || height == 0) stop_saying(decoder, CI_DAMAGED, "it has no pixels");
    if (width > byte_limit / (size_t)channels / height) stop(decoder, CI_TOO_LARGE);
    libjpeg.jpeg_start_decompress(info);

    image->pixels = calloc(height * width, (size_t)channels);
    if (!image->pixels) stop(decoder, CI_NO_MEMORY);
    JSAMPARRAY cmyk = NULL;
    if (is_cmyk) cmyk = info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, (JDIMENSION)width * 4, 1);
    while (info->output_scanline < info->output_height) {
        JSAMPROW row = image->pixels + (size_t)info->output_scanline * width * (size_t)channels;
        JDIMENSION count = libjpeg.jpeg_read_scanlines(info, cmyk ? cmyk : &row, 1);
        if (count != 1) stop_saying(decoder, CI_DAMAGED, "it ends early");
        if (cmyk) rgb_row(cmyk[0], width, info->saw_Adobe_marker, row);
    }
    libjpeg.jpeg_finish_decompress(info);
    image->width = width;
    image->height = height;
}

ci_status ci_decode_jpeg(const uint8_t *bytes, size_t byte_count, int channels, size_t byte_limit, ci_image *image) {
    *image = (ci_image){0};
    if (channels != 1 && channels != 3) return CI_UNSUPPORTED;
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return CI_NO_MEMORY;
    decoder->image = image;
    decoder->info.err = libjpeg.jpeg_std_error(&decoder->errors);
    decoder->errors.error_exit = on_error;
    decoder->errors.emit_message = on_message;
    decoder->errors.output_message = on_output;
    decoder->info.client_data = decoder;
    if (setjmp(decoder->stop) == 0) {
        libjpeg.jpeg_CreateDecompress(&decoder->info, JPEG_LIB_VERSION, sizeof decoder->info);
        decoder->progress.progress_monitor = on_progress;
        decoder->info.progress = &decoder->progress;
        decode(decoder, bytes, byte_count, channels, byte_limit);
    } else {
        free(image->pixels);
        image->pixels = NULL;
    }
    ci_status status = decoder->status;
    libjpeg.jpeg_destroy_decompress(&decoder->info);
    free(decoder);
    return status;
}
