/* SPDX-License-Identifier: MIT
 * THAW_AUTO types for what bindings hold in locals: values, C strings, atoms. Freed on every path out of scope. */
#ifndef THAW_JS_AUTO_VALUES_H
#define THAW_JS_AUTO_VALUES_H

#include "base/auto.h"
#include "base/slice.h"
#include "js/engine.h"
#include "js/engine_values.h"

typedef struct {
    JSContext *ctx;
    JSValue v;
} thaw_value;
/* Takes an owned value, which may be JS_EXCEPTION: check `.v`. */
static inline thaw_value thaw_value_of(JSContext *ctx, JSValue owned)
{
    return (thaw_value){ ctx, owned };
}
static inline void thaw_value_done(thaw_value *h)
{
    if (h->ctx)
        JS_FreeValue(h->ctx, h->v);
}
static inline JSValue thaw_value_take(thaw_value *h)
{
    JSValue v = h->v;
    h->v = JS_UNDEFINED;
    return v;
}

typedef struct {
    JSContext *ctx;
    const char *ptr; /* NULL: an exception is pending */
    size_t len;
} thaw_cstr;
/* ToString of the value as UTF-8 (lone surrogates become U+FFFD), NUL-terminated; may contain NULs, see len. (The
 * engine's JS_ToCString leaks the string if there is no memory for a copy.) */
static inline thaw_cstr thaw_cstr_of(JSContext *ctx, JSValueConst v)
{
    thaw_cstr s = { ctx, NULL, 0 };
    s.ptr = thaw_engine_utf8(ctx, v, &s.len);
    return s;
}
static inline thaw_cstr thaw_cstr_of_atom(JSContext *ctx, JSAtom atom)
{
    JSValue name = JS_AtomToString(ctx, atom);
    thaw_cstr s = { ctx, NULL, 0 };
    if (!JS_IsException(name))
        s = thaw_cstr_of(ctx, name);
    JS_FreeValue(ctx, name);
    return s;
}
static inline void thaw_cstr_done(thaw_cstr *s)
{
    if (s->ptr)
        JS_FreeCString(s->ctx, s->ptr);
}
static inline thaw_slice thaw_cstr_slice(const thaw_cstr *s)
{
    return (thaw_slice){ s->ptr, s->len };
}

typedef struct {
    JSContext *ctx;
    JSAtom atom; /* 0: an exception is pending */
} thaw_atom;
static inline thaw_atom thaw_atom_of(JSContext *ctx, JSAtom owned)
{
    return (thaw_atom){ ctx, owned };
}
static inline void thaw_atom_done(thaw_atom *a)
{
    if (a->atom)
        JS_FreeAtom(a->ctx, a->atom);
}

#endif
