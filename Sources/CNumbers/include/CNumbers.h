#ifndef CNUMBERS_H
#define CNUMBERS_H

#include <stddef.h>

/// Writes `value` in printf's conversion `%.*f` or, if `is_significant`, `%.*g` with `digits`, and a zero behind it, into
/// `text` of `size` bytes. Swift cannot call functions with variable arguments.
///
/// Returns the number of bytes without the zero, also where there was no room for all of them.
int number_text(char *text, size_t size, int is_significant, int digits, double value);

#endif
