/* SPDX-License-Identifier: MIT
 * Finds the export names of a CommonJS module without running it, for `import { name } from` it, as Node does.
 *
 * It goes by what the source looks like and knows no scopes, so a name that is found need not be exported in the end.
 * It finds what npm's cjs-module-lexer finds, on which Node relies; where that one wants things spaced in one way
 * (`__exportStar(require(`, `var x = require(`), this one doesn't mind. ES module syntax is no error here. */
#ifndef THAW_PARSE_CJS_LEXER_H
#define THAW_PARSE_CJS_LEXER_H

#include "base/auto.h"
#include "base/slice.h"

typedef struct {
    void (*on_export)(void *opaque, thaw_slice name);
    void (*on_reexport)(void *opaque, thaw_slice specifier);
    void *opaque;
} thaw_cjs_sink;

/* Names come in order of appearance, each once, then the specifiers of modules whose names are exported as well. All
 * are valid UTF-8 if the source is. Slices are valid during the callback. 0, or a negative error for source that can't
 * be lexed; what was found before stands. */
int thaw_cjs_lex(const char *source, size_t len, const thaw_cjs_sink *sink);

#endif
