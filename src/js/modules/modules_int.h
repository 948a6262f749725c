/* SPDX-License-Identifier: MIT
 * Shared by the files of this folder only. */
#ifndef THAW_JS_MODULES_MODULES_INT_H
#define THAW_JS_MODULES_MODULES_INT_H

#include "js/modules/modules.h"
#include "js/native.h"
#include "parse/bytecode_file.h"

typedef struct {
    thaw_native base;
    int n_hooks; /* of module.registerHooks */
    THAW_JS_FIELDS(module_class, main_path);
} module_state;

module_state *thaw_modules_state(JSContext *ctx);
/* Calls Module[Symbol.for(name)] of cjs.js. */
JSValue thaw_modules_call(JSContext *ctx, const char *name, int argc, JSValueConst *argv);
/* Compiles the body of a CommonJS module to its function of five parameters; line 1 is line 1. */
JSValue thaw_cjs_compile(JSContext *ctx, const char *source, size_t len, const char *path);
/* The same without making the function yet, for bytecode. */
JSValue thaw_cjs_compile_only(JSContext *ctx, const char *source, size_t len, const char *path);
/* The text of a script without its "#!" line, which stays as an empty one, and without its byte order mark. */
thaw_slice thaw_script_strip(const thaw_buf *text);
/* Parses a bytecode file and checks that this engine can read it. 0, or -1 with an exception pending. */
int thaw_bytecode_open(JSContext *ctx, thaw_slice bytes, const char *path, thaw_bytecode_file *ret);
/* The module as if it had been compiled from source as `key`, without import.meta. NULL with an exception pending. */
JSModuleDef *thaw_bytecode_load_esm(JSContext *ctx, const char *key, const thaw_bytecode_file *file);
/* internal.modules.bytecodeFormat(path): "module" or "commonjs"; bytecodeFunction(path): as thaw_cjs_compile. */
JSValue thaw_js_bytecode_format(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv);
JSValue thaw_js_bytecode_function(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv);
/* "module" or "commonjs" for a file of JavaScript, as a string; other formats too. */
JSValue thaw_modules_format(JSContext *ctx, const char *path);
/* True if the text fails as CommonJS but is an ES module. */
bool thaw_source_is_esm(JSContext *ctx, const char *source, size_t len, const char *path);
/* Appends where a module's file stands now; the same unless the program was moved. */
THAW_MUST_USE int thaw_modules_live_path(const char *path, thaw_buf *ret);
THAW_MUST_USE int thaw_esm_init(JSContext *ctx);
/* The key of an ES module: its path, in which %, ? and # are escaped, then what an import adds, "?query#fragment". What
 * is no file has its URL as its key. Both append to ret; 0, or a negative error. */
THAW_MUST_USE int thaw_module_key(const char *path, thaw_buf *ret);
THAW_MUST_USE int thaw_module_key_path(const char *key, thaw_buf *ret);
/* Loads (not evaluates) what the module with the key `parent` means by a specifier, which may be a key as well. NULL
 * with an exception pending. */
JSModuleDef *thaw_esm_load(JSContext *ctx, const char *parent, const char *specifier);
JSModuleDef *thaw_esm_load_path(JSContext *ctx, const char *path);
/* The same for a path that is a file's real one. */
JSModuleDef *thaw_esm_load_main(JSContext *ctx, const char *path);
/* require() of an ES module: evaluates it synchronously and returns the namespace, or one with `__esModule` besides if
 * there is a default export. */
JSValue thaw_esm_require(JSContext *ctx, const char *path);
/* Gives the built-ins' named exports the values that their properties have now. */
THAW_MUST_USE int thaw_esm_sync_builtins(JSContext *ctx);
/* Promise for the namespace (with `want_namespace`) or of the evaluation. */
JSValue thaw_esm_run(JSContext *ctx, JSModuleDef *m, bool want_namespace);

#endif
