/* SPDX-License-Identifier: MIT
 * Shared by the files of this folder only. */
#ifndef THAW_JS_MODULES_MODULES_INT_H
#define THAW_JS_MODULES_MODULES_INT_H

#include "js/modules/modules.h"
#include "js/native.h"

typedef struct {
    thaw_native base;
    int n_hooks; /* of module.registerHooks */
    THAW_JS_FIELDS(module_class, main_key);
} module_state;

module_state *thaw_modules_state(JSContext *ctx);
/* Calls Module[Symbol.for(name)] of cjs.js. */
JSValue thaw_modules_call(JSContext *ctx, const char *name, int argc, JSValueConst *argv);
/* Compiles the body of a CommonJS module to its function of five parameters; line 1 is line 1. */
JSValue thaw_cjs_compile(JSContext *ctx, const char *source, size_t len, const char *path);
/* True if the text fails as CommonJS but is an ES module. */
bool thaw_source_is_esm(JSContext *ctx, const char *source, size_t len, const char *path);
/* Appends where a module's file stands now; the same unless the program was moved. */
THAW_MUST_USE int thaw_modules_live_path(const char *path, thaw_buf *ret);
THAW_MUST_USE int thaw_esm_init(JSContext *ctx);
/* Loads (not evaluates) the module for a key that resolution gave. NULL with an exception pending. */
JSModuleDef *thaw_esm_load(JSContext *ctx, const char *parent, const char *specifier);
/* require() of an ES module: evaluates it synchronously and returns the namespace. */
JSValue thaw_esm_require(JSContext *ctx, const char *path);
/* Promise for the namespace (with `want_namespace`) or of the evaluation. */
JSValue thaw_esm_run(JSContext *ctx, JSModuleDef *m, bool want_namespace);

#endif
