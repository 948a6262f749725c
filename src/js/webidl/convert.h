/* SPDX-License-Identifier: MIT
 * From JavaScript values to the C types of types.h, by Web IDL's rules. Conversion may run JavaScript (getters,
 * iterators, toString): nothing that was read from an object before it may be trusted after it.
 *
 * A site says what is being done, for messages: "Failed to execute 'get' on 'Headers': parameter 1 is ...". Sites form
 * a list on the stack, the innermost first. */
#ifndef THAW_JS_WEBIDL_CONVERT_H
#define THAW_JS_WEBIDL_CONVERT_H

#include "base/auto.h"
#include "base/slice.h"
#include "js/webidl/types.h"

typedef enum { THAW_IDL_EXECUTE, THAW_IDL_CONSTRUCT, THAW_IDL_SET, THAW_IDL_READ } thaw_idl_verb;

typedef struct thaw_idl_site {
    JSContext *ctx;
    const struct thaw_idl_site *outer;
    thaw_idl_verb verb;
    const char *member, *owner; /* member is NULL for CONSTRUCT */
    int parameter;              /* from 1; 0 if it is none, or a part of one */
} thaw_idl_site;

/* Throws "Failed to ...: message" with a `code` as Node has it. Always -1. */
int thaw_idl_throw(const thaw_idl_site *site, const char *cls, const char *code, const char *format, ...)
    THAW_PRINTF(4, 5);

/* Writes the C type's value to `ret`, which owns what it holds until thaw_idl_release. 0, or -1 with an exception
 * pending; then there is nothing to release. */
THAW_MUST_USE int thaw_idl_convert(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
/* Accepts a zeroed value. */
void thaw_idl_release(JSContext *ctx, const thaw_idl_type *type, void *value);

/* The arguments of a call into the struct that the fields describe, which must be zeroed. 0, or -1 with an exception
 * pending and nothing to release. */
THAW_MUST_USE int thaw_idl_convert_arguments(const thaw_idl_site *site, const thaw_idl_field *fields, int n, int argc,
                                             JSValueConst *argv, void *ret);
void thaw_idl_release_fields(JSContext *ctx, const thaw_idl_field *fields, int n, void *at);

/* Index of the text among the names of an enumeration, -1 if it is none of them. */
int thaw_idl_enum_find(const thaw_idl_type *type, thaw_slice text);

#endif
