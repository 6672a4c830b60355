// cairo, loaded when the first picture is drawn: with everything that it is linked to, it takes a few milliseconds.
#ifndef CCAIRO_H
#define CCAIRO_H

#include "CLoading.h"

#if __has_include("/opt/homebrew/include/cairo/cairo.h")
#include "/opt/homebrew/include/cairo/cairo-pdf.h"
#include "/opt/homebrew/include/cairo/cairo-svg.h"
#include "/opt/homebrew/include/cairo/cairo.h"
#else
#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>
#endif

// Every function of cairo that is called.
#define CCAIRO_FUNCTIONS(NAME)                                                                                         \
    NAME(cairo_arc) NAME(cairo_create) NAME(cairo_destroy) NAME(cairo_fill) NAME(cairo_font_options_create)            \
    NAME(cairo_font_options_destroy) NAME(cairo_font_options_set_antialias)                                            \
    NAME(cairo_font_options_set_hint_metrics) NAME(cairo_font_options_set_hint_style)                                  \
    NAME(cairo_image_surface_create) NAME(cairo_image_surface_create_from_png_stream)                                  \
    NAME(cairo_image_surface_get_data) NAME(cairo_image_surface_get_height) NAME(cairo_image_surface_get_stride)       \
    NAME(cairo_image_surface_get_width) NAME(cairo_line_to) NAME(cairo_move_to)                                        \
    NAME(cairo_pdf_surface_create_for_stream) NAME(cairo_pdf_surface_set_metadata) NAME(cairo_rectangle)               \
    NAME(cairo_restore) NAME(cairo_rotate) NAME(cairo_save) NAME(cairo_scale) NAME(cairo_select_font_face)             \
    NAME(cairo_set_font_options) NAME(cairo_set_font_size) NAME(cairo_set_line_width) NAME(cairo_set_source_rgb)       \
    NAME(cairo_show_text) NAME(cairo_status) NAME(cairo_status_to_string) NAME(cairo_stroke)                           \
    NAME(cairo_surface_destroy) NAME(cairo_surface_finish) NAME(cairo_surface_status)                                  \
    NAME(cairo_surface_write_to_png_stream) NAME(cairo_svg_surface_create_for_stream)                                  \
    NAME(cairo_svg_surface_set_document_unit) NAME(cairo_text_extents) NAME(cairo_translate)

/// Where cairo has its functions.
typedef struct ccairo_library {
    CCAIRO_FUNCTIONS(CLOADING_MEMBER)
} ccairo_library;

/// Loads cairo into `library`. NULL, or what is wrong; the text is valid until the calling thread loads another library.
const char *_Nullable ccairo_load(ccairo_library *_Nonnull library);

#endif
