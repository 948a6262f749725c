/* SPDX-License-Identifier: MIT
 * ES modules on the engine's loader. The engine asks twice per import: normalise (specifier -> key) and load (key ->
 * module). What is no JavaScript source becomes a synthetic module: built-ins, CommonJS, JSON, text, bytes. A synthetic
 * module knows its export names when it is linked and its values when it is evaluated. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/engine_json.h"
#include "js/errors.h"
#include "js/modules/modules_int.h"
#include "js/runtime.h"
#include "parse/cjs_lexer.h"
#include "parse/data_url.h"

enum { REEXPORT_DEPTH_MAX = 32, KEY_MAX = 4 * PATH_MAX };

/* Begins the key of what require() gives for an ES module with a default export; its path follows. */
static const char FACADE[] = "\1require:";

/* --- keys --- */

int thaw_module_key(const char *path, thaw_buf *ret)
{
    for (size_t plain; *path; path += plain + 1) {
        plain = strcspn(path, "%?#");
        thaw_buf_append(ret, path, plain);
        if (!path[plain])
            break;
        thaw_buf_printf(ret, "%%%02X", (unsigned)path[plain]);
    }
    return thaw_buf_error(ret);
}

int thaw_module_key_path(const char *key, thaw_buf *ret)
{
    static const char *const escapes[] = { "%25", "%3F", "%23" };
    static const char plain[] = "%?#";
    while (*key && *key != '?' && *key != '#') {
        char c = *key;
        size_t size = 1;
        for (size_t i = 0; i < THAW_COUNT(escapes); i++) {
            if (strncmp(key, escapes[i], 3) == 0) {
                c = plain[i];
                size = 3;
            }
        }
        thaw_buf_putc(ret, c);
        key += size;
    }
    return thaw_buf_error(ret);
}

/* --- resolution --- */

static JSValue resolve(JSContext *ctx, const char *parent, const char *specifier)
{
    THAW_AUTO(thaw_value) s = thaw_value_of(ctx, JS_NewString(ctx, specifier));
    THAW_AUTO(thaw_value) p = thaw_value_of(ctx, JS_NewString(ctx, parent));
    JSValueConst args[] = { s.v, p.v };
    return thaw_modules_call(ctx, "thaw.resolveEsm", 2, args);
}

/* Scripts without a file ([eval]) and built-ins resolve from the working directory. */
static JSValue resolve_from(JSContext *ctx, const char *parent, const char *specifier)
{
    if (parent[0] == '/' || strncmp(parent, "data:", 5) == 0)
        return resolve(ctx, parent, specifier);
    char cwd[PATH_MAX];
    THAW_AUTO(thaw_buf) key = thaw_buf_of(KEY_MAX);
    int err = thaw_module_key(realpath(".", cwd) ? cwd : "", &key);
    err = err ? err : thaw_buf_puts(&key, "/[eval]");
    return err ? thaw_throw(ctx, err, NULL, parent) : resolve(ctx, key.data, specifier);
}

static bool is_facade(const char *key)
{
    return strncmp(key, FACADE, strlen(FACADE)) == 0;
}

static char *normalize(JSContext *ctx, const char *parent, const char *specifier, JSValueConst attributes, void *opaque)
{
    if (is_facade(specifier) || is_facade(parent)) /* both name a key */
        return js_strdup(ctx, specifier);
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, resolve_from(ctx, parent, specifier));
    if (JS_IsException(found.v))
        return NULL;
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "key"));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, key.v);
    return text.ptr ? js_strdup(ctx, text.ptr) : NULL;
}

/* --- synthetic modules --- */

/* Export names of a module whose values come from the properties of one object; `default` is the object itself unless
 * it has its own. */
static int set_exports_from(JSContext *ctx, JSModuleDef *m, JSValueConst object)
{
    JSPropertyEnum *keys;
    uint32_t n;
    if (JS_SetModuleExport(ctx, m, "default", JS_DupValue(ctx, object)) < 0)
        return -1;
    JS_SetModuleExport(ctx, m, "module.exports", JS_DupValue(ctx, object)); /* absent for built-ins */
    if (JS_HasException(ctx))
        thaw_drop_exception(ctx);
    if (!JS_IsObject(object))
        return 0;
    if (JS_GetOwnPropertyNames(ctx, &keys, &n, object, JS_GPN_STRING_MASK) < 0)
        return -1;
    for (uint32_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, keys[i].atom);
        if (!name.ptr || strcmp(name.ptr, "default") == 0 || strcmp(name.ptr, "module.exports") == 0)
            continue;
        JSValue value = JS_GetProperty(ctx, object, keys[i].atom);
        if (JS_IsException(value)) { /* a getter that throws: Node leaves the export undefined */
            thaw_drop_exception(ctx);
            value = JS_UNDEFINED;
        }
        if (JS_SetModuleExport(ctx, m, name.ptr, value) < 0) /* not an export that linking knew of */
            thaw_drop_exception(ctx);
    }
    JS_FreePropertyEnum(ctx, keys, n);
    return 0;
}

static int evaluate_value(JSContext *ctx, JSModuleDef *m)
{
    return JS_SetModuleExport(ctx, m, "default", JS_GetModulePrivateValue(ctx, m));
}

static int evaluate_builtin(JSContext *ctx, JSModuleDef *m)
{
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_GetModulePrivateValue(ctx, m));
    return set_exports_from(ctx, m, object.v);
}

static int evaluate_cjs(JSContext *ctx, JSModuleDef *m)
{
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, JS_GetModulePrivateValue(ctx, m));
    JSValueConst args[] = { path.v };
    THAW_AUTO(thaw_value) exports = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.requireForEsm", 1, args));
    return JS_IsException(exports.v) ? -1 : set_exports_from(ctx, m, exports.v);
}

static JSModuleDef *synthetic(JSContext *ctx, const char *key, JSModuleInitFunc *evaluate, JSValue private_value)
{
    JSModuleDef *m = JS_IsException(private_value) ? NULL : JS_NewCModule(ctx, key, evaluate);
    if (!m || JS_AddModuleExport(ctx, m, "default") < 0) {
        JS_FreeValue(ctx, private_value);
        return NULL;
    }
    JS_SetModulePrivateValue(ctx, m, private_value);
    return m;
}

static JSModuleDef *load_builtin(JSContext *ctx, const char *key)
{
    const thaw_builtin_module *row = thaw_builtin_find(ctx, thaw_slice_of(key));
    JSValue object =
        row ? thaw_builtin_require(ctx, row->builtin)
            : thaw_throw_code(ctx, "Error", "ERR_UNKNOWN_BUILTIN_MODULE", "No such built-in module: %s", key);
    JSModuleDef *m = synthetic(ctx, key, evaluate_builtin, object);
    JSPropertyEnum *keys;
    uint32_t n;
    if (!m || JS_GetOwnPropertyNames(ctx, &keys, &n, object, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return NULL;
    for (uint32_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, keys[i].atom);
        if (name.ptr && strcmp(name.ptr, "default") != 0)
            JS_AddModuleExport(ctx, m, name.ptr);
    }
    JS_FreePropertyEnum(ctx, keys, n);
    return m;
}

typedef struct {
    JSContext *ctx;
    JSModuleDef *m;
    const char *path;
    thaw_buf seen; /* names already added, each between NULs: "\0a\0b\0" */
    int depth;
} name_collector;

static void collect_names(name_collector *c, const char *path);

static void add_name(void *opaque, thaw_slice name)
{
    name_collector *c = opaque;
    THAW_AUTO(thaw_buf) entry = thaw_buf_of(65536);
    thaw_buf_putc(&entry, '\0');
    thaw_buf_append(&entry, name.ptr, name.len);
    thaw_buf_putc(&entry, '\0');
    if (thaw_buf_error(&entry) || thaw_slice_is(name, "default") || thaw_slice_is(name, "module.exports") ||
        (c->seen.len && memmem(c->seen.data, c->seen.len, entry.data, entry.len)))
        return;
    thaw_buf_append(&c->seen, entry.data, entry.len);
    JS_AddModuleExport(c->ctx, c->m, entry.data + 1);
}

static void add_reexport(void *opaque, thaw_slice specifier)
{
    name_collector *c = opaque;
    JSContext *ctx = c->ctx;
    if (c->depth >= REEXPORT_DEPTH_MAX)
        return;
    THAW_AUTO(thaw_value) from = thaw_value_of(ctx, JS_NewString(ctx, c->path));
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewStringLen(ctx, specifier.ptr, specifier.len));
    THAW_AUTO(thaw_value) resolver = thaw_value_of(ctx, thaw_builtin_require(ctx, "js/modules/resolve"));
    THAW_AUTO(thaw_value) resolve_cjs = thaw_value_of(ctx, JS_GetPropertyStr(ctx, resolver.v, "resolveCjs"));
    JSValueConst args[] = { name.v, from.v };
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, thaw_call(ctx, resolve_cjs.v, JS_UNDEFINED, 2, args));
    if (JS_IsException(found.v)) { /* what can't be found adds no names; running the module will tell */
        thaw_drop_exception(ctx);
        return;
    }
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, found.v);
    if (path.ptr && path.ptr[0] == '/')
        collect_names(c, path.ptr);
}

static void collect_names(name_collector *c, const char *path)
{
    THAW_AUTO(thaw_buf) source = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    if (thaw_module_read(c->ctx, path, &source) != 0 || !source.data)
        return;
    const char *before = c->path;
    const thaw_cjs_sink sink = { .on_export = add_name, .on_reexport = add_reexport, .opaque = c };
    thaw_bytecode_file compiled;
    c->path = path;
    c->depth++;
    if (thaw_bytecode_parse((thaw_slice){ source.data, source.len }, &compiled) == 0)
        thaw_bytecode_names(&compiled, &sink);
    else
        thaw_cjs_lex(source.data, source.len, &sink);
    c->depth--;
    c->path = before;
}

static JSModuleDef *load_cjs(JSContext *ctx, const char *key, const char *path)
{
    JSModuleDef *m = synthetic(ctx, key, evaluate_cjs, JS_NewString(ctx, path));
    if (!m || JS_AddModuleExport(ctx, m, "module.exports") < 0)
        return NULL;
    name_collector c = { .ctx = ctx, .m = m, .seen = thaw_buf_of(16 << 20) };
    collect_names(&c, path);
    thaw_buf_done(&c.seen);
    return m;
}

/* --- JavaScript modules --- */

/* The URL of a module's key: its path with what follows it. */
static JSValue url_of_key(JSContext *ctx, const char *key)
{
    THAW_AUTO(thaw_buf) frozen = thaw_buf_of(PATH_MAX), live = thaw_buf_of(2 * PATH_MAX);
    if (key[0] != '/')
        return JS_NewString(ctx, key);
    int err = thaw_module_key_path(key, &frozen);
    err = err ? err : thaw_modules_live_path(frozen.data, &live);
    if (err)
        return thaw_throw(ctx, err, NULL, key);
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, JS_NewStringLen(ctx, live.data, live.len));
    THAW_AUTO(thaw_value) resolver = thaw_value_of(ctx, thaw_builtin_require(ctx, "js/modules/resolve"));
    THAW_AUTO(thaw_value) to_url = thaw_value_of(ctx, JS_GetPropertyStr(ctx, resolver.v, "pathToUrl"));
    JSValueConst args[] = { path.v };
    THAW_AUTO(thaw_value) url = thaw_value_of(ctx, thaw_call(ctx, to_url.v, JS_UNDEFINED, 1, args));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, url.v);
    THAW_AUTO(thaw_buf) whole = thaw_buf_of(8 * PATH_MAX);
    if (!text.ptr)
        return JS_EXCEPTION;
    thaw_buf_puts(&whole, text.ptr);
    err = thaw_buf_puts(&whole, key + strcspn(key, "?#"));
    return err ? thaw_throw(ctx, err, NULL, key) : JS_NewString(ctx, whole.data);
}

/* True for a URL that is of no file. */
static bool is_foreign_url(const char *specifier)
{
    size_t scheme_len = strspn(specifier, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return isalpha((unsigned char)specifier[0]) && specifier[scheme_len] == ':' &&
           strncasecmp(specifier, "file:", 5) != 0;
}

static JSValue js_meta_resolve(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                               JSValueConst *data)
{
    THAW_AUTO(thaw_cstr) specifier = thaw_cstr_of(ctx, argc > 0 ? argv[0] : JS_UNDEFINED);
    THAW_AUTO(thaw_cstr) parent = thaw_cstr_of(ctx, data[0]);
    if (!specifier.ptr || !parent.ptr)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, resolve_from(ctx, parent.ptr, specifier.ptr));
    THAW_AUTO(thaw_value) url = thaw_value_of(ctx, JS_UNDEFINED);
    if (JS_IsException(found.v)) { /* what is not there still has a URL */
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        if (is_foreign_url(specifier.ptr))
            return JS_NewString(ctx, specifier.ptr);
        url.v = JS_IsObject(error.v) ? JS_GetPropertyStr(ctx, error.v, "url") : JS_UNDEFINED;
        return JS_IsString(url.v) ? thaw_value_take(&url) : JS_Throw(ctx, thaw_value_take(&error));
    }
    THAW_AUTO(thaw_value) key = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "key"));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, key.v);
    return text.ptr ? url_of_key(ctx, text.ptr) : JS_EXCEPTION;
}

static int define_meta(JSContext *ctx, JSValueConst meta, const char *name, JSValue value)
{
    return JS_DefinePropertyValueStr(ctx, meta, name, value, JS_PROP_C_W_E) < 0 ? -1 : 0;
}

static bool is_main(JSContext *ctx, JSModuleDef *m)
{
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, m));
    THAW_AUTO(thaw_cstr) key = thaw_cstr_of_atom(ctx, name.atom);
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, thaw_modules_state(ctx)->main_path);
    THAW_AUTO(thaw_buf) main_key = thaw_buf_of(KEY_MAX);
    return key.ptr && path.ptr && thaw_module_key(path.ptr, &main_key) == 0 &&
           thaw_slice_is((thaw_slice){ main_key.data, main_key.len }, key.ptr);
}

static int set_import_meta(JSContext *ctx, JSModuleDef *m, const char *key, const char *path)
{
    THAW_AUTO(thaw_value) meta = thaw_value_of(ctx, JS_GetImportMeta(ctx, m));
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, key));
    THAW_AUTO(thaw_value) url = thaw_value_of(ctx, url_of_key(ctx, key));
    if (JS_IsException(meta.v) || JS_IsException(name.v) || JS_IsException(url.v))
        return -1;
    if (path) {
        THAW_AUTO(thaw_buf) live = thaw_buf_of(PATH_MAX);
        if (thaw_modules_live_path(path, &live) != 0)
            return -1;
        thaw_slice folder = thaw_path_dirname(thaw_slice_of(live.data));
        if (define_meta(ctx, meta.v, "dirname", JS_NewStringLen(ctx, folder.ptr, folder.len)) < 0 ||
            define_meta(ctx, meta.v, "filename", JS_NewString(ctx, live.data)) < 0)
            return -1;
    }
    JSValueConst data[] = { name.v };
    return define_meta(ctx, meta.v, "main", JS_NewBool(ctx, is_main(ctx, m))) < 0 ||
                   define_meta(ctx, meta.v, "resolve",
                               JS_NewCFunctionData2(ctx, js_meta_resolve, "resolve", 1, 0, 1, data)) < 0 ||
                   define_meta(ctx, meta.v, "url", thaw_value_take(&url)) < 0
               ? -1
               : 0;
}

static JSModuleDef *compile_esm(JSContext *ctx, const char *key, const char *path, thaw_slice source)
{
    THAW_AUTO(thaw_value)
    compiled =
        thaw_value_of(ctx, JS_Eval(ctx, source.ptr, source.len, key, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY));
    if (JS_IsException(compiled.v))
        return NULL;
    JSModuleDef *m = thaw_engine_module_of(compiled.v);
    thaw_engine_module_settle_exports(ctx, m);
    return set_import_meta(ctx, m, key, path) < 0 ? NULL : m;
}

static JSModuleDef *load_bytecode(JSContext *ctx, const char *key, const char *path, thaw_slice bytes)
{
    thaw_bytecode_file file;
    if (thaw_bytecode_open(ctx, bytes, path, &file) < 0)
        return NULL;
    if (file.kind == THAW_BYTECODE_CJS)
        return load_cjs(ctx, key, path);
    JSModuleDef *m = thaw_bytecode_load_esm(ctx, key, &file);
    if (!m)
        return NULL;
    thaw_engine_module_settle_exports(ctx, m);
    return set_import_meta(ctx, m, key, path) == 0 ? m : NULL;
}

/* --- loading --- */

/* The `type` attribute: NULL if none. */
static const char *attribute_type(JSContext *ctx, JSValueConst attributes, thaw_cstr *ret)
{
    if (!JS_IsObject(attributes))
        return NULL;
    THAW_AUTO(thaw_value) type = thaw_value_of(ctx, JS_GetPropertyStr(ctx, attributes, "type"));
    if (!JS_IsString(type.v))
        return NULL;
    *ret = thaw_cstr_of(ctx, type.v);
    return ret->ptr;
}

static JSModuleDef *load_data(JSContext *ctx, const char *key, const char *type, thaw_slice bytes)
{
    JSValue value;
    if (strcmp(type, "json") == 0)
        value = thaw_engine_parse_json(ctx, bytes.ptr, bytes.len, key);
    else if (strcmp(type, "text") == 0)
        value = JS_NewStringLen(ctx, bytes.ptr, bytes.len);
    else
        value = JS_NewUint8ArrayCopy(ctx, (const uint8_t *)bytes.ptr, bytes.len);
    return synthetic(ctx, key, evaluate_value, value);
}

static bool is_data_type(const char *type)
{
    return strcmp(type, "json") == 0 || strcmp(type, "text") == 0 || strcmp(type, "bytes") == 0;
}

/* Checks the `type` attribute, NULL if there is none, of a module that by itself is of a certain format. Any file may
 * be taken as text or bytes; JSON has to be asked for, and be it. False with an exception pending. */
static bool check_type(JSContext *ctx, const char *key, const char *path, const char *format, const char *type)
{
    if (type && strcmp(type, "json") != 0)
        return true;
    if (strcmp(format, "unknown") == 0) {
        const char *name = strrchr(path, '/') + 1, *dot = strrchr(name, '.');
        thaw_throw_code(ctx, "TypeError", "ERR_UNKNOWN_FILE_EXTENSION", "Unknown file extension \"%s\" for %s", dot,
                        path);
        return false;
    }
    if ((strcmp(format, "json") == 0) == (type != NULL))
        return true;
    THAW_AUTO(thaw_value) url = thaw_value_of(ctx, url_of_key(ctx, key));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, url.v);
    if (text.ptr && type)
        thaw_throw_code(ctx, "TypeError", "ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE",
                        "Module \"%s\" is not of type \"json\"", text.ptr);
    else if (text.ptr)
        thaw_throw_code(ctx, "TypeError", "ERR_IMPORT_ATTRIBUTE_MISSING",
                        "Module \"%s\" needs an import attribute of \"type: json\"", text.ptr);
    return false;
}

static JSModuleDef *load_source(JSContext *ctx, const char *key, const char *path, const char *format, const char *type,
                                thaw_slice source)
{
    if (type)
        return load_data(ctx, key, type, source);
    if (strcmp(format, "bytecode") == 0)
        return load_bytecode(ctx, key, path, source);
    if (thaw_slice_starts(source, "\xEF\xBB\xBF"))
        source = (thaw_slice){ source.ptr + 3, source.len - 3 };
    if (strcmp(format, "commonjs") == 0 ||
        (strcmp(format, "ambiguous") == 0 && !thaw_source_is_esm(ctx, source.ptr, source.len, path)))
        return load_cjs(ctx, key, path);
    return compile_esm(ctx, key, path, source);
}

/* One object for import and require(), as in Node. */
static JSModuleDef *load_json(JSContext *ctx, const char *key, const char *path)
{
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, path));
    JSValueConst args[] = { name.v };
    return synthetic(ctx, key, evaluate_value, thaw_modules_call(ctx, "thaw.requireForEsm", 1, args));
}

static JSModuleDef *load_file(JSContext *ctx, const char *key, const char *path, const char *format, const char *type)
{
    if (strcmp(format, "addon") == 0 || strcmp(format, "wasm") == 0) {
        thaw_throw_code(ctx, "Error", "ERR_DLOPEN_DISABLED", "Cannot load %s: Thaw has no %s", path,
                        strcmp(format, "wasm") == 0 ? "WebAssembly" : "interface for native addons");
        return NULL;
    }
    if (!check_type(ctx, key, path, format, type))
        return NULL;
    if (type && strcmp(type, "json") == 0 && !strpbrk(key, "?#"))
        return load_json(ctx, key, path);
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    int err = thaw_module_read(ctx, path, &text);
    if (err) {
        thaw_throw(ctx, err, "open", path);
        return NULL;
    }
    return load_source(ctx, key, path, format, type, (thaw_slice){ text.data ? text.data : "", text.len });
}

static JSModuleDef *load_data_url(JSContext *ctx, const char *key, const char *type)
{
    thaw_data_url url;
    THAW_AUTO(thaw_buf) body = thaw_buf_of(THAW_MODULE_SOURCE_MAX);
    if (thaw_data_url_parse(thaw_slice_of(key), &url, &body) != 0) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_URL", "Invalid URL");
        return NULL;
    }
    thaw_slice bytes = { body.data ? body.data : "", body.len };
    bool js = thaw_slice_is(url.essence, "text/javascript") || thaw_slice_is(url.essence, "application/javascript");
    bool json = thaw_slice_is(url.essence, "application/json");
    if (!js && !json && (!type || strcmp(type, "json") == 0)) {
        thaw_throw_code(ctx, "TypeError", "ERR_UNKNOWN_MODULE_FORMAT", "Unknown module format: %.*s for URL %s",
                        (int)url.essence.len, url.essence.ptr, key);
        return NULL;
    }
    if (!check_type(ctx, key, NULL, json ? "json" : "module", type))
        return NULL;
    if (type)
        return load_data(ctx, key, type, bytes);
    return compile_esm(ctx, key, NULL, bytes);
}

/* What a load hook of module.registerHooks gives; *ret_done says whether one did. */
static JSModuleDef *load_hooked(JSContext *ctx, const char *key, JSValueConst path, JSValueConst format, bool *ret_done)
{
    *ret_done = true;
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, key));
    JSValueConst args[] = { name.v, path, format };
    THAW_AUTO(thaw_value) loaded = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.loadEsm", 3, args));
    if (JS_IsException(loaded.v))
        return NULL;
    *ret_done = !JS_IsUndefined(loaded.v);
    if (!*ret_done)
        return NULL;
    THAW_AUTO(thaw_value) source = thaw_value_of(ctx, JS_GetPropertyStr(ctx, loaded.v, "source"));
    THAW_AUTO(thaw_value) kind = thaw_value_of(ctx, JS_GetPropertyStr(ctx, loaded.v, "format"));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, source.v);
    THAW_AUTO(thaw_cstr) kind_text = thaw_cstr_of(ctx, kind.v);
    THAW_AUTO(thaw_cstr) path_text = thaw_cstr_of(ctx, path);
    if (!text.ptr || !kind_text.ptr || !path_text.ptr)
        return NULL;
    const char *file = JS_IsUndefined(path) ? NULL : path_text.ptr;
    if (strcmp(kind_text.ptr, "json") == 0)
        return load_data(ctx, key, "json", thaw_cstr_slice(&text));
    return strcmp(kind_text.ptr, "commonjs") == 0 && file ? load_cjs(ctx, key, file)
                                                          : compile_esm(ctx, key, file, thaw_cstr_slice(&text));
}

/* The module of the key with one name more: `__esModule` tells code that a compiler made of ES modules where to look
 * for the default export. */
static JSModuleDef *load_facade(JSContext *ctx, const char *key)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(8 * PATH_MAX);
    THAW_AUTO(thaw_buf) path = thaw_buf_of(8 * PATH_MAX);
    thaw_buf_json_string(&path, thaw_slice_of(key + strlen(FACADE)));
    int err = thaw_buf_printf(&text, "export * from %s; export { default } from %s; export const __esModule = true;",
                              path.data, path.data);
    if (err) {
        thaw_throw(ctx, err, NULL, key);
        return NULL;
    }
    THAW_AUTO(thaw_value)
    compiled =
        thaw_value_of(ctx, JS_Eval(ctx, text.data, text.len, key, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY));
    return JS_IsException(compiled.v) ? NULL : thaw_engine_module_of(compiled.v);
}

static JSModuleDef *load(JSContext *ctx, const char *key, void *opaque, JSValueConst attributes)
{
    if (is_facade(key))
        return load_facade(ctx, key);
    THAW_AUTO(thaw_cstr) type_text = { 0 };
    const char *type = attribute_type(ctx, attributes, &type_text);
    if (strncmp(key, "node:", 5) == 0)
        return check_type(ctx, key, NULL, "builtin", type) ? load_builtin(ctx, key) : NULL;
    bool hooked = thaw_modules_state(ctx)->n_hooks > 0;
    if (strncmp(key, "data:", 5) == 0 && !hooked)
        return load_data_url(ctx, key, type);
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, key));
    JSValueConst args[] = { name.v };
    THAW_AUTO(thaw_value) found = thaw_value_of(ctx, thaw_modules_call(ctx, "thaw.fileOfKey", 1, args));
    if (JS_IsException(found.v))
        return NULL;
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "path"));
    THAW_AUTO(thaw_value) format = thaw_value_of(ctx, JS_GetPropertyStr(ctx, found.v, "format"));
    if (hooked) {
        bool done;
        JSModuleDef *m = load_hooked(ctx, key, path.v, format.v, &done);
        if (done)
            return m;
        if (strncmp(key, "data:", 5) == 0)
            return load_data_url(ctx, key, type);
    }
    THAW_AUTO(thaw_cstr) path_text = thaw_cstr_of(ctx, path.v);
    THAW_AUTO(thaw_cstr) format_text = thaw_cstr_of(ctx, format.v);
    return path_text.ptr && format_text.ptr ? load_file(ctx, key, path_text.ptr, format_text.ptr, type) : NULL;
}

static int check_attributes(JSContext *ctx, void *opaque, JSValueConst attributes)
{
    JSPropertyEnum *keys;
    uint32_t n;
    if (JS_GetOwnPropertyNames(ctx, &keys, &n, attributes, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return -1;
    int result = 0;
    for (uint32_t i = 0; i < n && result == 0; i++) {
        THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, keys[i].atom);
        THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetProperty(ctx, attributes, keys[i].atom));
        THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, value.v);
        if (!name.ptr || !text.ptr || strcmp(name.ptr, "type") != 0 || !is_data_type(text.ptr)) {
            thaw_throw_code(ctx, "TypeError", "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED",
                            "Import attribute \"%s\" with value \"%s\" is not supported", name.ptr ? name.ptr : "",
                            text.ptr ? text.ptr : "");
            result = -1;
        }
    }
    JS_FreePropertyEnum(ctx, keys, n);
    return result;
}

int thaw_esm_init(JSContext *ctx)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    JS_SetModuleLoaderFunc2(rt, NULL, load, check_attributes, NULL);
    JS_SetModuleNormalizeFunc2(rt, normalize);
    return 0;
}

/* --- for callers in C --- */

JSModuleDef *thaw_esm_load(JSContext *ctx, const char *parent, const char *specifier)
{
    return thaw_engine_module_load(ctx, parent, specifier);
}

static JSValue js_then_namespace(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                                 JSValueConst *data)
{
    return JS_DupValue(ctx, data[0]);
}

JSModuleDef *thaw_esm_load_path(JSContext *ctx, const char *path)
{
    THAW_AUTO(thaw_buf) key = thaw_buf_of(KEY_MAX);
    int err = thaw_module_key(path, &key);
    if (!err)
        return thaw_esm_load(ctx, "/", key.data);
    thaw_throw(ctx, err, NULL, path);
    return NULL;
}

JSModuleDef *thaw_esm_load_main(JSContext *ctx, const char *path)
{
    /* By far the most frequent start: no hooks, nothing loaded that it could be, a path that is its own key. */
    bool plain = thaw_slice_ends(thaw_slice_of(path), ".mjs") && !strpbrk(path, "%?#");
    if (!plain || thaw_modules_state(ctx)->n_hooks > 0 || thaw_engine_module_next(ctx, NULL))
        return thaw_esm_load_path(ctx, path);
    return load_file(ctx, path, path, "module", NULL);
}

int thaw_esm_sync_builtins(JSContext *ctx)
{
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m)) {
        THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, m));
        THAW_AUTO(thaw_cstr) key = thaw_cstr_of_atom(ctx, name.atom);
        if (!key.ptr)
            return -1;
        bool has_exports = thaw_engine_module_status(m) == THAW_MODULE_EVALUATED;
        if (has_exports && strncmp(key.ptr, "node:", 5) == 0 && evaluate_builtin(ctx, m) < 0)
            return -1;
    }
    return 0;
}

static bool is_commonjs(JSContext *ctx, const char *key)
{
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
    if (key[0] != '/' || thaw_module_key_path(key, &path) != 0)
        return false;
    THAW_AUTO(thaw_value) format = thaw_value_of(ctx, thaw_modules_format(ctx, path.data));
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, format.v);
    if (!text.ptr)
        thaw_drop_exception(ctx);
    return text.ptr && strcmp(text.ptr, "commonjs") == 0;
}

/* Node's words for an import of what is not exported. */
static int say_missing(JSContext *ctx, const thaw_engine_missing_export *missing, thaw_buf *ret)
{
    THAW_AUTO(thaw_cstr) importer = thaw_cstr_of_atom(ctx, missing->importer);
    THAW_AUTO(thaw_cstr) key = thaw_cstr_of_atom(ctx, missing->module);
    THAW_AUTO(thaw_cstr) specifier = thaw_cstr_of_atom(ctx, missing->specifier);
    THAW_AUTO(thaw_cstr) name = thaw_cstr_of_atom(ctx, missing->name);
    if (!importer.ptr || !key.ptr || !specifier.ptr || !name.ptr)
        return -1;
    if (!is_commonjs(ctx, key.ptr))
        return thaw_buf_printf(ret, "The requested module '%s' does not provide an export named '%s' imported from %s",
                               specifier.ptr, name.ptr, importer.ptr);
    return thaw_buf_printf(ret,
                           "Named export '%s' not found. The requested module '%s', imported from %s, is a CommonJS "
                           "module, which may not support all module.exports as named exports.\n"
                           "CommonJS modules can always be imported via the default export, for example using:\n\n"
                           "import pkg from '%s';\nconst { %s } = pkg;\n",
                           name.ptr, specifier.ptr, importer.ptr, specifier.ptr, name.ptr);
}

static int link_module(JSContext *ctx, JSModuleDef *m)
{
    thaw_engine_missing_export missing;
    if (thaw_engine_module_link(ctx, m) == 0)
        return 0;
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    THAW_AUTO(thaw_buf) message = thaw_buf_of(8 * PATH_MAX);
    bool explained = JS_IsError(error.v) && thaw_engine_module_missing_export(ctx, m, &missing) &&
                     say_missing(ctx, &missing, &message) == 0;
    if (explained)
        JS_DefinePropertyValueStr(ctx, error.v, "message", JS_NewString(ctx, message.data),
                                  JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
    JS_Throw(ctx, thaw_value_take(&error));
    return -1;
}

JSValue thaw_esm_run(JSContext *ctx, JSModuleDef *m, bool want_namespace)
{
    if (link_module(ctx, m) < 0)
        return JS_EXCEPTION;
    JSValue promise = thaw_engine_module_evaluate(ctx, m);
    if (JS_IsException(promise) || !want_namespace)
        return promise;
    THAW_AUTO(thaw_value) evaluated = thaw_value_of(ctx, promise);
    THAW_AUTO(thaw_value) ns = thaw_value_of(ctx, JS_GetModuleNamespace(ctx, m));
    if (JS_IsException(ns.v))
        return JS_EXCEPTION;
    JSValueConst data[] = { ns.v };
    THAW_AUTO(thaw_value) give = thaw_value_of(ctx, JS_NewCFunctionData(ctx, js_then_namespace, 0, 0, 1, data));
    THAW_AUTO(thaw_atom) then = thaw_atom_of(ctx, JS_NewAtom(ctx, "then"));
    JSValueConst args[] = { give.v };
    return JS_Invoke(ctx, evaluated.v, then.atom, 1, args);
}

int thaw_modules_relocate(JSContext *ctx)
{
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m)) {
        thaw_module_status status = thaw_engine_module_status(m);
        bool waiting = status == THAW_MODULE_UNLINKED || status == THAW_MODULE_LINKED;
        THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_GetModuleName(ctx, m));
        THAW_AUTO(thaw_cstr) key = thaw_cstr_of_atom(ctx, name.atom);
        THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
        if (!key.ptr)
            return -1;
        if (waiting && key.ptr[0] == '/' && thaw_module_key_path(key.ptr, &path) != 0)
            return -1;
        if (waiting && key.ptr[0] == '/' && set_import_meta(ctx, m, key.ptr, path.data) < 0)
            return -1;
    }
    return 0;
}

/* The namespace of the module for a key, which is evaluated at once. `path` is for messages. */
static JSValue require_key(JSContext *ctx, const char *key, const char *path)
{
    JSModuleDef *m = thaw_esm_load(ctx, "/", key);
    if (!m)
        return JS_EXCEPTION;
    if (thaw_engine_module_status(m) == THAW_MODULE_EVALUATING)
        return thaw_throw_code(
            ctx, "Error", "ERR_REQUIRE_CYCLE_MODULE",
            "Cannot require() ES Module %s in a cycle. A cycle involving require(esm) is not allowed "
            "to maintain invariants mandated by the ECMAScript specification.",
            path);
    if (link_module(ctx, m) < 0)
        return JS_EXCEPTION;
    if (thaw_engine_module_is_async(ctx, m))
        return thaw_throw_code(ctx, "Error", "ERR_REQUIRE_ASYNC_MODULE",
                               "require() cannot be used on an ESM graph with top-level await. Use import() instead. "
                               "To see where the top-level await comes from, look at %s and what it imports.",
                               path);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_engine_module_evaluate(ctx, m));
    if (JS_IsException(promise.v))
        return JS_EXCEPTION;
    if (JS_PromiseState(ctx, promise.v) == JS_PROMISE_REJECTED) {
        thaw_engine_promise_handled(ctx, promise.v);
        return JS_Throw(ctx, JS_PromiseResult(ctx, promise.v));
    }
    return JS_GetModuleNamespace(ctx, m);
}

static int has_name(JSContext *ctx, JSValueConst namespace, const char *name)
{
    THAW_AUTO(thaw_atom) atom = thaw_atom_of(ctx, JS_NewAtom(ctx, name));
    return atom.atom == JS_ATOM_NULL ? -1 : JS_HasProperty(ctx, namespace, atom.atom);
}

JSValue thaw_esm_require(JSContext *ctx, const char *path)
{
    THAW_AUTO(thaw_buf) key = thaw_buf_of(KEY_MAX);
    int err = thaw_buf_puts(&key, FACADE);
    err = err ? err : thaw_module_key(path, &key);
    if (err)
        return thaw_throw(ctx, err, NULL, path);
    THAW_AUTO(thaw_value) namespace = thaw_value_of(ctx, require_key(ctx, key.data + strlen(FACADE), path));
    if (JS_IsException(namespace.v))
        return JS_EXCEPTION;
    int has_default = has_name(ctx, namespace.v, "default");
    int says_itself = has_default > 0 ? has_name(ctx, namespace.v, "__esModule") : 0;
    if (has_default < 0 || says_itself < 0)
        return JS_EXCEPTION;
    return !has_default || says_itself ? thaw_value_take(&namespace) : require_key(ctx, key.data, path);
}
