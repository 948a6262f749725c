/* SPDX-License-Identifier: MIT
 * The module system: ES modules on the engine's loader hooks (esm.c), CommonJS (cjs.js), resolution (resolve.js). This
 * header is what the rest of Thaw needs of it.
 *
 * A module's key is its absolute path plus the query and fragment it was imported with, "node:name", or a data: URL.
 * Every source file is read in one place (thaw_module_read), so that freezing can embed what was read. */
#ifndef THAW_JS_MODULES_MODULES_H
#define THAW_JS_MODULES_MODULES_H

#include <stdbool.h>

#include "base/buf.h"
#include "js/engine.h"

/* Loader hooks and natives; before the node layer. */
THAW_MUST_USE int thaw_modules_init(JSContext *ctx);
/* require and node:module, once the table of built-in modules is there. */
THAW_MUST_USE int thaw_modules_start(JSContext *ctx);

/* Runs a program's main file (absolute path) by its format. The evaluation's promise for an ES module, undefined for
 * CommonJS; JS_EXCEPTION with the exception pending. */
JSValue thaw_module_run_main(JSContext *ctx, const char *path);
/* The main module to be, for those who load it before it runs. */
void thaw_module_set_main(JSContext *ctx, const char *path);
/* The file that `typed` names, absolute or relative to the working directory; extensions and folders are tried as
 * require() does. A string, or JS_EXCEPTION. */
JSValue thaw_module_find_main(JSContext *ctx, const char *typed);
/* Runs text without a file (-e, standard input): an ES module if it only parses as one, then its promise; else a script
 * with `require`, `module` and `exports` as globals, then its value. `name` stands in stacks. */
JSValue thaw_module_run_source(JSContext *ctx, const char *source, size_t len, const char *name, bool *ret_is_module);
/* require(specifier) from the file `parent`. */
JSValue thaw_module_require(JSContext *ctx, const char *specifier, const char *parent);
/* import(specifier) from the module `parent` (an absolute path). A promise for the namespace. */
JSValue thaw_module_import(JSContext *ctx, const char *specifier, const char *parent);
/* Loads a file as an application would and returns its exports as an ES namespace or CommonJS exports, wrapped in a
 * promise. Used for handlers. */
JSValue thaw_module_namespace(JSContext *ctx, const char *path);
/* Extra conditions of exports and imports maps (--conditions), from a NULL-terminated list. */
THAW_MUST_USE int thaw_modules_set_conditions(JSContext *ctx, const char *const *conditions, int n);

/* Gives modules that were compiled but not evaluated the import.meta of where the program stands now, after
 * thaw_the_process.live_root was set. */
THAW_MUST_USE int thaw_modules_relocate(JSContext *ctx);

/* Compiles a JavaScript file (absolute path) to what `thaw compile` writes; bytecode.c. 0, or -1 with an exception
 * pending. */
THAW_MUST_USE int thaw_module_compile(JSContext *ctx, const char *path, thaw_buf *ret);

enum { THAW_MODULE_SOURCE_MAX = 256 << 20 };
/* Appends a source file's bytes. 0 or a negative error. */
THAW_MUST_USE int thaw_module_read(JSContext *ctx, const char *path, thaw_buf *ret);

#endif
