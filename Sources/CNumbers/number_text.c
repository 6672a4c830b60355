#include "CNumbers.h"

#include <stdio.h>

int number_text(char *text, size_t size, int is_significant, int digits, double value) {
    return snprintf(text, size, is_significant ? "%.*g" : "%.*f", digits, value);
}
