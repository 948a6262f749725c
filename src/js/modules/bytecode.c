/* SPDX-License-Identifier: MIT
 * Modules as bytecode files (parse/bytecode_file.h): made by `thaw compile`, loaded wherever a .lbc file is run,
 * imported or required. Imports are resolved from the folder of the .lbc file when it is loaded, as if the source lay
 * there; stack traces name the source's file in that folder. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/modules/modules_int.h"

enum { NAMES_MAX = 16 << 20, ENGINE_VERSION_MAX = 64 };

/* --- compiling --- */

static void keep_export(void *opaque, thaw_slice name)
{
    thaw_bytecode_add_name(opaque, false, name);
}

static void keep_reexport(void *opaque, thaw_slice specifier)
{
    thaw_bytecode_add_name(opaque, true, specifier);
}

/* Import attributes as JSON. 0, or -1 with an exception pending. */
static int keep_attributes(JSContext *ctx, JSValueConst compiled, thaw_buf *ret)
{
    THAW_AUTO(thaw_value)
    list = thaw_value_of(ctx, thaw_engine_import_attributes(ctx, thaw_engine_module_of(compiled)));
    if (!JS_IsObject(list.v))
        return JS_IsException(list.v) ? -1 : 0;
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, JS_JSONStringify(ctx, list.v, JS_UNDEFINED, JS_UNDEFINED));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, json.v);
    return text.ptr && thaw_buf_append(ret, text.ptr, text.len) == 0 ? 0 : -1;
}

static int write_file(JSContext *ctx, JSValueConst compiled, thaw_bytecode_file *file, thaw_buf *ret)
{
    char engine[ENGINE_VERSION_MAX];
    size_t size;
    thaw_engine_bytecode_version(engine);
    uint8_t *bytes = thaw_engine_write_bytecode(ctx, compiled, &size);
    if (!bytes)
        return -1;
    file->engine = thaw_slice_of(engine);
    file->thaw = THAW_SLICE(THAW_VERSION);
    file->body = (thaw_slice){ (const char *)bytes, size };
    int err = thaw_bytecode_write(file, ret);
    file->engine = file->body = (thaw_slice){ NULL, 0 }; /* they were borrowed for this only */
    js_free(ctx, bytes);
    if (err)
        thaw_throw(ctx, err, NULL, NULL);
    return err ? -1 : 0;
}

static int compile_text(JSContext *ctx, const char *path, thaw_slice source, bool esm, thaw_buf *ret)
{
    THAW_AUTO(thaw_buf) attributes = thaw_buf_of(NAMES_MAX), names = thaw_buf_of(NAMES_MAX);
    THAW_AUTO(thaw_value)
    compiled = thaw_value_of(ctx, esm ? thaw_engine_compile_module(ctx, source.ptr, source.len, path)
                                      : thaw_cjs_compile_only(ctx, source.ptr, source.len, path));
    if (JS_IsException(compiled.v) || (esm && keep_attributes(ctx, compiled.v, &attributes) < 0))
        return -1;
    if (!esm) /* what can't be lexed has no named exports */
        (void)!thaw_cjs_lex(
            source.ptr, source.len,
            &(thaw_cjs_sink){ .on_export = keep_export, .on_reexport = keep_reexport, .opaque = &names });
    thaw_bytecode_file file = { .kind = esm ? THAW_BYTECODE_ESM : THAW_BYTECODE_CJS,
                                .source = thaw_path_basename(thaw_slice_of(path)),
                                .attributes = { attributes.data, attributes.len },
                                .names = { names.data, names.len } };
    return write_file(ctx, compiled.v, &file, ret);
}

int thaw_module_compile(JSContext *ctx, const char *path, thaw_buf *ret)
{
    THAW_AUTO(thaw_value) format = thaw_value_of(ctx, thaw_modules_format(ctx, path));
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of(ctx, format.v);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    if (!name.ptr)
        return -1;
    int err = thaw_module_read(ctx, path, &text);
    if (err)
        return thaw_throw(ctx, err, "open", path), -1;
    bool esm = strcmp(name.ptr, "module") == 0;
    thaw_slice source = thaw_script_strip(&text);
    if ((!esm && strcmp(name.ptr, "commonjs") != 0) || thaw_bytecode_is(source)) {
        thaw_throw_code(ctx, "TypeError", "ERR_UNKNOWN_MODULE_FORMAT", "%s is no JavaScript source", path);
        return -1;
    }
    return compile_text(ctx, path, source, esm, ret);
}

/* --- loading --- */

int thaw_bytecode_open(JSContext *ctx, thaw_slice bytes, const char *path, thaw_bytecode_file *ret)
{
    char engine[ENGINE_VERSION_MAX];
    int err = thaw_bytecode_parse(bytes, ret);
    if (err) {
        thaw_throw_code(ctx, thaw_error_class(err), thaw_error_code(err), "Cannot load %s: %s", path,
                        thaw_error_text(err));
        return -1;
    }
    thaw_engine_bytecode_version(engine);
    if (!thaw_slice_is(ret->engine, engine)) {
        err = THAW_E_BYTECODE_VERSION;
        thaw_throw_code(ctx, thaw_error_class(err), thaw_error_code(err),
                        "Cannot load %s: thaw %.*s compiled it for %.*s; this is thaw " THAW_VERSION
                        " with %s. Compile %.*s again.",
                        path, (int)ret->thaw.len, ret->thaw.ptr, (int)ret->engine.len, ret->engine.ptr, engine,
                        (int)ret->source.len, ret->source.ptr);
        return -1;
    }
    return 0;
}

static int restore_attributes(JSContext *ctx, JSModuleDef *m, thaw_slice json)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(NAMES_MAX); /* the parser wants a NUL behind it */
    if (json.len == 0)
        return 0;
    int err = thaw_buf_append(&text, json.ptr, json.len);
    if (err)
        return thaw_throw(ctx, err, NULL, NULL), -1;
    THAW_AUTO(thaw_value) list = thaw_value_of(ctx, JS_ParseJSON(ctx, text.data, text.len, "attributes"));
    return JS_IsException(list.v) ? -1 : thaw_engine_set_import_attributes(ctx, m, list.v);
}

JSModuleDef *thaw_bytecode_load_esm(JSContext *ctx, const char *key, const thaw_bytecode_file *file)
{
    THAW_AUTO(thaw_value)
    compiled = thaw_value_of(ctx, thaw_engine_read_bytecode(ctx, (const uint8_t *)file->body.ptr, file->body.len, key));
    JSModuleDef *m = JS_IsException(compiled.v) ? NULL : thaw_engine_module_of(compiled.v);
    return m && restore_attributes(ctx, m, file->attributes) == 0 ? m : NULL;
}

/* --- internal.modules --- */

/* Reads and opens; `ret` borrows from `bytes`. */
static int open_path(JSContext *ctx, const char *path, thaw_buf *bytes, thaw_bytecode_file *ret)
{
    int err = thaw_module_read(ctx, path, bytes);
    if (err)
        return thaw_throw(ctx, err, "open", path), -1;
    return thaw_bytecode_open(ctx, (thaw_slice){ bytes->data ? bytes->data : "", bytes->len }, path, ret);
}

JSValue thaw_js_bytecode_format(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    thaw_bytecode_file file;
    if (!path.ptr || open_path(ctx, path.ptr, &bytes, &file) < 0)
        return JS_EXCEPTION;
    return JS_NewString(ctx, file.kind == THAW_BYTECODE_ESM ? "module" : "commonjs");
}

JSValue thaw_js_bytecode_function(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    THAW_AUTO(thaw_buf) bytes = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    thaw_bytecode_file file;
    if (!path.ptr || open_path(ctx, path.ptr, &bytes, &file) < 0)
        return JS_EXCEPTION;
    JSValue script = thaw_engine_read_bytecode(ctx, (const uint8_t *)file.body.ptr, file.body.len, path.ptr);
    return JS_IsException(script) ? JS_EXCEPTION : JS_EvalFunction(ctx, script);
}
