/* SPDX-License-Identifier: MIT
 * Between the files that convert.h consists of: numbers.c, compound.c, convert.c. Signatures are convert.h's. */
#ifndef THAW_JS_WEBIDL_CONVERT_INT_H
#define THAW_JS_WEBIDL_CONVERT_INT_H

#include "js/webidl/convert.h"

const char *thaw_idl_type_name(const thaw_idl_type *type);
/* TypeError "parameter 1 <what>." or "The provided value <what>."; always -1. */
int thaw_idl_refuse(const thaw_idl_site *site, const char *what);
int thaw_idl_refuse_type(const thaw_idl_site *site, const thaw_idl_type *type);

bool thaw_idl_takes_buffer(const thaw_idl_type *type, const thaw_engine_buffer *buffer);
/* True if the C type is one JSValue. */
bool thaw_idl_holds_value(const thaw_idl_type *type);
/* The type's null, undefined or []; of a dictionary, a zeroed struct. */
void thaw_idl_set_absent(const thaw_idl_type *type, void *ret);

int thaw_idl_convert_integer(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
int thaw_idl_convert_float(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
/* Booleans, numbers and enumerations as a double. */
int thaw_idl_convert_number(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, double *ret);

int thaw_idl_convert_sequence(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
int thaw_idl_convert_record(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
int thaw_idl_convert_union(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
int thaw_idl_convert_dictionary(const thaw_idl_site *site, const thaw_idl_type *type, JSValueConst value, void *ret);
void thaw_idl_release_sequence(JSContext *ctx, const thaw_idl_type *element, thaw_idl_sequence *sequence);
void thaw_idl_release_record(JSContext *ctx, const thaw_idl_type *type, thaw_idl_record *record);
void thaw_idl_release_union(JSContext *ctx, const thaw_idl_type *type, thaw_idl_union *chosen);
void thaw_idl_release_dictionary(JSContext *ctx, const thaw_idl_type *type, void *at);

#endif
