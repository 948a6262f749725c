/* SPDX-License-Identifier: MIT
 * JavaScript built-ins: src/<path>.js is built-in "<path>". Each file is the body of a function
 * (exports, require, internal): `require` loads other built-ins by path, `internal` holds the native helpers that C
 * layers put there. A built-in is evaluated once, at the first require; in a heap image they are there already.
 *
 * Public modules (node:fs and so on) are rows of a table that the node layer supplies. */
#ifndef THAW_JS_BUILTINS_H
#define THAW_JS_BUILTINS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"
#include "base/slice.h"
#include "js/engine.h"

typedef struct {
    const char *name, *source;
    size_t size;
} thaw_builtin_source;
extern const thaw_builtin_source thaw_builtin_sources[]; /* sorted by name; ends with a NULL name */

typedef struct thaw_builtin_module {
    const char *name;    /* "fs/promises" */
    const char *builtin; /* "node/fs/promises" */
    bool scheme_only;    /* only importable as node:name */
} thaw_builtin_module;

/* Exports of a built-in (owned); evaluates it at first use. */
JSValue thaw_builtin_require(JSContext *ctx, const char *name);
/* The public module for a specifier with or without "node:", or NULL. */
const thaw_builtin_module *thaw_builtin_find(JSContext *ctx, thaw_slice specifier);
/* Adds native functions to `internal.<group>`. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_internal_add(JSContext *ctx, const char *group, const JSCFunctionListEntry *functions, int n);

#endif
