/* SPDX-License-Identifier: MIT
 * URLPattern. A pattern is kept as what matching needs, so that it can be part of an image: per part its normal form,
 * the names of its groups, and a text or a regular expression to match with, which is the engine's. */
#include <errno.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "parse/url_pattern.h"
#include "web/url/regexp_source.h"
#include "web/url/url.h"

typedef struct {
    uint8_t kind; /* thaw_url_pattern_kind */
    uint32_t exact_len;
    char *exact; /* of the engine's memory */
} pattern_part;

typedef struct {
    thaw_native base;
    bool has_regexp_groups;
    pattern_part parts[THAW_PATTERN_PARTS];
    /* strings; RegExps; arrays of strings, or undefined */
    THAW_JS_FIELDS(text[THAW_PATTERN_PARTS], regexp[THAW_PATTERN_PARTS], groups[THAW_PATTERN_PARTS]);
} url_pattern;

static void pattern_dispose(JSRuntime *rt, void *opaque)
{
    url_pattern *self = opaque;
    for (int i = 0; i < THAW_PATTERN_PARTS; i++)
        js_free_rt(rt, self->parts[i].exact);
}
THAW_CLASS(url_pattern, URL_PATTERN, "URLPattern", .dispose = pattern_dispose);

static const char *const part_names[THAW_PATTERN_FIELDS] = { "protocol", "username", "password", "hostname", "port",
                                                             "pathname", "search",   "hash",     "baseURL" };

/* ---- arguments ---- */

typedef struct {
    bool has_base_url, has_hash, has_hostname, has_password, has_pathname, has_port, has_protocol, has_search,
        has_username;
    thaw_idl_text base_url, hash, hostname, password, pathname, port, protocol, search, username;
} pattern_init;
THAW_IDL_DICTIONARY(pattern_init, "URLPatternInit", THAW_OPTIONAL(pattern_init, base_url, "baseURL", USVString),
                    THAW_OPTIONAL(pattern_init, hash, "hash", USVString),
                    THAW_OPTIONAL(pattern_init, hostname, "hostname", USVString),
                    THAW_OPTIONAL(pattern_init, password, "password", USVString),
                    THAW_OPTIONAL(pattern_init, pathname, "pathname", USVString),
                    THAW_OPTIONAL(pattern_init, port, "port", USVString),
                    THAW_OPTIONAL(pattern_init, protocol, "protocol", USVString),
                    THAW_OPTIONAL(pattern_init, search, "search", USVString),
                    THAW_OPTIONAL(pattern_init, username, "username", USVString));
typedef enum { INPUT_TEXT, INPUT_INIT } input_kind;
THAW_IDL_UNION(pattern_input, "(USVString or URLPatternInit)", &thaw_idl_USVString, &thaw_idl_pattern_init);

typedef struct {
    bool ignore_case;
} pattern_options;
THAW_IDL_DICTIONARY(pattern_options, "URLPatternOptions",
                    THAW_DEFAULT(pattern_options, ignore_case, "ignoreCase", boolean, THAW_NUMBER(0)));
/* The second argument tells the two constructors apart. */
typedef enum { SECOND_BASE, SECOND_OPTIONS } second_kind;
THAW_IDL_UNION(second_argument, "(USVString or URLPatternOptions)", &thaw_idl_USVString, &thaw_idl_pattern_options);

typedef struct {
    bool has_input, has_second;
    thaw_idl_union input, second;
    pattern_options options;
} construct_args;
typedef struct {
    bool has_input, has_base;
    thaw_idl_union input;
    thaw_idl_text base;
} match_args;

static void set_field(thaw_slice *field, bool given, const thaw_idl_text *text)
{
    if (given)
        *field = (thaw_slice){ text->ptr, text->len };
}

static void input_from_init(const pattern_init *init, thaw_url_pattern_input *ret)
{
    ret->is_init = true;
    set_field(&ret->fields[0], init->has_protocol, &init->protocol);
    set_field(&ret->fields[1], init->has_username, &init->username);
    set_field(&ret->fields[2], init->has_password, &init->password);
    set_field(&ret->fields[3], init->has_hostname, &init->hostname);
    set_field(&ret->fields[4], init->has_port, &init->port);
    set_field(&ret->fields[5], init->has_pathname, &init->pathname);
    set_field(&ret->fields[6], init->has_search, &init->search);
    set_field(&ret->fields[7], init->has_hash, &init->hash);
    set_field(&ret->fields[THAW_PATTERN_BASE_URL], init->has_base_url, &init->base_url);
}

static thaw_url_pattern_input input_of(bool given, const thaw_idl_union *input, const thaw_idl_text *base)
{
    thaw_url_pattern_input ret = { .is_init = true };
    if (given && input->which == INPUT_TEXT) {
        ret.is_init = false;
        ret.text = (thaw_slice){ input->as.text.ptr, input->as.text.len };
    } else if (given && input->which == INPUT_INIT) {
        input_from_init(input->as.dictionary, &ret);
    }
    if (base)
        ret.base = (thaw_slice){ base->ptr, base->len };
    return ret;
}

static JSValue string_of(JSContext *ctx, thaw_slice text)
{
    return JS_NewStringLen(ctx, text.ptr, text.len);
}

/* ---- construction ---- */

typedef struct {
    JSContext *ctx;
    url_pattern *self;
    thaw_value regexps; /* an array */
    int n;
} construction;

static int compile(void *opaque, thaw_slice source, bool ignore_case)
{
    construction *c = opaque;
    THAW_AUTO(thaw_buf) words = thaw_buf_of(SIZE_MAX / 4);
    if (thaw_regexp_source_for_engine(source, &words) < 0)
        return -1;
    THAW_AUTO(thaw_value) text = thaw_value_of(c->ctx, string_of(c->ctx, (thaw_slice){ words.data, words.len }));
    JSValue regexp = JS_IsException(text.v)
                         ? JS_EXCEPTION
                         : thaw_engine_regexp_new(
                               c->ctx, text.v, THAW_REGEXP_UNICODE_SETS | (ignore_case ? THAW_REGEXP_IGNORE_CASE : 0));
    if (!JS_IsException(regexp) &&
        JS_DefinePropertyValueUint32(c->ctx, c->regexps.v, (uint32_t)c->n, regexp, JS_PROP_C_W_E) >= 0)
        return c->n++;
    JS_FreeValue(c->ctx, JS_GetException(c->ctx)); /* the pattern is malformed, which the caller tells */
    return -1;
}

/* The array of captures, or null. */
static JSValue exec_regexp(JSContext *ctx, JSValueConst regexp, thaw_slice text)
{
    THAW_AUTO(thaw_value) string = thaw_value_of(ctx, string_of(ctx, text));
    return JS_IsException(string.v) ? JS_EXCEPTION : thaw_engine_regexp_exec(ctx, regexp, string.v);
}

static bool matches(void *opaque, int number, thaw_slice text)
{
    construction *c = opaque;
    THAW_AUTO(thaw_value) regexp = thaw_value_of(c->ctx, JS_GetPropertyUint32(c->ctx, c->regexps.v, (uint32_t)number));
    THAW_AUTO(thaw_value) result = thaw_value_of(c->ctx, exec_regexp(c->ctx, regexp.v, text));
    if (JS_IsException(result.v))
        JS_FreeValue(c->ctx, JS_GetException(c->ctx));
    return JS_IsObject(result.v);
}

static JSValue names_of(JSContext *ctx, const thaw_url_pattern_part *part)
{
    if (!part->n_groups)
        return JS_UNDEFINED;
    THAW_AUTO(thaw_value) names = thaw_value_of(ctx, JS_NewArray(ctx));
    for (size_t i = 0; i < part->n_groups && !JS_IsException(names.v); i++) {
        JSValue name = string_of(ctx, part->groups[i]);
        if (JS_IsException(name) || JS_DefinePropertyValueUint32(ctx, names.v, (uint32_t)i, name, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&names);
}

static int keep_exact(JSContext *ctx, pattern_part *to, thaw_slice exact)
{
    if (!exact.len)
        return 0;
    to->exact = js_malloc(ctx, exact.len);
    if (!to->exact)
        return -ENOMEM;
    memcpy(to->exact, exact.ptr, exact.len);
    to->exact_len = (uint32_t)exact.len;
    return 0;
}

/* -ENOMEM with an exception pending. */
static int keep_part(void *opaque, int index, const thaw_url_pattern_part *part)
{
    construction *c = opaque;
    url_pattern *self = c->self;
    JSRuntime *rt = JS_GetRuntime(c->ctx);
    self->parts[index].kind = (uint8_t)part->kind;
    self->has_regexp_groups = self->has_regexp_groups || part->has_regexp_groups;
    JSValue text = string_of(c->ctx, part->pattern);
    if (JS_IsException(text))
        return -ENOMEM;
    thaw_slot_set(rt, &self->text[index], text);
    JSValue names = names_of(c->ctx, part);
    if (JS_IsException(names))
        return -ENOMEM;
    thaw_slot_set(rt, &self->groups[index], names);
    if (part->kind == THAW_PATTERN_REGEXP)
        thaw_slot_set(rt, &self->regexp[index], JS_GetPropertyUint32(c->ctx, c->regexps.v, (uint32_t)part->regexp));
    return keep_exact(c->ctx, &self->parts[index], part->exact);
}

static JSValue pattern_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    bool has_base = args->has_second && args->second.which == SECOND_BASE;
    bool has_options = args->has_second && args->second.which == SECOND_OPTIONS;
    if (in->argc > 2 && !has_base)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE",
                               "Failed to construct 'URLPattern': parameter 2 is not a string.");
    const pattern_options *options = has_options ? args->second.as.dictionary : &args->options;
    thaw_url_pattern_input input = input_of(args->has_input, &args->input, has_base ? &args->second.as.text : NULL);
    url_pattern *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    construction c = { ctx, self, thaw_value_of(ctx, JS_NewArray(ctx)), 0 };
    thaw_url_pattern_regexps regexps = { compile, matches, &c };
    int err = JS_IsException(c.regexps.v)
                  ? -ENOMEM
                  : thaw_url_pattern_parse(&input, options->ignore_case, &regexps, keep_part, &c);
    thaw_value_done(&c.regexps);
    if (err == THAW_E_SYNTAX)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_URL_PATTERN",
                               "Failed to construct 'URLPattern': the pattern is malformed.");
    return err ? JS_EXCEPTION : thaw_value_take(&object);
}

/* ---- matching ---- */

typedef struct {
    JSContext *ctx;
    const url_pattern *self;
    JSValueConst result; /* where the parts go; undefined if only the answer is wanted */
} matching;
enum { MATCH_NOT = THAW_E_RANGE }; /* leaves the loop over the parts */

/* Sets `groups` from an array of captures, or from the whole text if that is null. */
static int set_groups(JSContext *ctx, JSValueConst groups, JSValueConst names, JSValueConst captures, thaw_slice text)
{
    int64_t n = 0;
    if (!JS_IsUndefined(names) && JS_GetLength(ctx, names, &n) < 0)
        return -ENOMEM;
    for (uint32_t i = 0; i < (uint32_t)n; i++) {
        JSValue value = JS_IsNull(captures) ? string_of(ctx, text) : JS_GetPropertyUint32(ctx, captures, i + 1);
        if (JS_IsException(value))
            return -ENOMEM;
        THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, names, i));
        THAW_AUTO(thaw_atom) key = thaw_atom_of(ctx, JS_ValueToAtom(ctx, name.v));
        if (!key.atom) {
            JS_FreeValue(ctx, value);
            return -ENOMEM;
        }
        if (JS_DefinePropertyValue(ctx, groups, key.atom, value, JS_PROP_C_W_E) < 0)
            return -ENOMEM;
    }
    return 0;
}

static int add_result(const matching *m, int index, thaw_slice text, JSValueConst captures)
{
    JSContext *ctx = m->ctx;
    THAW_AUTO(thaw_value) groups = thaw_value_of(ctx, JS_NewObject(ctx));
    THAW_AUTO(thaw_value) part = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(groups.v) || JS_IsException(part.v))
        return -ENOMEM;
    int err = set_groups(ctx, groups.v, m->self->groups[index], captures, text);
    JSValue input = err ? JS_EXCEPTION : string_of(ctx, text);
    if (JS_IsException(input) || JS_DefinePropertyValueStr(ctx, part.v, "input", input, JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, part.v, "groups", thaw_value_take(&groups), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueStr(ctx, m->result, part_names[index], thaw_value_take(&part), JS_PROP_C_W_E) < 0)
        return -ENOMEM;
    return 0;
}

static bool matches_plainly(const pattern_part *part, thaw_slice text)
{
    thaw_slice exact = { part->exact, part->exact_len };
    return part->kind == THAW_PATTERN_ANYTHING || thaw_slice_equal(text, exact);
}

/* 0, MATCH_NOT, or -ENOMEM with an exception pending. */
static int match_part(void *opaque, int index, thaw_slice text)
{
    const matching *m = opaque;
    const pattern_part *part = &m->self->parts[index];
    THAW_AUTO(thaw_value) captures = thaw_value_of(m->ctx, JS_NULL);
    if (part->kind != THAW_PATTERN_REGEXP) {
        if (!matches_plainly(part, text))
            return MATCH_NOT;
    } else {
        captures.v = exec_regexp(m->ctx, m->self->regexp[index], text);
        if (!JS_IsObject(captures.v))
            return JS_IsException(captures.v) ? -ENOMEM : MATCH_NOT;
    }
    return JS_IsUndefined(m->result) ? 0 : add_result(m, index, text, captures.v);
}

/* 1, 0, or -1 with an exception pending. */
static int match(JSContext *ctx, const thaw_invocation *in, const thaw_url_pattern_input *input, JSValueConst result)
{
    if (input->is_init && input->base.ptr) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE",
                        "A base URL goes with a string, not with an object.");
        return -1;
    }
    matching m = { ctx, in->self, result };
    int err = thaw_url_pattern_subject(input, match_part, &m);
    return !err ? 1 : err == THAW_E_SYNTAX || err == MATCH_NOT ? 0 : -1;
}

static JSValue init_to_object(JSContext *ctx, const thaw_url_pattern_input *input)
{
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_NewObject(ctx));
    for (int i = 0; i < THAW_PATTERN_FIELDS && !JS_IsException(object.v); i++) {
        if (!input->fields[i].ptr)
            continue;
        JSValue text = string_of(ctx, input->fields[i]);
        if (JS_IsException(text) || JS_DefinePropertyValueStr(ctx, object.v, part_names[i], text, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&object);
}

static JSValue inputs_of(JSContext *ctx, const thaw_url_pattern_input *input)
{
    JSValue first = input->is_init ? init_to_object(ctx, input) : string_of(ctx, input->text);
    if (JS_IsException(first) || !input->base.ptr)
        return JS_IsException(first) ? first : JS_NewArrayFrom(ctx, 1, &first);
    JSValue base = string_of(ctx, input->base);
    if (JS_IsException(base)) {
        JS_FreeValue(ctx, first);
        return JS_EXCEPTION;
    }
    return JS_NewArrayFrom(ctx, 2, (JSValue[]){ first, base });
}

static JSValue pattern_exec(JSContext *ctx, const thaw_invocation *in)
{
    const match_args *args = in->args;
    thaw_url_pattern_input input = input_of(args->has_input, &args->input, args->has_base ? &args->base : NULL);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_NewObject(ctx));
    JSValue inputs = JS_IsException(result.v) ? JS_EXCEPTION : inputs_of(ctx, &input);
    if (JS_IsException(inputs) || JS_DefinePropertyValueStr(ctx, result.v, "inputs", inputs, JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    int found = match(ctx, in, &input, result.v);
    return found > 0 ? thaw_value_take(&result) : found < 0 ? JS_EXCEPTION : JS_NULL;
}

static JSValue pattern_test(JSContext *ctx, const thaw_invocation *in)
{
    const match_args *args = in->args;
    thaw_url_pattern_input input = input_of(args->has_input, &args->input, args->has_base ? &args->base : NULL);
    int found = match(ctx, in, &input, JS_UNDEFINED);
    return found < 0 ? JS_EXCEPTION : JS_NewBool(ctx, found);
}

/* ---- attributes ---- */

#define PATTERN_PARTS(X) \
    X(protocol, 0)       \
    X(username, 1)       \
    X(password, 2)       \
    X(hostname, 3)       \
    X(port, 4)           \
    X(pathname, 5)       \
    X(search, 6)         \
    X(hash, 7)
#define PATTERN_GETTER(name, index)                                            \
    static JSValue pattern_##name(JSContext *ctx, const thaw_invocation *in)   \
    {                                                                          \
        return JS_DupValue(ctx, ((const url_pattern *)in->self)->text[index]); \
    }
PATTERN_PARTS(PATTERN_GETTER)
#undef PATTERN_GETTER

static JSValue pattern_has_regexp_groups(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewBool(ctx, ((const url_pattern *)in->self)->has_regexp_groups);
}

#define MATCH_ARGS                                                        \
    match_args, THAW_OPTIONAL(match_args, input, "input", pattern_input), \
        THAW_OPTIONAL(match_args, base, "baseURL", USVString)
#define ROW(row, ...) row(__VA_ARGS__)
#define PATTERN_ROW(name, index) THAW_READONLY(#name, pattern_##name),

static const thaw_member members[] = {
    PATTERN_PARTS(PATTERN_ROW) THAW_READONLY("hasRegExpGroups", pattern_has_regexp_groups),
    ROW(THAW_METHOD_ARGS, "exec", pattern_exec, MATCH_ARGS),
    ROW(THAW_METHOD_ARGS, "test", pattern_test, MATCH_ARGS),
};
static const thaw_interface pattern_interface = {
    .cls = &url_pattern_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(pattern_construct, construct_args,
                          THAW_OPTIONAL(construct_args, input, "input", pattern_input),
                          THAW_OPTIONAL(construct_args, second, "baseURL", second_argument),
                          THAW_DEFAULT(construct_args, options, "options", pattern_options, THAW_ABSENT)),
};

int thaw_url_pattern_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &pattern_interface);
}
