/* SPDX-License-Identifier: MIT
 * Native classes: C structs with a JavaScript wrapper, and the one place where their references are declared.
 *
 *     typedef struct {
 *         thaw_native base;                               // must be first
 *         int fd;
 *         THAW_JS_FIELDS(url, signal, callback[CB_MAX]);  // every JSValue this struct owns
 *     } sock;
 *     THAW_CLASS(sock, SOCK, "Socket", .dispose = sock_dispose);
 *
 * The declaration is the only list: one generic initialiser, mark, finalizer and teardown walk it. Rules:
 *   - A JSValue lives in a local, in THAW_JS_FIELDS of a native or of an op (op.h), and nowhere else. References held
 * in containers of varying length are reported by the class's `visit`, which mark and free both use.
 *   - Slots change only through thaw_slot_set/take/clear: the new value is in place before the old one is freed, and
 *     after that nothing more may be read from the struct.
 *   - `dispose` frees what is not JavaScript. It must accept a zeroed struct and must not run JavaScript.
 *   - An object that the operating system can still call back is pinned; pins are roots, dropped at teardown.
 *   - A class whose state lives outside the heap (sockets, threads) sets `.live`, which tells freezing what is open.
 *   - A class that extends another names it as `.parent`, and its struct begins with the parent's, called `base` too.
 *     Each declares its own fields and disposes of its own; the child comes first. */
#ifndef THAW_JS_NATIVE_H
#define THAW_JS_NATIVE_H

#include "base/auto.h"
#include "base/list.h"
#include "js/class_ids.h"
#include "js/engine.h"

/* Expands to a union of named members and an array over them, so that no second list can disagree with the first. */
#define THAW_JS_FIELDS(...)                                                         \
    union {                                                                         \
        struct {                                                                    \
            JSValue __VA_ARGS__;                                                    \
        };                                                                          \
        JSValue js_slot[sizeof(struct { JSValue __VA_ARGS__; }) / sizeof(JSValue)]; \
    }

typedef struct thaw_visitor thaw_visitor;
struct thaw_visitor {
    void (*slot)(thaw_visitor *v, JSValue *slot);
    JSRuntime *rt;
    JS_MarkFunc *mark;
};

typedef struct thaw_class {
    const char *name;                /* JavaScript class name */
    const struct thaw_class *parent; /* NULL, or the class whose struct this one begins with */
    uint32_t id, size;
    uint16_t js_offset, js_count;
    bool is_abstract; /* only a struct that others begin with: no interface that programs see, no objects */
    void (*dispose)(JSRuntime *rt, void *self);
    void (*visit)(void *self, thaw_visitor *v);
    /* NULL, or: what of this object can't be frozen right now ("an open socket"), NULL if nothing */
    const char *(*live)(const void *self);
    const JSClassExoticMethods *exotic;
    const struct thaw_clone_hooks *clone; /* NULL, or how structured cloning and transfer treat it */
} thaw_class;

typedef struct thaw_native {
    const thaw_class *cls;
    thaw_link pin_link;
    JSValue pin; /* reference to our own wrapper while pinned; a root, so never marked */
} thaw_native;

#define THAW_CLASS(T, ID, js_name, ...)            \
    THAW_CLASS_TABLE(T, ID, js_name, __VA_ARGS__); \
    THAW_CLASS_ACCESSORS_(T)
/* For a struct that owns no JavaScript value. */
#define THAW_CLASS_PLAIN(T, ID, js_name, ...)            \
    THAW_CLASS_TABLE_PLAIN(T, ID, js_name, __VA_ARGS__); \
    THAW_CLASS_ACCESSORS_(T)
/* A class that other files use: THAW_CLASS_DECLARE(T) in the header, one of the others in its file. */
#define THAW_CLASS_DECLARE(T)          \
    extern const thaw_class T##_class; \
    THAW_CLASS_ACCESSORS_(T)
#define THAW_CLASS_TABLE(T, ID, js_name, ...)                                               \
    _Static_assert(offsetof(T, base) == 0, "thaw_native must come first");                  \
    const thaw_class T##_class = { .name = (js_name),                                       \
                                   .id = THAW_CLASS_##ID,                                   \
                                   .size = sizeof(T),                                       \
                                   .js_offset = offsetof(T, js_slot),                       \
                                   .js_count = sizeof(((T *)0)->js_slot) / sizeof(JSValue), \
                                   __VA_ARGS__ }
#define THAW_CLASS_TABLE_PLAIN(T, ID, js_name, ...)                        \
    _Static_assert(offsetof(T, base) == 0, "thaw_native must come first"); \
    const thaw_class T##_class = { .name = (js_name), .id = THAW_CLASS_##ID, .size = sizeof(T), __VA_ARGS__ }
/* T_of(value): the struct, or NULL if the value is neither a T nor of a class below it. T_self(ctx, this): the same,
 * throwing TypeError. */
#define THAW_CLASS_ACCESSORS_(T)                                                             \
    __attribute__((unused)) static inline T *T##_of(JSValueConst value)                      \
    {                                                                                        \
        return thaw_native_as(value, &T##_class);                                            \
    }                                                                                        \
    __attribute__((unused)) static inline T *T##_self(JSContext *ctx, JSValueConst this_val) \
    {                                                                                        \
        T *self = T##_of(this_val);                                                          \
        if (!self)                                                                           \
            thaw_throw_illegal_invocation(ctx, &T##_class);                                  \
        return self;                                                                         \
    }                                                                                        \
    struct thaw_class_swallow_semicolon_

/* Registers the class with the engine. 0, or -1 with an exception pending. Prototype: JS_SetClassProto. */
THAW_MUST_USE int thaw_class_register(JSContext *ctx, const thaw_class *cls);
/* A new object of the class, its slots undefined, the rest zero. `proto` is borrowed; JS_UNDEFINED takes the class's
 * registered prototype. JS_EXCEPTION on failure, *ret_self untouched. */
JSValue thaw_native_new(JSContext *ctx, const thaw_class *cls, JSValueConst proto, void *ret_self);
void thaw_throw_illegal_invocation(JSContext *ctx, const thaw_class *cls);
/* The struct behind an object of the class or of one below it; NULL for any other value. */
void *thaw_native_as(JSValueConst value, const thaw_class *cls);
/* The class of an object; NULL for any other value. */
const thaw_class *thaw_native_class_of(JSValueConst value);
/* What of the object can't be frozen right now, by its class or one above; NULL if nothing. */
const char *thaw_native_live(const thaw_native *n);

/* Keeps `self` alive (wrapper is borrowed) until unpinned or torn down. Pinning twice is pinning once. */
void thaw_native_pin(JSContext *ctx, void *self, JSValueConst wrapper);
/* Nothing may be read from `self` afterwards: it may be gone. */
void thaw_native_unpin(JSRuntime *rt, void *self);
static inline bool thaw_native_is_pinned(const void *self)
{
    return !JS_IsUndefined(((const thaw_native *)self)->pin);
}

/* Takes `owned`. The old value is freed last. */
void thaw_slot_set(JSRuntime *rt, JSValue *slot, JSValue owned);
static inline void thaw_slot_clear(JSRuntime *rt, JSValue *slot)
{
    thaw_slot_set(rt, slot, JS_UNDEFINED);
}
/* Moves the value out; the slot becomes undefined. */
static inline JSValue thaw_slot_take(JSValue *slot)
{
    JSValue v = *slot;
    *slot = JS_UNDEFINED;
    return v;
}

/* Walks slots and containers of a struct described by (offset, count, visit); natives, ops and the runtime share it. */
void thaw_visit_slots(void *self, uint16_t js_offset, uint16_t js_count, void (*visit)(void *, thaw_visitor *),
                      thaw_visitor *v);
void thaw_free_slots(JSRuntime *rt, void *self, uint16_t js_offset, uint16_t js_count,
                     void (*visit)(void *, thaw_visitor *));

#endif
