/* SPDX-License-Identifier: MIT
 * Typed readers for arguments and option bags of Node's modules, which check and never convert: a string where a number
 * is wanted is ERR_INVALID_ARG_TYPE, worded as Node words it. (Web interfaces convert instead: js/webidl.) `name` is
 * the argument's, or "options.size" for a property.
 *
 * All return 0, or -1 with an exception pending and *ret untouched.
 *
 *     typedef struct { bool recursive; int64_t depth; thaw_cstr encoding; } walk_options;
 *     static const thaw_option walk_rows[] = {
 *         THAW_OPTION_BOOLEAN(walk_options, recursive, "recursive"),
 *         THAW_OPTION_INTEGER(walk_options, depth, "depth", 0, 100),
 *         THAW_OPTION_TEXT(walk_options, encoding, "encoding"),
 *     };
 *     walk_options o = { .depth = 10 };                    // defaults: what is absent is not touched
 *     int err = thaw_options_read(ctx, argv[1], "options", walk_rows, THAW_COUNT(walk_rows), &o);
 *     ...
 *     thaw_options_done(walk_rows, THAW_COUNT(walk_rows), &o);   // after a failure too */
#ifndef THAW_JS_ARGS_H
#define THAW_JS_ARGS_H

#include <stddef.h>

#include "base/auto.h"
#include "js/auto_values.h"

/* ERR_INVALID_ARG_TYPE: 'The "name" argument must be <wanted>. Received ...', where wanted is "of type function" or
 * "an instance of Buffer". Always JS_EXCEPTION. */
JSValue thaw_throw_arg_type(JSContext *ctx, const char *name, const char *wanted, JSValueConst value);
/* ERR_INVALID_ARG_VALUE: "The argument 'name' <why>. Received ...". */
JSValue thaw_throw_arg_value(JSContext *ctx, const char *name, const char *why, JSValueConst value);
/* ERR_OUT_OF_RANGE: 'The value of "name" is out of range. It must be <range>. Received ...'. */
JSValue thaw_throw_out_of_range(JSContext *ctx, const char *name, const char *range, JSValueConst value);

THAW_MUST_USE int thaw_arg_function(JSContext *ctx, JSValueConst value, const char *name);
THAW_MUST_USE int thaw_arg_object(JSContext *ctx, JSValueConst value,
                                  const char *name); /* no null, array or function */
THAW_MUST_USE int thaw_arg_boolean(JSContext *ctx, JSValueConst value, const char *name, bool *ret);
THAW_MUST_USE int thaw_arg_number(JSContext *ctx, JSValueConst value, const char *name, double min, double max,
                                  double *ret);
THAW_MUST_USE int thaw_arg_integer(JSContext *ctx, JSValueConst value, const char *name, int64_t min, int64_t max,
                                   int64_t *ret);
/* *ret must be empty: it owns the text. */
THAW_MUST_USE int thaw_arg_text(JSContext *ctx, JSValueConst value, const char *name, thaw_cstr *ret);
/* The index of a string among `names`. */
THAW_MUST_USE int thaw_arg_choice(JSContext *ctx, JSValueConst value, const char *name, const char *const *names, int n,
                                  int *ret);
/* A Buffer, TypedArray or DataView; the bytes are valid until JavaScript runs. */
THAW_MUST_USE int thaw_arg_bytes(JSContext *ctx, JSValueConst value, const char *name, thaw_slice *ret);

typedef enum {
    THAW_OPTION_KIND_BOOLEAN,  /* bool */
    THAW_OPTION_KIND_NUMBER,   /* double */
    THAW_OPTION_KIND_INTEGER,  /* int64_t */
    THAW_OPTION_KIND_TEXT,     /* thaw_cstr */
    THAW_OPTION_KIND_CHOICE,   /* int */
    THAW_OPTION_KIND_FUNCTION, /* thaw_value */
    THAW_OPTION_KIND_OBJECT,   /* thaw_value */
    THAW_OPTION_KIND_ANY,      /* thaw_value */
} thaw_option_kind;

typedef struct thaw_option {
    const char *name;
    thaw_option_kind kind;
    uint16_t offset;
    int n_names;
    const char *const *names;
    double min, max;
} thaw_option;

/* The member must have the C type of its kind. */
#define THAW_OPTION_(S, member, js_name, C, ...)                                                                      \
    {                                                                                                                 \
        .name = (js_name),                                                                                            \
        .offset =                                                                                                     \
            offsetof(S, member) +                                                                                     \
            0 * sizeof(struct {                                                                                       \
                _Static_assert(__builtin_types_compatible_p(__typeof__(((S *)0)->member), C), #member ": not a " #C); \
                int unused_;                                                                                          \
            }),                                                                                                       \
        __VA_ARGS__                                                                                                   \
    }
#define THAW_OPTION_BOOLEAN(S, member, js_name) THAW_OPTION_(S, member, js_name, bool, .kind = THAW_OPTION_KIND_BOOLEAN)
#define THAW_OPTION_NUMBER(S, member, js_name, least, most) \
    THAW_OPTION_(S, member, js_name, double, .kind = THAW_OPTION_KIND_NUMBER, .min = (least), .max = (most))
/* Bounds within +-2^53. */
#define THAW_OPTION_INTEGER(S, member, js_name, least, most) \
    THAW_OPTION_(S, member, js_name, int64_t, .kind = THAW_OPTION_KIND_INTEGER, .min = (least), .max = (most))
#define THAW_OPTION_TEXT(S, member, js_name) THAW_OPTION_(S, member, js_name, thaw_cstr, .kind = THAW_OPTION_KIND_TEXT)
#define THAW_OPTION_CHOICE(S, member, js_name, table)                                        \
    THAW_OPTION_(S, member, js_name, int, .kind = THAW_OPTION_KIND_CHOICE, .names = (table), \
                 .n_names = THAW_COUNT(table))
#define THAW_OPTION_FUNCTION(S, member, js_name) \
    THAW_OPTION_(S, member, js_name, thaw_value, .kind = THAW_OPTION_KIND_FUNCTION)
#define THAW_OPTION_OBJECT(S, member, js_name) \
    THAW_OPTION_(S, member, js_name, thaw_value, .kind = THAW_OPTION_KIND_OBJECT)
#define THAW_OPTION_ANY(S, member, js_name) THAW_OPTION_(S, member, js_name, thaw_value, .kind = THAW_OPTION_KIND_ANY)

/* Reads the properties in the order of the rows into the struct. Undefined, as the bag or as a property, leaves what is
 * there. `bag_name` is the argument's, and the first part of its properties' in messages. */
THAW_MUST_USE int thaw_options_read(JSContext *ctx, JSValueConst bag, const char *bag_name, const thaw_option *rows,
                                    size_t n, void *ret);
/* Releases texts and values, of a zeroed struct too. */
void thaw_options_done(const thaw_option *rows, size_t n, void *options);

#endif
