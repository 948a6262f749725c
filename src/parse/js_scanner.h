/* SPDX-License-Identifier: MIT
 * Cuts JavaScript into tokens without parsing it: enough to tell code from strings, templates, regular expressions and
 * comments, and to know how deeply nested a token is. Source that is no JavaScript gives tokens too, or an error.
 *
 * Whether `/` divides or begins a regular expression is decided by what stands before it. Only a parser could be sure:
 * after `}` this one takes a block to have ended if the `{` stood where a statement may begin. What looks like a
 * regular expression but doesn't end on its line divides.
 *
 * Names may hold escapes (`\u0061`), which are left as they are; strings have their quotes; punctuators come one
 * character at a time. */
#ifndef THAW_PARSE_JS_SCANNER_H
#define THAW_PARSE_JS_SCANNER_H

#include <stdbool.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

typedef enum {
    THAW_JS_END, /* of the source, or of what could be understood of it: see err */
    THAW_JS_NAME,
    THAW_JS_STRING,
    THAW_JS_NUMBER,
    THAW_JS_REGEXP,
    THAW_JS_TEMPLATE, /* a template's text up to its end or to the next `${` */
    THAW_JS_PUNCTUATOR,
} thaw_js_kind;

typedef struct {
    thaw_js_kind kind;
    thaw_slice text;
} thaw_js_token;

typedef struct {
    const char *at, *end;
    int err;            /* THAW_E_SYNTAX, THAW_E_TOO_LARGE (nesting), -ENOMEM; sticks */
    thaw_js_token last; /* what thaw_js_next() gave last */
    char before;        /* ... and the punctuator in front of that one; 0 if it was none */
    bool after_operand; /* ... and it ends an operand, so that `/` divides */
    bool after_control; /* ... and it is the `)` of if, while, for or with */
    thaw_buf open;      /* one byte for each bracket that is open: its depth is open.len */
} thaw_js_scanner;

/* Borrows the source for as long as the scanner and its tokens live. */
thaw_js_scanner thaw_js_scanner_of(const char *source, size_t len);
void thaw_js_scanner_done(thaw_js_scanner *s);
thaw_js_token thaw_js_next(thaw_js_scanner *s);

/* Looks ahead: the token at *at, which moves behind it. Knows no regular expressions and no templates, whose first
 * character it gives as a punctuator, and nothing of brackets; an error is the end. */
thaw_js_token thaw_js_peek(const char **at, const char *end);

#endif
