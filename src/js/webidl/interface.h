/* SPDX-License-Identifier: MIT
 * Web IDL interfaces as constant tables over native classes (native.h).
 *
 *     static JSValue sock_send(JSContext *ctx, const thaw_invocation *in)
 *     {
 *         sock *self = in->self;
 *         const send_args *args = in->args;
 *         ...
 *     }
 *     static const thaw_member sock_members[] = {
 *         THAW_READONLY("url", sock_url),
 *         THAW_PROMISE_METHOD_ARGS("send", sock_send, send_args, THAW_REQUIRED(send_args, data, "data", BufferSource)),
 *     };
 *     static const thaw_interface sock_interface = { .cls = &sock_class, THAW_MEMBERS(sock_members),
 *                                                    THAW_CONSTRUCTOR(sock_construct) };
 *     thaw_interface_define(ctx, &sock_interface)
 *
 * Every call passes one trampoline: it checks `this`, counts arguments, converts them (types.h) into the struct that
 * the row names, calls the body, releases what was converted, and for promise members turns exceptions into
 * rejections. Names, lengths, enumerability, prototypes and Symbol.toStringTag follow the specification. Bodies run
 * with valid input only; they may throw, and must not keep anything of `in`. */
#ifndef THAW_JS_WEBIDL_INTERFACE_H
#define THAW_JS_WEBIDL_INTERFACE_H

#include "base/auto.h"
#include "js/webidl/types.h"

enum { THAW_IDL_ARGS_SIZE_MAX = 1024, THAW_IDL_MEMBERS_MAX = 64, THAW_IDL_INTERFACES_MAX = 1024 };

typedef struct thaw_invocation {
    JSValueConst this_val;   /* the object; undefined for constructors */
    JSValueConst new_target; /* of constructors */
    void *self;              /* its struct; NULL for statics and constructors */
    const void *args;        /* the row's struct; of a setter, the new value; NULL where there are none */
    int argc;                /* how many arguments were given */
    const struct thaw_interface *interface;
} thaw_invocation;

/* Result owned; JS_EXCEPTION with an exception pending. */
typedef JSValue thaw_member_body(JSContext *ctx, const thaw_invocation *in);

/* The pair at `index` of the object's list as it is now: 1 with both values owned by the caller, 0 past its end, -1
 * with an exception pending. */
typedef int thaw_pair_at(JSContext *ctx, void *self, uint32_t index, JSValue *ret_key, JSValue *ret_value);

/* How an object is iterated asynchronously. `state` is what the row's `begin` returned, or undefined. */
typedef struct thaw_async_iteration {
    bool is_pair; /* items are arrays [key, value] */
    /* The next item or a promise of it; thaw_end_of_iteration() after the last. */
    JSValue (*next)(JSContext *ctx, void *self, JSValueConst state);
    /* The iterator's `return`: a value or promise to wait for. NULL: it has none. */
    JSValue (*finish)(JSContext *ctx, void *self, JSValueConst state, JSValueConst value);
} thaw_async_iteration;
/* Borrowed. */
JSValueConst thaw_end_of_iteration(JSContext *ctx);

typedef enum {
    THAW_MEMBER_METHOD,
    THAW_MEMBER_STATIC_METHOD,
    THAW_MEMBER_ATTRIBUTE,
    THAW_MEMBER_STATIC_ATTRIBUTE,
    THAW_MEMBER_CONSTANT,
    THAW_MEMBER_PAIR_ITERABLE,
    THAW_MEMBER_ASYNC_ITERABLE,
} thaw_member_kind;

typedef struct thaw_member {
    const char *name;
    uint8_t kind;
    bool is_promise;
    uint16_t args_size;
    uint16_t n_params;
    thaw_member_body *body, *set;
    const thaw_idl_field *params; /* of a method; the one value of a setter */
    double constant;
    thaw_pair_at *pair_at;
    const thaw_async_iteration *async_iteration;
} thaw_member;

typedef struct thaw_interface {
    const thaw_class *cls; /* its name is the interface's; its parent's interface must be defined before */
    const thaw_member *members;
    uint16_t n_members;
    thaw_member constructor; /* no body: can't be constructed by programs */
    bool is_hidden;          /* no property of the global object */
    /* NULL, or: the struct for a `this` that is no object of the class (undefined, the global object), which can be
     * changed to what it means; NULL if it is none. */
    void *(*self_of)(JSContext *ctx, JSValueConst *this_val);
} thaw_interface;

#define THAW_IDL_ARGS_(S, ...)                                                                                         \
    .args_size = sizeof(S) + 0 * sizeof(struct {                                                                       \
                                 _Static_assert(sizeof(S) <= THAW_IDL_ARGS_SIZE_MAX, "arguments take too much stack"); \
                                 int unused_;                                                                          \
                             }),                                                                                       \
    .params = (const thaw_idl_field[]){ __VA_ARGS__ }, .n_params = THAW_IDL_COUNT_(thaw_idl_field, __VA_ARGS__)

#define THAW_METHOD(js_name, fn)                                    \
    {                                                               \
        .name = (js_name), .kind = THAW_MEMBER_METHOD, .body = (fn) \
    }
#define THAW_METHOD_ARGS(js_name, fn, S, ...)                                                       \
    {                                                                                               \
        .name = (js_name), .kind = THAW_MEMBER_METHOD, .body = (fn), THAW_IDL_ARGS_(S, __VA_ARGS__) \
    }
/* The body returns the promise, or the value that it is to be resolved with. */
#define THAW_PROMISE_METHOD(js_name, fn)                                                \
    {                                                                                   \
        .name = (js_name), .kind = THAW_MEMBER_METHOD, .body = (fn), .is_promise = true \
    }
#define THAW_PROMISE_METHOD_ARGS(js_name, fn, S, ...)                                    \
    {                                                                                    \
        .name = (js_name), .kind = THAW_MEMBER_METHOD, .body = (fn), .is_promise = true, \
        THAW_IDL_ARGS_(S, __VA_ARGS__)                                                   \
    }
#define THAW_STATIC_METHOD(js_name, fn)                                    \
    {                                                                      \
        .name = (js_name), .kind = THAW_MEMBER_STATIC_METHOD, .body = (fn) \
    }
#define THAW_STATIC_METHOD_ARGS(js_name, fn, S, ...)                                                       \
    {                                                                                                      \
        .name = (js_name), .kind = THAW_MEMBER_STATIC_METHOD, .body = (fn), THAW_IDL_ARGS_(S, __VA_ARGS__) \
    }
#define THAW_READONLY(js_name, get)                                     \
    {                                                                   \
        .name = (js_name), .kind = THAW_MEMBER_ATTRIBUTE, .body = (get) \
    }
#define THAW_PROMISE_READONLY(js_name, get)                                                 \
    {                                                                                       \
        .name = (js_name), .kind = THAW_MEMBER_ATTRIBUTE, .body = (get), .is_promise = true \
    }
/* `set` finds in->args pointing to the new value, of the C type of `word`. Its result is not looked at. */
#define THAW_ATTRIBUTE(js_name, get, set_fn, word)                                                 \
    {                                                                                              \
        .name = (js_name), .kind = THAW_MEMBER_ATTRIBUTE, .body = (get), .set = (set_fn),          \
        .args_size = sizeof(thaw_idl_##word##_c), .n_params = 1, .params = &(const thaw_idl_field) \
        {                                                                                          \
            .name = (js_name), .type = &thaw_idl_##word, .offset = 0                               \
        }                                                                                          \
    }
#define THAW_STATIC_READONLY(js_name, get)                                     \
    {                                                                          \
        .name = (js_name), .kind = THAW_MEMBER_STATIC_ATTRIBUTE, .body = (get) \
    }
#define THAW_CONSTANT(js_name, value)                                        \
    {                                                                        \
        .name = (js_name), .kind = THAW_MEMBER_CONSTANT, .constant = (value) \
    }
/* iterable<K, V>: entries, keys, values, forEach, Symbol.iterator. */
#define THAW_PAIR_ITERABLE(fn)                                                 \
    {                                                                          \
        .name = "entries", .kind = THAW_MEMBER_PAIR_ITERABLE, .pair_at = (fn), \
    }
/* async_iterable<V> or <K, V>: values or entries, keys, values; Symbol.asyncIterator. `begin` may be NULL. */
#define THAW_ASYNC_ITERABLE(how, begin)                                                                 \
    {                                                                                                   \
        .name = "values", .kind = THAW_MEMBER_ASYNC_ITERABLE, .async_iteration = (how), .body = (begin) \
    }
#define THAW_ASYNC_ITERABLE_ARGS(how, begin, S, ...)                                                     \
    {                                                                                                    \
        .name = "values", .kind = THAW_MEMBER_ASYNC_ITERABLE, .async_iteration = (how), .body = (begin), \
        THAW_IDL_ARGS_(S, __VA_ARGS__)                                                                   \
    }

#define THAW_MEMBERS(table) .members = (table), .n_members = sizeof(table) / sizeof((table)[0])
#define THAW_CONSTRUCTOR(fn) .constructor = { .body = (fn) }
#define THAW_CONSTRUCTOR_ARGS(fn, S, ...) .constructor = { .body = (fn), THAW_IDL_ARGS_(S, __VA_ARGS__) }

/* Registers the class, makes constructor and prototype, and puts the constructor on the global object unless it is
 * hidden. To be called at start, once per runtime. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_interface_define(JSContext *ctx, const thaw_interface *interface);
/* For a constructor's body: a new object of the interface, with the prototype that new.target asks for. `ret_self`
 * points to the struct pointer. JS_EXCEPTION with an exception pending. */
JSValue thaw_interface_construct(JSContext *ctx, const thaw_invocation *in, void *ret_self);

#endif
