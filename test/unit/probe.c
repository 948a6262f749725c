/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "js/auto_values.h"
#include "js/call.h"
#include "js/webidl/callback.h"
#include "js/webidl/interface.h"
#include "test.h"

typedef struct {
    thaw_native base;
    uint32_t size;
    int mode;
    THAW_JS_FIELDS(label);
} probe;
THAW_CLASS(probe, TEST_PROBE, "Probe");

typedef struct {
    probe base;
    int level;
    THAW_JS_FIELDS(friend);
} probe_child;
static int disposed; /* how many children */
static void child_dispose(JSRuntime *rt, void *self)
{
    disposed++;
}
THAW_CLASS(probe_child, TEST_PROBE_CHILD, "ProbeChild", .parent = &probe_class, .dispose = child_dispose);

/* ---- types ---- */

THAW_IDL_ENUM(mode, "Mode", "slow", "fast");
THAW_IDL_INTERFACE(probe);
THAW_IDL_NULLABLE(maybe_probe, "Probe?", probe);
THAW_IDL_NULLABLE(maybe_text, "USVString?", USVString);
THAW_IDL_NULLABLE(maybe_long, "long?", long);
THAW_IDL_NULLABLE(maybe_octet, "octet?", octet);
THAW_IDL_NULLABLE(maybe_byte, "byte?", byte);
THAW_IDL_NULLABLE(maybe_boolean, "boolean?", boolean);
THAW_IDL_NULLABLE(maybe_mode, "Mode?", mode);
THAW_IDL_NULLABLE(maybe_double, "double?", double);
THAW_IDL_NULLABLE(maybe_function, "Function?", function);
THAW_IDL_SEQUENCE(longs, "sequence<long>", long);
THAW_IDL_SEQUENCE(texts, "sequence<USVString>", USVString);
THAW_IDL_SEQUENCE(rows, "sequence<sequence<USVString>>", texts);
THAW_IDL_NULLABLE(maybe_longs, "sequence<long>?", longs);
THAW_IDL_RECORD(headers, "record<ByteString, USVString>", ByteString, USVString);
THAW_IDL_RECORD(usv_record, "record<USVString, long>", USVString, long);

typedef struct {
    bool has_ratio;
    int32_t count;
    double ratio;
    int mode;
    thaw_idl_sequence tags;
} base_options;
THAW_IDL_DICTIONARY(base_options, "BaseOptions", THAW_DEFAULT(base_options, count, "count", long, THAW_NUMBER(7)),
                    THAW_DEFAULT(base_options, mode, "mode", mode, THAW_TEXT("fast")),
                    THAW_OPTIONAL(base_options, ratio, "ratio", double),
                    THAW_DEFAULT(base_options, tags, "tags", texts, THAW_ABSENT));

typedef struct {
    base_options base;
    thaw_idl_text name;
    JSValueConst extra;
    thaw_idl_text note;
} options;
THAW_IDL_DERIVED_DICTIONARY(options, base_options, "Options", THAW_DEFAULT(options, extra, "extra", any, THAW_ABSENT),
                            THAW_REQUIRED(options, name, "name", USVString),
                            THAW_DEFAULT(options, note, "note", maybe_text, THAW_ABSENT));

THAW_IDL_UNION(wide_union,
               "(Probe or BufferSource or Function or sequence<long> or Options or boolean or double or "
               "USVString)",
               &thaw_idl_probe, &thaw_idl_BufferSource, &thaw_idl_function, &thaw_idl_longs, &thaw_idl_options,
               &thaw_idl_boolean, &thaw_idl_double, &thaw_idl_USVString);
THAW_IDL_UNION(record_union, "(record<USVString, long> or USVString)", &thaw_idl_usv_record, &thaw_idl_USVString);
THAW_IDL_UNION(number_union, "(long or Probe)", &thaw_idl_long, &thaw_idl_probe);
THAW_IDL_UNION(no_primitive, "(Probe or ArrayBuffer)", &thaw_idl_probe, &thaw_idl_ArrayBuffer);
THAW_IDL_NULLABLE(maybe_union, "(record<USVString, long> or USVString)?", record_union);

/* ---- echoes: what arrived, as text ---- */

static JSValue text(JSContext *ctx, const char *format, ...) __attribute__((format(printf, 2, 3)));
static JSValue text(JSContext *ctx, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return JS_NewString(ctx, line);
}

/* echo_<word>: a struct with one member `v`, and a body that prints it. */
#define ECHO(word, ...)                                                   \
    typedef struct {                                                      \
        thaw_idl_##word##_c v;                                            \
    } word##_args;                                                        \
    static JSValue echo_##word(JSContext *ctx, const thaw_invocation *in) \
    {                                                                     \
        __attribute__((unused)) const word##_args *a = in->args;          \
        return __VA_ARGS__;                                               \
    }                                                                     \
    struct word##_swallow_semicolon
#define ECHO_ROW(word) THAW_METHOD_ARGS(#word, echo_##word, word##_args, THAW_REQUIRED(word##_args, v, "v", word))

#define INTEGERS(X)                        \
    X(byte, PRId8)                         \
    X(octet, PRIu8)                        \
    X(short, PRId16)                       \
    X(unsigned_short, PRIu16)              \
    X(long, PRId32)                        \
    X(unsigned_long, PRIu32)               \
    X(long_long, PRId64)                   \
    X(unsigned_long_long, PRIu64)          \
    X(enforced_octet, PRIu8)               \
    X(enforced_unsigned_short, PRIu16)     \
    X(enforced_long, PRId32)               \
    X(enforced_unsigned_long, PRIu32)      \
    X(enforced_long_long, PRId64)          \
    X(enforced_unsigned_long_long, PRIu64) \
    X(clamped_octet, PRIu8)                \
    X(clamped_long, PRId32)                \
    X(clamped_long_long, PRId64)           \
    X(clamped_unsigned_long_long, PRIu64)
#define ECHO_INTEGER(word, format) ECHO(word, text(ctx, "%" format, a->v));
INTEGERS(ECHO_INTEGER)

ECHO(boolean, text(ctx, "%s", a->v ? "yes" : "no"));
ECHO(float, text(ctx, "%.9g", (double)a->v));
ECHO(unrestricted_float, text(ctx, "%g", (double)a->v));
ECHO(double, text(ctx, "%.17g", a->v));
ECHO(unrestricted_double, text(ctx, "%g", a->v));
ECHO(any, JS_DupValue(ctx, a->v));
ECHO(object, JS_DupValue(ctx, a->v));
ECHO(function, thaw_call(ctx, a->v, JS_UNDEFINED, 0, NULL));
ECHO(callback_object, JS_DupValue(ctx, a->v));
ECHO(promise, JS_DupValue(ctx, a->v));
ECHO(DOMString, JS_DupValue(ctx, a->v));
ECHO(DOMString_null_is_empty, JS_DupValue(ctx, a->v));
ECHO(USVString, JS_NewStringLen(ctx, a->v.ptr, a->v.len));
ECHO(ByteString, text(ctx, "%zu:%02x", a->v.len, (unsigned char)a->v.ptr[0]));
ECHO(mode, text(ctx, "%d", a->v));
ECHO(probe, text(ctx, "%" PRIu32, a->v.self->size));
ECHO(maybe_probe, text(ctx, "%s", a->v.self ? "probe" : JS_IsNull(a->v.object) ? "null" : "?"));
ECHO(maybe_text, text(ctx, "%s", a->v.ptr ? a->v.ptr : "null"));
ECHO(maybe_long, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_octet, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_byte, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_boolean, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_mode, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_double, text(ctx, a->v.present ? "%g" : "null", a->v.number));
ECHO(maybe_function, text(ctx, "%s", JS_IsNull(a->v) ? "null" : "function"));

static JSValue echo_bytes(JSContext *ctx, JSValueConst value)
{
    thaw_engine_buffer b = thaw_engine_buffer_of(value);
    return text(ctx, "%zu:%d", b.size, b.size ? b.data[0] : -1);
}
ECHO(ArrayBuffer, echo_bytes(ctx, a->v));
ECHO(Uint8Array, echo_bytes(ctx, a->v));
ECHO(ArrayBufferView, echo_bytes(ctx, a->v));
ECHO(BufferSource, echo_bytes(ctx, a->v));
ECHO(AllowSharedBufferSource, echo_bytes(ctx, a->v));
ECHO(AnyBufferSource, echo_bytes(ctx, a->v));

static JSValue echo_long_items(JSContext *ctx, const thaw_idl_sequence *s)
{
    int32_t sum = 0;
    for (size_t i = 0; i < s->count; i++)
        sum = sum * 10 + ((const int32_t *)s->items)[i];
    return text(ctx, "%zu:%d", s->count, sum);
}
ECHO(longs, echo_long_items(ctx, &a->v));
ECHO(maybe_longs, echo_long_items(ctx, &a->v));

static void append_texts(thaw_buf *b, const thaw_idl_sequence *s)
{
    for (size_t i = 0; i < s->count; i++)
        thaw_buf_printf(b, "%s%s", i ? "," : "", ((const thaw_idl_text *)s->items)[i].ptr);
}
static JSValue echo_text_rows(JSContext *ctx, const thaw_idl_sequence *s)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    for (size_t i = 0; i < s->count; i++) {
        thaw_buf_puts(&b, i ? ";" : "");
        append_texts(&b, &((const thaw_idl_sequence *)s->items)[i]);
    }
    return text(ctx, "%s", b.data ? b.data : "");
}
ECHO(rows, echo_text_rows(ctx, &a->v));

static JSValue echo_headers_record(JSContext *ctx, const thaw_idl_record *r)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    for (size_t i = 0; i < r->count; i++)
        thaw_buf_printf(&b, "%s=%s;", ((const thaw_idl_text *)r->keys)[i].ptr,
                        ((const thaw_idl_text *)r->values)[i].ptr);
    return text(ctx, "%s", b.data ? b.data : "");
}
ECHO(headers, echo_headers_record(ctx, &a->v));

static JSValue echo_long_record(JSContext *ctx, const thaw_idl_record *r)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    for (size_t i = 0; i < r->count; i++)
        thaw_buf_printf(&b, "%s=%d;", ((const thaw_idl_text *)r->keys)[i].ptr, ((const int32_t *)r->values)[i]);
    return text(ctx, "%s", b.data ? b.data : "");
}
ECHO(usv_record, echo_long_record(ctx, &a->v));

static JSValue echo_any_options(JSContext *ctx, const options *o)
{
    THAW_AUTO(thaw_buf) tags = thaw_buf_of(1000);
    append_texts(&tags, &o->base.tags);
    return text(ctx, "count=%d mode=%d ratio=%g tags=%s extra=%s name=%s note=%s", o->base.count, o->base.mode,
                o->base.has_ratio ? o->base.ratio : -1, tags.data ? tags.data : "",
                JS_IsUndefined(o->extra) ? "-" : "given", o->name.ptr, o->note.ptr ? o->note.ptr : "null");
}
ECHO(options, echo_any_options(ctx, &a->v));
ECHO(base_options, text(ctx, "count=%d mode=%d", a->v.count, a->v.mode));

static JSValue echo_wide(JSContext *ctx, const thaw_idl_union *u)
{
    switch (u->which) {
    case 0:
        return text(ctx, "probe %" PRIu32, ((probe *)u->as.object.self)->size);
    case 1:
        return text(ctx, "%zu bytes", thaw_engine_buffer_of(u->as.value).size);
    case 3:
        return text(ctx, "%zu longs", u->as.sequence.count);
    case 4:
        return text(ctx, "options %s", ((const options *)u->as.dictionary)->name.ptr);
    case 5:
        return text(ctx, "boolean %d", u->as.boolean);
    case 6:
        return text(ctx, "double %g", u->as.double_);
    case 7:
        return text(ctx, "text %s", u->as.text.ptr);
    default:
        return text(ctx, "alternative %d", u->which);
    }
}
ECHO(wide_union, echo_wide(ctx, &a->v));
ECHO(record_union, a->v.which ? text(ctx, "text %s", a->v.as.text.ptr) : echo_long_record(ctx, &a->v.as.record));
ECHO(maybe_union, text(ctx, "%d", a->v.which));
ECHO(number_union, text(ctx, "%d:%d", a->v.which, a->v.which ? 0 : a->v.as.long_));
ECHO(no_primitive, text(ctx, "%d", a->v.which));

/* ---- members of all kinds ---- */

static JSValue get_size(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewUint32(ctx, ((probe *)in->self)->size);
}
static JSValue set_size(JSContext *ctx, const thaw_invocation *in)
{
    ((probe *)in->self)->size = *(const uint32_t *)in->args;
    return JS_UNDEFINED;
}
static JSValue get_mode(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, thaw_idl_mode.names[((probe *)in->self)->mode]);
}
static JSValue set_mode(JSContext *ctx, const thaw_invocation *in)
{
    ((probe *)in->self)->mode = *(const int *)in->args;
    return JS_UNDEFINED;
}
static JSValue get_label(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((probe *)in->self)->label);
}
static JSValue set_label(JSContext *ctx, const thaw_invocation *in)
{
    JSValueConst value = *(const JSValueConst *)in->args;
    if (JS_IsSymbol(value))
        return JS_ThrowRangeError(ctx, "no symbols");
    thaw_slot_set(JS_GetRuntime(ctx), &((probe *)in->self)->label, JS_DupValue(ctx, value));
    return JS_UNDEFINED;
}
static JSValue get_friend(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((probe_child *)in->self)->friend);
}
static JSValue set_friend(JSContext *ctx, const thaw_invocation *in)
{
    JSValueConst value = *(const JSValueConst *)in->args;
    thaw_slot_set(JS_GetRuntime(ctx), &((probe_child *)in->self)->friend, JS_DupValue(ctx, value));
    return JS_UNDEFINED;
}
static JSValue get_disposed(JSContext *ctx, const thaw_invocation *in)
{
    JS_RunGC(JS_GetRuntime(ctx));
    return JS_NewInt32(ctx, disposed);
}
static JSValue get_ready(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, 1);
}
static JSValue get_instances(JSContext *ctx, const thaw_invocation *in)
{
    return text(ctx, "self %s", in->self ? "set" : "null");
}

typedef struct {
    bool has_second;
    int32_t first, second;
    thaw_idl_sequence rest;
} add_args;
static JSValue add(JSContext *ctx, const thaw_invocation *in)
{
    const add_args *a = in->args;
    int32_t sum = a->first + (a->has_second ? a->second : 100);
    for (size_t i = 0; i < a->rest.count; i++)
        sum += 1000 * ((const int32_t *)a->rest.items)[i];
    return text(ctx, "%d of %d", sum, in->argc);
}

static JSValue later(JSContext *ctx, const thaw_invocation *in)
{
    const long_args *a = in->args;
    return a->v < 0 ? JS_ThrowRangeError(ctx, "negative") : JS_NewInt32(ctx, a->v * 2);
}

static JSValue probe_construct(JSContext *ctx, const thaw_invocation *in)
{
    const unsigned_long_args *a = in->args;
    probe *self;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object))
        self->size = a->v;
    return object;
}

static JSValue notify(JSContext *ctx, const thaw_invocation *in)
{
    const callback_object_args *a = in->args;
    JSValueConst args[] = { in->this_val };
    return thaw_idl_call_operation(ctx, a->v, "handleEvent", in->this_val, 1, args);
}

static JSValue child_level(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, ((probe_child *)in->self)->level);
}
static JSValue child_construct(JSContext *ctx, const thaw_invocation *in)
{
    probe_child *self;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object)) {
        self->level = 2;
        self->base.size = 5;
    }
    return object;
}

/* Pairs ["k0", 0], ["k1", 1], ...: as many as `size`. */
static int child_pair_at(JSContext *ctx, void *self, uint32_t index, JSValue *ret_key, JSValue *ret_value)
{
    probe_child *child = self;
    if (index == 66) {
        JS_ThrowRangeError(ctx, "66");
        return -1;
    }
    if (index >= child->base.size)
        return 0;
    *ret_key = text(ctx, "k%" PRIu32, index);
    *ret_value = JS_NewUint32(ctx, index);
    return 1;
}

/* An AsyncProbe gives its numbers up to the first argument, then it ends, or fails if there was a second one. */
typedef struct {
    thaw_native base;
    uint32_t given, finished;
} async_probe;
static const thaw_class async_probe_class = { .name = "AsyncProbe",
                                              .id = THAW_CLASS_TEST_ASYNC_PROBE,
                                              .size = sizeof(async_probe) };
static const thaw_class pairs_probe_class = { .name = "AsyncPairsProbe",
                                              .id = THAW_CLASS_TEST_ASYNC_PAIRS_PROBE,
                                              .size = sizeof(async_probe) };

typedef struct {
    bool has_failure;
    uint32_t limit;
    JSValueConst failure;
} iterate_args;
static JSValue iterate(JSContext *ctx, const thaw_invocation *in)
{
    const iterate_args *a = in->args;
    JSValue state = JS_NewObject(ctx);
    JS_SetPropertyStr(ctx, state, "limit", JS_NewUint32(ctx, a->limit));
    if (a->has_failure)
        JS_SetPropertyStr(ctx, state, "failure", JS_DupValue(ctx, a->failure));
    return state;
}

static JSValue next_number(JSContext *ctx, void *self, JSValueConst state)
{
    async_probe *p = self;
    uint32_t limit = 0;
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetPropertyStr(ctx, state, "limit"));
    THAW_AUTO(thaw_value) failure = thaw_value_of(ctx, JS_GetPropertyStr(ctx, state, "failure"));
    JS_ToUint32(ctx, &limit, value.v);
    if (p->given < limit)
        return JS_NewUint32(ctx, p->given++);
    if (JS_IsUndefined(failure.v))
        return JS_DupValue(ctx, thaw_end_of_iteration(ctx));
    return JS_Throw(ctx, thaw_value_take(&failure));
}

static JSValue stop(JSContext *ctx, void *self, JSValueConst state, JSValueConst value)
{
    ((async_probe *)self)->finished++;
    return JS_IsNull(value) ? JS_ThrowRangeError(ctx, "null") : JS_UNDEFINED;
}

static JSValue next_pair(JSContext *ctx, void *self, JSValueConst state)
{
    async_probe *p = self;
    if (p->given == 2)
        return JS_DupValue(ctx, thaw_end_of_iteration(ctx));
    JSValue pair[] = { text(ctx, "k%" PRIu32, p->given), JS_NewUint32(ctx, p->given) };
    p->given++;
    return JS_NewArrayFrom(ctx, 2, pair);
}

static JSValue async_finished(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewUint32(ctx, ((async_probe *)in->self)->finished);
}

static JSValue async_construct(JSContext *ctx, const thaw_invocation *in)
{
    async_probe *unused;
    return thaw_interface_construct(ctx, in, &unused);
}

static const thaw_async_iteration numbers = { .next = next_number, .finish = stop };
static const thaw_async_iteration pairs = { .is_pair = true, .next = next_pair };
static const thaw_member async_members[] = {
    THAW_READONLY("finished", async_finished),
    THAW_ASYNC_ITERABLE_ARGS(&numbers, iterate, iterate_args,
                             THAW_DEFAULT(iterate_args, limit, "limit", unsigned_long, THAW_NUMBER(3)),
                             THAW_OPTIONAL(iterate_args, failure, "failure", any)),
};
static const thaw_member pairs_members[] = { THAW_ASYNC_ITERABLE(&pairs, NULL) };
static const thaw_interface async_interface = { .cls = &async_probe_class,
                                                THAW_MEMBERS(async_members),
                                                THAW_CONSTRUCTOR(async_construct) };
static const thaw_interface pairs_interface = { .cls = &pairs_probe_class,
                                                THAW_MEMBERS(pairs_members),
                                                THAW_CONSTRUCTOR(async_construct) };

#define INTEGER_ROW(word, format) ECHO_ROW(word),
static const thaw_member echo_members[] = {
    INTEGERS(INTEGER_ROW) ECHO_ROW(boolean),
    ECHO_ROW(float),
    ECHO_ROW(unrestricted_float),
    ECHO_ROW(double),
    ECHO_ROW(unrestricted_double),
    ECHO_ROW(any),
    ECHO_ROW(object),
    ECHO_ROW(function),
    ECHO_ROW(callback_object),
    ECHO_ROW(promise),
    ECHO_ROW(DOMString),
    ECHO_ROW(DOMString_null_is_empty),
    ECHO_ROW(USVString),
    ECHO_ROW(ByteString),
    ECHO_ROW(mode),
    ECHO_ROW(probe),
    ECHO_ROW(maybe_probe),
    ECHO_ROW(maybe_text),
    ECHO_ROW(maybe_long),
    ECHO_ROW(maybe_octet),
    ECHO_ROW(maybe_byte),
    ECHO_ROW(maybe_boolean),
    ECHO_ROW(maybe_mode),
    ECHO_ROW(maybe_double),
    ECHO_ROW(maybe_function),
    ECHO_ROW(ArrayBuffer),
    ECHO_ROW(Uint8Array),
    ECHO_ROW(ArrayBufferView),
    ECHO_ROW(BufferSource),
    ECHO_ROW(AllowSharedBufferSource),
    ECHO_ROW(AnyBufferSource),
    ECHO_ROW(longs),
    ECHO_ROW(maybe_longs),
    ECHO_ROW(rows),
    ECHO_ROW(headers),
    ECHO_ROW(usv_record),
    ECHO_ROW(options),
    ECHO_ROW(base_options),
    ECHO_ROW(wide_union),
    ECHO_ROW(record_union),
    ECHO_ROW(maybe_union),
    ECHO_ROW(number_union),
    ECHO_ROW(no_primitive),
};
static const thaw_interface probe_interface = {
    .cls = &probe_class,
    THAW_MEMBERS(echo_members),
    THAW_CONSTRUCTOR_ARGS(probe_construct, unsigned_long_args,
                          THAW_REQUIRED(unsigned_long_args, v, "size", unsigned_long)),
};

static const thaw_member child_members[] = {
    THAW_ATTRIBUTE("size", get_size, set_size, unsigned_long),
    THAW_ATTRIBUTE("mode", get_mode, set_mode, mode),
    THAW_ATTRIBUTE("label", get_label, set_label, any),
    THAW_ATTRIBUTE("friend", get_friend, set_friend, any),
    THAW_STATIC_READONLY("disposed", get_disposed),
    THAW_PROMISE_READONLY("ready", get_ready),
    THAW_READONLY("level", child_level),
    THAW_STATIC_READONLY("instances", get_instances),
    THAW_STATIC_METHOD("count", get_instances),
    THAW_CONSTANT("LIMIT", 42),
    THAW_METHOD_ARGS("add", add, add_args, THAW_REQUIRED(add_args, first, "first", long),
                     THAW_OPTIONAL(add_args, second, "second", long), THAW_REST(add_args, rest, "rest", long)),
    THAW_METHOD_ARGS("notify", notify, callback_object_args,
                     THAW_REQUIRED(callback_object_args, v, "listener", callback_object)),
    THAW_PAIR_ITERABLE(child_pair_at),
    THAW_PROMISE_METHOD_ARGS("later", later, long_args, THAW_REQUIRED(long_args, v, "v", long)),
};
static const thaw_interface child_interface = {
    .cls = &probe_child_class,
    THAW_MEMBERS(child_members),
    THAW_CONSTRUCTOR(child_construct),
};

/* ---- running ---- */

static JSValue evaluate(JSContext *ctx, const char *code)
{
    return JS_Eval(ctx, code, strlen(code), "probe.js", JS_EVAL_TYPE_GLOBAL);
}

static void no_report(JSContext *ctx, JSValueConst error, const char *origin)
{
    THAW_AUTO(thaw_cstr) message = thaw_cstr_of(ctx, error);
    test_fail(origin, 0, "uncaught: %s", message.ptr);
}

thaw_runtime *probe_open(void)
{
    thaw_heap *heap;
    thaw_runtime *r;
    EXPECT_EQ(thaw_heap_create(&heap), 0);
    EXPECT_EQ(thaw_runtime_new(heap, &r), 0);
    r->report_error = no_report;
    EXPECT_EQ(thaw_interface_define(r->ctx, &probe_interface), 0);
    EXPECT_EQ(thaw_interface_define(r->ctx, &child_interface), 0);
    EXPECT_EQ(thaw_interface_define(r->ctx, &async_interface), 0);
    EXPECT_EQ(thaw_interface_define(r->ctx, &pairs_interface), 0);
    JSValue ready = evaluate(r->ctx, "globalThis.probe = new Probe(3); globalThis.child = new ProbeChild(); 0");
    EXPECT(!JS_IsException(ready));
    return r;
}

void probe_close(thaw_runtime *r)
{
    thaw_heap *heap = r->heap;
    EXPECT_EQ(thaw_runtime_free(r, true), 0);
    thaw_heap_destroy(heap);
}

/* Errors as "TypeError: message", promises by what they become. */
static const char wrapper[] =
    "(async () => { try { return String(await (%s)) } catch (e) { return `${e.name}: ${e.message}` } })()";

static void expect_case(JSContext *ctx, const probe_case *c)
{
    THAW_AUTO(thaw_buf) code = thaw_buf_of(10000);
    thaw_buf_printf(&code, wrapper, c->code);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, evaluate(ctx, code.data));
    if (JS_IsException(promise.v))
        test_fail(__FILE__, __LINE__, "can't evaluate %s", c->code);
    thaw_drain(ctx);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, JS_PromiseResult(ctx, promise.v));
    THAW_AUTO(thaw_cstr) got = thaw_cstr_of(ctx, result.v);
    test_expect_str(__FILE__, __LINE__, c->code, got.ptr, c->want);
}

void probe_expect_in(thaw_runtime *r, const probe_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_case(r->ctx, &cases[i]);
}

void probe_expect(const probe_case *cases, size_t n)
{
    thaw_runtime *r = probe_open();
    probe_expect_in(r, cases, n);
    probe_close(r);
}
