// Decoding of JPEG and PNG images by libjpeg and libpng. These report errors by longjmp, which must not cross Swift
// frames.
#ifndef CIMAGES_H
#define CIMAGES_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CI_DONE = 0,
    /// The bytes are not what the format asks for, or not all of them are there.
    CI_DAMAGED,
    /// Decoding it would take more memory or time than is allowed.
    CI_TOO_LARGE,
    /// The image is sound, but cannot be given in so many channels.
    CI_UNSUPPORTED,
    CI_NO_MEMORY,
} ci_status;

typedef struct {
    /// `height` rows of `width` pixels of as many bytes as channels were asked for; NULL unless decoding was `CI_DONE`.
    /// To be given to `free`.
    uint8_t *pixels;
    size_t height, width;
    /// What is wrong, in the decoder's words; empty where it said nothing.
    char message[200];
} ci_image;

/// Loads libjpeg, without which no JPEG image can be decoded. NULL, or what is wrong; the text is valid until the
/// calling thread loads another library. To be called once.
const char *ci_load_jpeg(void);

/// The same for libpng and PNG images.
const char *ci_load_png(void);

/// Decodes a JPEG image into 1 (luminance) or 3 (red, green, blue) channels, as TensorFlow's decoder does by default:
/// fast integer transform, smooth upsampling. Any warning counts as damage. The pixels take at most `byte_limit` bytes.
ci_status ci_decode_jpeg(const uint8_t *bytes, size_t byte_count, int channels, size_t byte_limit, ci_image *image);

/// Decodes a PNG image into 1 (luminance), 3 (red, green, blue) or 4 (with alpha) channels of 8 bits, as TensorFlow's
/// decoder does. The pixels take at most `byte_limit` bytes.
ci_status ci_decode_png(const uint8_t *bytes, size_t byte_count, int channels, size_t byte_limit, ci_image *image);

#endif
