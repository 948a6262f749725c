/* SPDX-License-Identifier: MIT
 * Looking into values and making them without running JavaScript: what structured cloning stands on. Implemented in
 * engine_values_internals.h, which is compiled together with the engine. */
#ifndef THAW_JS_ENGINE_VALUES_H
#define THAW_JS_ENGINE_VALUES_H

#include "js/engine.h"

typedef enum {
    THAW_KIND_OTHER, /* functions, proxies, promises, symbols and what else can't be cloned */
    THAW_KIND_PLAIN, /* ordinary objects and arguments */
    THAW_KIND_ARRAY,
    THAW_KIND_ERROR,
    THAW_KIND_BOXED, /* Number, String, Boolean and BigInt objects */
    THAW_KIND_DATE,
    THAW_KIND_REGEXP,
    THAW_KIND_BUFFER, /* ArrayBuffer and SharedArrayBuffer */
    THAW_KIND_VIEW,
    THAW_KIND_MAP,
    THAW_KIND_SET,
    THAW_KIND_NATIVE, /* objects of native.h */
} thaw_engine_kind;
/* Of an object. */
thaw_engine_kind thaw_engine_kind_of(JSValueConst object);
/* Names an object while it lives. */
static inline uintptr_t thaw_engine_identity(JSValueConst object)
{
    return (uintptr_t)JS_VALUE_GET_PTR(object);
}
/* The primitive in a boxed object or the time value of a Date. Borrowed. */
JSValueConst thaw_engine_boxed(JSValueConst object);
JSValue thaw_engine_box(JSContext *ctx, JSValueConst primitive);

/* True for the atom of a small array index, which needs no counting. */
static inline bool thaw_engine_atom_is_index(JSAtom atom)
{
    return atom & 1u << 31;
}

/* --- text --- */
typedef struct {
    const void *ptr; /* Latin-1, or UTF-16 if `wide` */
    uint32_t len;    /* in units */
    bool wide;
} thaw_engine_text;
/* The string as one run of memory, for thaw_engine_text_of. Owned. */
JSValue thaw_engine_flat(JSContext *ctx, JSValueConst string);
/* Of a flat string, valid as long as that is. */
thaw_engine_text thaw_engine_text_of(JSValueConst flat);
JSValue thaw_engine_text_new(JSContext *ctx, thaw_engine_text text);
/* A string of `len` units that the caller writes to *ret_units (NULL if there are none) at once. RangeError if it can't
 * be that long. */
JSValue thaw_engine_text_alloc(JSContext *ctx, size_t len, bool wide, void **ret_units);
/* ToString of the value as valid UTF-8 (U+FFFD for lone surrogates), for JS_FreeCString; NUL-terminated, and may
 * contain NULs. NULL with an exception pending. */
const char *thaw_engine_utf8(JSContext *ctx, JSValueConst value, size_t *ret_len);
/* The same for a string of bytes, one per character, NUL-terminated, for JS_FreeCString. NULL with an exception
 * pending, or, with *ret_bad set and none pending, if a character at *ret_bad_at is above U+00FF. */
const char *thaw_engine_bytes(JSContext *ctx, JSValueConst value, size_t *ret_len, uint16_t *ret_bad,
                              size_t *ret_bad_at);

/* --- BigInt: 32-bit limbs, two's complement, lowest first --- */
uint32_t thaw_engine_bigint_limbs(JSValueConst bigint, uint32_t small[2], const uint32_t **ret_limbs);
JSValue thaw_engine_bigint_new(JSContext *ctx, const void *limbs, uint32_t n);

/* --- RegExp --- */
/* The pattern; flags as a number that thaw_engine_regexp_new takes. Borrowed. */
JSValueConst thaw_engine_regexp_of(JSValueConst regexp, unsigned *ret_flags);
enum { THAW_REGEXP_IGNORE_CASE = 1 << 1, THAW_REGEXP_UNICODE_SETS = 1 << 8 };
JSValue thaw_engine_regexp_new(JSContext *ctx, JSValueConst pattern, unsigned flags);
/* RegExpBuiltinExec of an expression that programs don't see: an array of captures, or null. */
JSValue thaw_engine_regexp_exec(JSContext *ctx, JSValueConst regexp, JSValueConst string);

/* --- Map and Set --- */
JSValue thaw_engine_map_new(JSContext *ctx, bool is_set);
/* Borrows both; `value` is not looked at for a Set. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_engine_map_add(JSContext *ctx, JSValueConst map, JSValueConst key, JSValueConst value);

/* --- errors --- */
/* A new error of the class that has this name ("TypeError"; Error for any other), with this `stack` and no other
 * properties. */
JSValue thaw_engine_error_new(JSContext *ctx, const char *name, JSValueConst stack);

/* --- buffers --- */
typedef struct {
    uint8_t *data;
    uint32_t size, max; /* max: of resizable ones */
    bool is_shared, is_resizable, is_immutable, is_detached;
} thaw_engine_block;
thaw_engine_block thaw_engine_block_of(JSValueConst buffer);
/* A new ArrayBuffer; block.data is js_malloc's and taken in any case. */
JSValue thaw_engine_block_new(JSContext *ctx, const thaw_engine_block *block);
/* A new Uint8Array; data is js_malloc's and taken in any case. */
JSValue thaw_engine_bytes_new(JSContext *ctx, uint8_t *data, size_t size);
/* Lets SharedArrayBuffers share memory, and grow. To be called once, before there is one. */
void thaw_engine_count_shared_memory(JSRuntime *rt);
/* A new SharedArrayBuffer on the same bytes. */
JSValue thaw_engine_share(JSContext *ctx, JSValueConst shared);
/* What ArrayBuffer.prototype.transfer does: a new buffer with the bytes; the old one is detached. */
JSValue thaw_engine_transfer(JSContext *ctx, JSValueConst buffer);
typedef struct {
    JSValueConst buffer;
    int type; /* JSTypedArrayEnum, -1 for a DataView */
    uint32_t offset, size;
    bool is_tracking, is_out_of_bounds;
} thaw_engine_view;
thaw_engine_view thaw_engine_view_of(JSValueConst view);
/* In bytes, of a view of this type; 1 for a DataView. */
uint32_t thaw_engine_element_size(int type);
/* RangeError or TypeError where the constructor has one. */
JSValue thaw_engine_view_new(JSContext *ctx, const thaw_engine_view *view);

/* --- depth --- */
/* False with a RangeError pending if the stack is almost used up. */
bool thaw_engine_may_recurse(JSContext *ctx);

/* Clones a graph of primitives, plain objects without accessors, arrays without holes, dates, maps and sets: 1. 0 if
 * there is anything else in it, or too deep, and nothing was done. -1 with an exception pending. */
THAW_MUST_USE int thaw_engine_clone_plain(JSContext *ctx, JSValueConst value, JSValue *ret);

#endif
