#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

size_t checked;
size_t failed;

static uint64_t state;

void seed(uint64_t value) { state = value; }

/// SplitMix64.
static uint64_t next(void) {
    state += 0x9e3779b97f4a7c15;
    uint64_t bits = state;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

int64_t between(int64_t least, int64_t greatest) {
    return least + (int64_t)(next() % (uint64_t)(greatest - least + 1));
}

bool once_in(int64_t times) { return between(1, times) == 1; }

float real(void) { return (float)between(-(1 << 24), 1 << 24) / (float)(1 << 24); }

enum { REGIONS = 64, PATTERN = 0x5b };

static struct {
    void *start;
    size_t size;
} regions[REGIONS];
static size_t region_count;

void *fenced(size_t bytes) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t readable = (bytes + page) / page * page;
    char *start = mmap(NULL, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || region_count == REGIONS || mprotect(start + readable, page, PROT_NONE) != 0) {
        fputs("no memory for a test\n", stderr);
        exit(70);
    }
    regions[region_count].start = start;
    regions[region_count++].size = readable + page;
    return start + readable - bytes;
}

void release(void) {
    for (; region_count > 0; region_count--) munmap(regions[region_count - 1].start, regions[region_count - 1].size);
}

int8_t *fenced_bytes(size_t count) {
    int8_t *bytes = fenced(count);
    for (size_t i = 0; i < count; i++) bytes[i] = (int8_t)between(-128, 127);
    return bytes;
}

float *fenced_floats(size_t count) {
    float *floats = fenced(count * sizeof *floats);
    for (size_t i = 0; i < count; i++) floats[i] = real();
    return floats;
}

int32_t *fenced_integers(size_t count, int32_t least, int32_t greatest) {
    int32_t *integers = fenced(count * sizeof *integers);
    for (size_t i = 0; i < count; i++) integers[i] = (int32_t)between(least, greatest);
    return integers;
}

void *result(size_t bytes) {
    char *start = fenced(2 * bytes);
    memset(start, PATTERN, 2 * bytes);
    return start + bytes;
}

static void fail(const char *what, size_t place, double value, double expected) {
    failed++;
    if (failed <= 20) fprintf(stderr, "%s: %g instead of %g at %zu\n", what, value, expected, place);
}

void expect_intact(const void *result, size_t bytes, const char *what) {
    checked++;
    const char *start = (const char *)result - bytes;
    for (size_t i = 0; i < bytes; i++) {
        if (start[i] != PATTERN) {
            fail(what, i, start[i], PATTERN);
            return;
        }
    }
}

void expect_same_floats(const float *values, const float *expected, size_t count, const char *what) {
    checked++;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(values + i, expected + i, sizeof *values) == 0 || (isnan(values[i]) && isnan(expected[i]))) continue;
        fail(what, i, values[i], expected[i]);
        return;
    }
}

void expect_same_bytes(const int8_t *values, const int8_t *expected, size_t count, const char *what) {
    checked++;
    for (size_t i = 0; i < count; i++) {
        if (values[i] == expected[i]) continue;
        fail(what, i, values[i], expected[i]);
        return;
    }
}

/// One axis of a window: what it pads in front, and the size of its output.
static size_t random_axis(size_t input, size_t kernel, size_t stride, size_t dilation, size_t *pad) {
    size_t extent = (kernel - 1) * dilation + 1;
    *pad = 0;
    if (once_in(3)) return input < extent ? 0 : (input - extent) / stride + 1;
    size_t output = (input + stride - 1) / stride;
    size_t reach = (output - 1) * stride + extent;
    if (reach > input) *pad = (reach - input) / 2;
    return output;
}

qk_window random_window(void) {
    static const size_t kernels[] = {1, 2, 3, 3, 3, 4, 5, 5, 7};
    for (;;) {
        qk_window window = {0};
        window.input_height = (size_t)between(1, 14);
        window.input_width = (size_t)between(1, once_in(3) ? 40 : 16);
        window.kernel_height = kernels[between(0, 8)];
        window.kernel_width = once_in(4) ? kernels[between(0, 8)] : window.kernel_height;
        window.stride_height = (size_t)between(1, once_in(3) ? 3 : 2);
        window.stride_width = once_in(4) ? (size_t)between(1, 3) : window.stride_height;
        window.dilation_height = once_in(5) ? (size_t)between(1, 3) : 1;
        window.dilation_width = once_in(5) ? (size_t)between(1, 3) : 1;
        window.output_height = random_axis(
            window.input_height, window.kernel_height, window.stride_height, window.dilation_height, &window.pad_top);
        window.output_width = random_axis(
            window.input_width, window.kernel_width, window.stride_width, window.dilation_width, &window.pad_left);
        if (window.output_height > 0 && window.output_width > 0) return window;
    }
}

size_t input_pixels(const qk_window *window) { return window->input_height * window->input_width; }

size_t output_pixels(const qk_window *window) { return window->output_height * window->output_width; }

const char *describe(const qk_window *window) {
    static char text[200];
    snprintf(
        text, sizeof text, "%zux%zu to %zux%zu, window %zux%zu, stride %zux%zu, dilation %zux%zu, padding %zu and %zu",
        window->input_height, window->input_width, window->output_height, window->output_width, window->kernel_height,
        window->kernel_width, window->stride_height, window->stride_width, window->dilation_height,
        window->dilation_width, window->pad_top, window->pad_left);
    return text;
}
