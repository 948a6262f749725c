/* SPDX-License-Identifier: MIT
 * Finds the export names of a CommonJS module without running it, for `import { name } from` it, as Node does. */
#ifndef THAW_PARSE_CJS_LEXER_H
#define THAW_PARSE_CJS_LEXER_H

#include "base/auto.h"
#include "base/slice.h"

typedef struct {
    void (*on_export)(void *opaque, thaw_slice name);
    void (*on_reexport)(void *opaque, thaw_slice specifier);
    void *opaque;
} thaw_cjs_sink;

/* Slices are valid during the callback. 0, or a negative error for source that can't be lexed; what was found before
 * stands. */
int thaw_cjs_lex(const char *source, size_t len, const thaw_cjs_sink *sink);

#endif
