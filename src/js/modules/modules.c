/* SPDX-License-Identifier: MIT */
#include "js/modules/modules.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/modules/modules_int.h"
#include "js/runtime.h"
#include "loop/process.h"

THAW_CLASS(module_state, MODULES, "Modules");

module_state *thaw_modules_state(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_MODULES);
}

JSValue thaw_modules_call(JSContext *ctx, const char *name, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_value) symbol = thaw_value_of(ctx, JS_NewSymbol(ctx, name, true));
    THAW_AUTO(thaw_atom) key = thaw_atom_of(ctx, JS_ValueToAtom(ctx, symbol.v));
    THAW_AUTO(thaw_value)
    function = thaw_value_of(ctx, JS_GetProperty(ctx, thaw_modules_state(ctx)->module_class, key.atom));
    return thaw_call(ctx, function.v, JS_UNDEFINED, argc, argv);
}

/* Appends `path` with `from` at its front replaced by `to`. */
static int rebase_path(thaw_buf *b, const char *path, const char *from, const char *to)
{
    size_t n = from && to ? strlen(from) : 0;
    bool inside = n && strncmp(path, from, n) == 0 && (path[n] == '/' || path[n] == '\0');
    if (inside)
        thaw_buf_puts(b, to);
    return thaw_buf_puts(b, inside ? path + n : path);
}

/* The file that the program calls `path`: elsewhere while it is being frozen for another folder. */
static int real_file(const char *path, thaw_buf *b)
{
    return thaw_the_process.frozen_root ? rebase_path(b, path, thaw_the_process.frozen_root, thaw_the_process.live_root)
                                        : thaw_input_real_path(path, b);
}

int thaw_module_read(JSContext *ctx, const char *path, thaw_buf *ret)
{
    THAW_AUTO(thaw_buf) real = thaw_buf_of(PATH_MAX);
    int err = real_file(path, &real);
    return err ? err : thaw_file_read(real.data, ret);
}

thaw_slice thaw_script_strip(const thaw_buf *text)
{
    thaw_slice s = { text->data ? text->data : "", text->len };
    if (thaw_slice_starts(s, "\xEF\xBB\xBF")) {
        s.ptr += 3;
        s.len -= 3;
    }
    if (thaw_slice_starts(s, "#!")) {
        size_t line = 0;
        while (line < s.len && s.ptr[line] != '\n')
            line++;
        s.ptr += line;
        s.len -= line;
    }
    return s;
}

typedef JSValue engine_compile_fn(JSContext *ctx, const char *source, size_t len, const char *file, int line);

static JSValue compile_wrapped(JSContext *ctx, const char *source, size_t len, const char *path,
                               engine_compile_fn *compile)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    thaw_buf_puts(&text, "(function (exports, require, module, __filename, __dirname) {\n");
    thaw_buf_append(&text, source, len);
    thaw_buf_puts(&text, "\n})");
    if (thaw_buf_error(&text))
        return thaw_throw(ctx, thaw_buf_error(&text), "read", path);
    return compile(ctx, text.data, text.len, path, 0);
}

JSValue thaw_cjs_compile(JSContext *ctx, const char *source, size_t len, const char *path)
{
    return compile_wrapped(ctx, source, len, path, thaw_engine_eval_at);
}

JSValue thaw_cjs_compile_only(JSContext *ctx, const char *source, size_t len, const char *path)
{
    return compile_wrapped(ctx, source, len, path, thaw_engine_compile_at);
}

bool thaw_source_is_esm(JSContext *ctx, const char *source, size_t len, const char *path)
{
    JSValue cjs = thaw_cjs_compile(ctx, source, len, path);
    bool is_cjs = !JS_IsException(cjs);
    JS_FreeValue(ctx, cjs);
    if (is_cjs)
        return false;
    thaw_drop_exception(ctx);
    return JS_DetectModule(source, len);
}

/* --- internal.modules --- */

static JSValue js_stat_kind(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) real = thaw_buf_of(PATH_MAX);
    struct stat st;
    if (!path.ptr)
        return JS_EXCEPTION;
    if (real_file(path.ptr, &real) != 0 || stat(real.data, &st) < 0)
        return JS_NewInt32(ctx, -1);
    return JS_NewInt32(ctx, S_ISDIR(st.st_mode) ? 1 : 0);
}

static JSValue js_realpath(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    char resolved[PATH_MAX];
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) real = thaw_buf_of(PATH_MAX), seen = thaw_buf_of(PATH_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    if (real_file(path.ptr, &real) != 0 || !realpath(real.data, resolved))
        return JS_DupValue(ctx, argv[0]);
    thaw_slice at = thaw_input_location_at();
    THAW_AUTO(thaw_buf) from = thaw_buf_of(PATH_MAX);
    thaw_buf_append(&from, at.ptr, at.len);
    if (at.len)
        rebase_path(&seen, resolved, from.data, thaw_input_location_name());
    else
        rebase_path(&seen, resolved, thaw_the_process.live_root, thaw_the_process.frozen_root);
    return JS_NewString(ctx, seen.data);
}

/* The path as the program should see it where it stands now. */
static JSValue js_live_path(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    if (!thaw_the_process.live_root)
        return JS_DupValue(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) live = thaw_buf_of(PATH_MAX);
    int err = path.ptr ? thaw_modules_live_path(path.ptr, &live) : 0;
    if (!path.ptr || err)
        return path.ptr ? thaw_throw(ctx, err, NULL, path.ptr) : JS_EXCEPTION;
    return JS_NewString(ctx, live.data);
}

int thaw_modules_live_path(const char *path, thaw_buf *ret)
{
    return rebase_path(ret, path, thaw_the_process.frozen_root, thaw_the_process.live_root);
}

/* The way back from js_live_path. */
static JSValue js_frozen_path(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    if (!thaw_the_process.live_root)
        return JS_DupValue(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) frozen = thaw_buf_of(PATH_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    rebase_path(&frozen, path.ptr, thaw_the_process.live_root, thaw_the_process.frozen_root);
    return JS_NewString(ctx, frozen.data);
}

/* A module that is loaded already (with whatever import attributes), else loaded now. */
static JSModuleDef *module_by_key(JSContext *ctx, JSValueConst key)
{
    THAW_AUTO(thaw_atom) wanted = thaw_atom_of(ctx, JS_ValueToAtom(ctx, key));
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m)) {
        THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, m));
        if (name.atom == wanted.atom)
            return m;
    }
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, key);
    return text.ptr ? thaw_esm_load(ctx, "/", text.ptr) : NULL;
}

/* (key): compiles the module and what it imports statically, evaluating nothing. */
static JSValue js_load_esm(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSModuleDef *m = module_by_key(ctx, argv[0]);
    return m && thaw_engine_module_resolve(ctx, m) == 0 ? JS_UNDEFINED : JS_EXCEPTION;
}

/* (key): a promise of the one module's evaluation. */
static JSValue js_evaluate_esm(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSModuleDef *m = module_by_key(ctx, argv[0]);
    return m ? thaw_esm_run(ctx, m, false) : JS_EXCEPTION;
}

/* (key): keys of what a loaded module imports statically, in order. */
static JSValue js_esm_imports(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    JSModuleDef *m = module_by_key(ctx, argv[0]), *imported;
    if (!m)
        return JS_EXCEPTION;
    for (uint32_t i = 0; (imported = thaw_engine_module_import(m, (int)i)); i++) {
        THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, imported));
        if (JS_DefinePropertyValueUint32(ctx, list.v, i, JS_AtomToString(ctx, name.atom), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

/* (): keys of the modules whose evaluation has begun. */
static JSValue js_evaluated_modules(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m)) {
        thaw_module_status status = thaw_engine_module_status(m);
        if (status == THAW_MODULE_UNLINKED || status == THAW_MODULE_LINKED)
            continue;
        THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, m));
        if (JS_DefinePropertyValueUint32(ctx, list.v, n++, JS_AtomToString(ctx, name.atom), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&list);
}

/* (fromExecutable, where): the program looked at where it stands. */
static JSValue js_note_location(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) from_executable = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) where = thaw_cstr_of(ctx, argv[1]);
    if (!from_executable.ptr || !where.ptr)
        return JS_EXCEPTION;
    thaw_input_location(from_executable.ptr, where.ptr);
    return JS_UNDEFINED;
}

static JSValue js_resolve_path(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) base = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[1]);
    THAW_AUTO(thaw_buf) out = thaw_buf_of(65536);
    if (!base.ptr || !path.ptr)
        return JS_EXCEPTION;
    int err = thaw_path_resolve(&out, base.ptr, thaw_cstr_slice(&path));
    return err ? thaw_throw(ctx, err, NULL, path.ptr) : JS_NewStringLen(ctx, out.data, out.len);
}

/* (path, must): the file as text; undefined if it can't be read, unless `must`. */
static JSValue js_read_module(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    if (!path.ptr)
        return JS_EXCEPTION;
    int err = thaw_module_read(ctx, path.ptr, &text);
    if (err)
        return argc > 1 && JS_ToBool(ctx, argv[1]) ? thaw_throw(ctx, err, "open", path.ptr) : JS_UNDEFINED;
    thaw_slice s = thaw_script_strip(&text);
    return JS_NewStringLen(ctx, s.ptr, s.len);
}

static JSValue js_compile_function(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) source = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[1]);
    return source.ptr && path.ptr ? thaw_cjs_compile(ctx, source.ptr, source.len, path.ptr) : JS_EXCEPTION;
}

/* (source, path): null if it is an ES module; else the function of a CommonJS module, undefined if it has an error,
 * which loading it will report. */
static JSValue js_compile_ambiguous(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) source = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[1]);
    if (!source.ptr || !path.ptr)
        return JS_EXCEPTION;
    JSValue run = thaw_cjs_compile(ctx, source.ptr, source.len, path.ptr);
    if (!JS_IsException(run))
        return run;
    thaw_drop_exception(ctx);
    return JS_DetectModule(source.ptr, source.len) ? JS_NULL : JS_UNDEFINED;
}

static JSValue js_require_esm(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    return path.ptr ? thaw_esm_require(ctx, path.ptr) : JS_EXCEPTION;
}

static JSValue js_sync_builtins(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    return thaw_esm_sync_builtins(ctx) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue js_is_builtin(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    return name.ptr ? JS_NewBool(ctx, thaw_builtin_find(ctx, thaw_cstr_slice(&name)) != NULL) : JS_EXCEPTION;
}

static JSValue js_builtin(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, argv[0]);
    const thaw_builtin_module *m = name.ptr ? thaw_builtin_find(ctx, thaw_cstr_slice(&name)) : NULL;
    if (!name.ptr)
        return JS_EXCEPTION;
    return m ? thaw_builtin_require(ctx, m->builtin)
             : thaw_throw_code(ctx, "Error", "ERR_UNKNOWN_BUILTIN_MODULE", "No such built-in module: %s", name.ptr);
}

static JSValue js_builtin_names(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValue list = JS_NewArray(ctx);
    uint32_t n = 0;
    for (const thaw_builtin_module *m = thaw_runtime_of(ctx)->modules; !JS_IsException(list) && m && m->name; m++) {
        if (!m->scheme_only)
            JS_DefinePropertyValueUint32(ctx, list, n++, JS_NewString(ctx, m->name), JS_PROP_C_W_E);
    }
    return list;
}

static JSValue js_modules_cwd(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    char cwd[PATH_MAX];
    return JS_NewString(ctx, getcwd(cwd, sizeof cwd) ? cwd : "/");
}

static JSValue js_set_hooks(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t n;
    if (JS_ToInt32(ctx, &n, argv[0]) < 0)
        return JS_EXCEPTION;
    thaw_modules_state(ctx)->n_hooks = n;
    return JS_UNDEFINED;
}

static JSValue js_decode_utf8(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    size_t size;
    const uint8_t *bytes = JS_GetUint8Array(ctx, &size, argv[0]);
    if (!bytes) {
        thaw_drop_exception(ctx);
        bytes = JS_GetArrayBuffer(ctx, &size, argv[0]);
    }
    return bytes ? JS_NewStringLen(ctx, (const char *)bytes, size) : JS_EXCEPTION;
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("statKind", 1, js_stat_kind),
    JS_CFUNC_DEF("realpath", 1, js_realpath),
    JS_CFUNC_DEF("livePath", 1, js_live_path),
    JS_CFUNC_DEF("frozenPath", 1, js_frozen_path),
    JS_CFUNC_DEF("loadEsm", 1, js_load_esm),
    JS_CFUNC_DEF("evaluateEsm", 1, js_evaluate_esm),
    JS_CFUNC_DEF("esmImports", 1, js_esm_imports),
    JS_CFUNC_DEF("evaluatedModules", 0, js_evaluated_modules),
    JS_CFUNC_DEF("noteLocation", 2, js_note_location),
    JS_CFUNC_DEF("resolvePath", 2, js_resolve_path),
    JS_CFUNC_DEF("readModule", 2, js_read_module),
    JS_CFUNC_DEF("compileFunction", 2, js_compile_function),
    JS_CFUNC_DEF("bytecodeFormat", 1, thaw_js_bytecode_format),
    JS_CFUNC_DEF("bytecodeFunction", 1, thaw_js_bytecode_function),
    JS_CFUNC_DEF("compileAmbiguous", 2, js_compile_ambiguous),
    JS_CFUNC_DEF("requireEsm", 1, js_require_esm),
    JS_CFUNC_DEF("syncBuiltins", 0, js_sync_builtins),
    JS_CFUNC_DEF("isBuiltin", 1, js_is_builtin),
    JS_CFUNC_DEF("builtin", 1, js_builtin),
    JS_CFUNC_DEF("builtinNames", 0, js_builtin_names),
    JS_CFUNC_DEF("cwd", 0, js_modules_cwd),
    JS_CFUNC_DEF("setHooks", 1, js_set_hooks),
    JS_CFUNC_DEF("decodeUtf8", 1, js_decode_utf8),
};

static int define_global(JSContext *ctx, const char *name, JSValue value)
{
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return JS_DefinePropertyValueStr(ctx, global.v, name, value, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0 ? -1 : 0;
}

/* The global require resolves from the folder of the running script, as far as it is known. */
static JSValue js_global_require(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_engine_position at = thaw_engine_where(ctx, 0);
    THAW_AUTO(thaw_atom) file = thaw_atom_of(ctx, at.file);
    THAW_AUTO(thaw_value) from = thaw_value_of(ctx, at.file ? JS_AtomToString(ctx, at.file) : JS_UNDEFINED);
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, from.v);
    char cwd[PATH_MAX] = "/";
    if (!text.ptr)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX + 16);
    int err = text.ptr[0] == '/' ? thaw_module_key_path(text.ptr, &path) /* else [eval], data: */
                                 : thaw_buf_printf(&path, "%s/[eval]", getcwd(cwd, sizeof cwd) ? cwd : "");
    if (err)
        return thaw_throw(ctx, err, NULL, text.ptr);
    THAW_AUTO(thaw_value) parent = thaw_value_of(ctx, JS_NewString(ctx, path.data));
    JSValueConst parent_arg[] = { parent.v };
    THAW_AUTO(thaw_value) require = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.requireFrom", 1, parent_arg));
    return JS_IsException(require.v) ? JS_EXCEPTION : thaw_call(ctx, require.v, JS_UNDEFINED, argc, argv);
}

int thaw_modules_init(JSContext *ctx)
{
    if (!thaw_runtime_add_state(ctx, THAW_STATE_MODULES, &module_state_class) ||
        thaw_internal_add(ctx, "modules", functions, THAW_COUNT(functions)) < 0)
        return -1;
    if (define_global(ctx, "global", JS_GetGlobalObject(ctx)) < 0)
        return -1;
    return thaw_esm_init(ctx);
}

int thaw_modules_start(JSContext *ctx)
{
    module_state *modules = thaw_modules_state(ctx);
    modules->module_class = thaw_builtin_require(ctx, "js/modules/cjs");
    if (JS_IsException(modules->module_class))
        return -1;
    return define_global(ctx, "require", JS_NewCFunction(ctx, js_global_require, "require", 1));
}

/* --- running programs --- */

/* Calls a function of resolve.js with one string. */
static JSValue call_resolver(JSContext *ctx, const char *function, const char *argument)
{
    THAW_AUTO(thaw_value) text = thaw_value_of(ctx, JS_NewString(ctx, argument));
    THAW_AUTO(thaw_value) resolver = thaw_value_of(ctx, thaw_builtin_require(ctx, "js/modules/resolve"));
    THAW_AUTO(thaw_value) callee = thaw_value_of(ctx, JS_GetPropertyStr(ctx, resolver.v, function));
    JSValueConst args[] = { text.v };
    return thaw_call(ctx, callee.v, JS_UNDEFINED, 1, args);
}

JSValue thaw_modules_format(JSContext *ctx, const char *path)
{
    if (thaw_slice_ends(thaw_slice_of(path), ".mjs")) /* resolve.js says so too; a start is quicker without it */
        return JS_NewString(ctx, "module");
    return call_resolver(ctx, "settledFormat", path);
}

void thaw_module_set_main(JSContext *ctx, const char *path)
{
    thaw_slot_set(JS_GetRuntime(ctx), &thaw_modules_state(ctx)->main_path, JS_NewString(ctx, path));
}

JSValue thaw_module_run_main(JSContext *ctx, const char *path)
{
    THAW_AUTO(thaw_value) format = thaw_value_of(ctx, thaw_modules_format(ctx, path));
    THAW_AUTO(thaw_cstr) format_name = thaw_cstr_of(ctx, format.v);
    module_state *modules = thaw_modules_state(ctx);
    if (!format_name.ptr)
        return JS_EXCEPTION;
    thaw_module_set_main(ctx, path);
    if (strcmp(format_name.ptr, "module") == 0) {
        JSModuleDef *m = thaw_esm_load_main(ctx, path);
        JSValue promise = m ? thaw_esm_run(ctx, m, false) : JS_EXCEPTION;
        if (!JS_IsException(promise)) {
            thaw_root_set(ctx, THAW_ROOT_MAIN, JS_DupValue(ctx, promise));
            thaw_drain_microtasks_first(ctx);
        }
        return promise;
    }
    JSValueConst args[] = { modules->main_path };
    JSValue result = thaw_modules_call(ctx, "thaw.runMain", 1, args);
    if (JS_IsException(result))
        return JS_EXCEPTION;
    JS_FreeValue(ctx, result);
    return JS_UNDEFINED;
}

JSValue thaw_module_namespace(JSContext *ctx, const char *path)
{
    JSModuleDef *m = thaw_esm_load_path(ctx, path);
    return m ? thaw_esm_run(ctx, m, true) : JS_EXCEPTION;
}

JSValue thaw_module_import(JSContext *ctx, const char *specifier, const char *parent)
{
    THAW_AUTO(thaw_buf) key = thaw_buf_of(4 * PATH_MAX);
    int err = thaw_module_key(parent, &key);
    if (err)
        return thaw_throw(ctx, err, NULL, parent);
    JSModuleDef *m = thaw_esm_load(ctx, key.data, specifier);
    return m ? thaw_esm_run(ctx, m, true) : JS_EXCEPTION;
}

JSValue thaw_module_find_main(JSContext *ctx, const char *typed)
{
    char cwd[PATH_MAX];
    struct stat st;
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
    int err = thaw_path_resolve(&path, getcwd(cwd, sizeof cwd) ? cwd : "/", thaw_slice_of(typed));
    if (err)
        return thaw_throw(ctx, err, "open", typed);
    if (stat(path.data, &st) == 0 && S_ISREG(st.st_mode) && realpath(path.data, cwd))
        return JS_NewString(ctx, cwd);
    return call_resolver(ctx, "resolveMain", path.data); /* which tries extensions and folders */
}

/* The module that `source` holds, or JS_EXCEPTION: its promise, as the main module's. */
static JSValue run_module_source(JSContext *ctx, const char *source, size_t len, const char *name)
{
    THAW_AUTO(thaw_value)
    compiled = thaw_value_of(ctx, JS_Eval(ctx, source, len, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY));
    if (JS_IsException(compiled.v))
        return JS_EXCEPTION;
    JSValue promise = thaw_esm_run(ctx, thaw_engine_module_of(compiled.v), false);
    if (!JS_IsException(promise))
        thaw_root_set(ctx, THAW_ROOT_MAIN, JS_DupValue(ctx, promise));
    return promise;
}

JSValue thaw_module_run_source(JSContext *ctx, const char *source, size_t len, const char *name, bool *ret_is_module)
{
    *ret_is_module = false;
    JSValue file = JS_NewString(ctx, name);
    JSValueConst args[] = { file };
    THAW_AUTO(thaw_value) ready = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.evalGlobals", 1, args));
    JS_FreeValue(ctx, file);
    if (JS_IsException(ready.v))
        return JS_EXCEPTION;
    JSValue script = JS_Eval(ctx, source, len, name, JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
    if (!JS_IsException(script))
        return JS_EvalFunction(ctx, script);
    if (!JS_DetectModule(source, len))
        return JS_EXCEPTION;
    thaw_drop_exception(ctx);
    *ret_is_module = true;
    return run_module_source(ctx, source, len, name);
}

JSValue thaw_module_require(JSContext *ctx, const char *specifier, const char *parent)
{
    THAW_AUTO(thaw_value) from = thaw_value_of(ctx, JS_NewString(ctx, parent));
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, specifier));
    JSValueConst from_arg[] = { from.v }, args[] = { name.v };
    THAW_AUTO(thaw_value) require = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.requireFrom", 1, from_arg));
    return JS_IsException(require.v) ? JS_EXCEPTION : thaw_call(ctx, require.v, JS_UNDEFINED, 1, args);
}

int thaw_modules_set_conditions(JSContext *ctx, const char *const *conditions, int n)
{
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_NewArray(ctx));
    for (int i = 0; i < n; i++)
        JS_DefinePropertyValueUint32(ctx, list.v, (uint32_t)i, JS_NewString(ctx, conditions[i]), JS_PROP_C_W_E);
    THAW_AUTO(thaw_value) resolver = thaw_value_of(ctx, thaw_builtin_require(ctx, "js/modules/resolve"));
    THAW_AUTO(thaw_value) set = thaw_value_of(ctx, JS_GetPropertyStr(ctx, resolver.v, "setConditions"));
    JSValueConst args[] = { list.v };
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, thaw_call(ctx, set.v, JS_UNDEFINED, 1, args));
    return JS_IsException(result.v) ? -1 : 0;
}
