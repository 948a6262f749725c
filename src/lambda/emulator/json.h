/* SPDX-License-Identifier: MIT
 * Reading JSON in place: a value is its kind and its text; nothing is built. The emulator looks at a few members of
 * what handlers return and passes the rest on. json_parse checks a whole text (RFC 8259, depth up to JSON_MAX_DEPTH);
 * the other functions take values that come from it and so can't meet bad syntax. */
#ifndef THAW_LAMBDA_EMULATOR_JSON_H
#define THAW_LAMBDA_EMULATOR_JSON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

enum { JSON_MAX_DEPTH = 512 };

typedef enum { JSON_NULL, JSON_TRUE, JSON_FALSE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;
typedef struct {
    json_kind kind;
    thaw_slice text; /* with quotes or brackets; borrows from the document */
} json_value;

/* False if the text is not one JSON value. */
bool json_parse(thaw_slice text, json_value *ret);
/* Steps through an array or object: zero `*at` first. False at the end. ret_key is NULL or gets a member's name. */
bool json_next(json_value container, size_t *at, json_value *ret_key, json_value *ret);
/* The member of that name (the last one, as JSON.parse has it). False if the value is no object or has none. */
bool json_member(json_value object, const char *name, json_value *ret);
/* Appends a string's characters as UTF-8, or any other value's text. */
void json_text(json_value value, thaw_buf *out);

#endif
