// Libraries that are loaded when they are first called: with all that they are linked to, they take a good part of the
// time of programs that mostly do without them.
#ifndef CLOADING_H
#define CLOADING_H

#include <stddef.h>

/// A function or variable of a library.
typedef struct cloading_symbol {
    const char *_Nullable name;
    /// The pointer to it that is to be filled in.
    void *_Nullable place;
} cloading_symbol;

/// Loads the first of the libraries called `names` that can be loaded, and fills in the places of `symbols`. Both lists
/// end with NULL. NULL, or what is wrong, told of the first name; the text is valid until the calling thread's next call.
const char *_Nullable cloading_load(
    const char *_Nullable const *_Nonnull names, const cloading_symbol *_Nonnull symbols);

// What a library has is listed by a macro, `#define LIST(NAME) NAME(function) NAME(variable)`, which makes the members of
// a struct by CLOADING_MEMBER, and the symbols that fill in the struct at `library` by CLOADING_SYMBOL.
#define CLOADING_MEMBER(name) __typeof__(name) *_Nonnull name;
#define CLOADING_SYMBOL(name) {CLOADING_TEXT(name), &library->name},
// The argument is expanded first: some names are macros that choose a version.
#define CLOADING_TEXT(name) CLOADING_TEXT_AS_IT_IS(name)
#define CLOADING_TEXT_AS_IT_IS(name) #name

#endif
