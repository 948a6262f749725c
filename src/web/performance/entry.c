/* SPDX-License-Identifier: MIT */
#include "web/performance/entry.h"

#include <string.h>

#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/html/structured_clone.h"
#include "web/performance/performance.h"
#include "web/performance/timeline.h"

static void entry_dispose(JSRuntime *rt, void *self)
{
    JS_FreeAtomRT(rt, ((thaw_performance_entry *)self)->name);
}
THAW_CLASS_TABLE(thaw_performance_entry, PERFORMANCE_ENTRY, "PerformanceEntry", .dispose = entry_dispose);
static const thaw_class mark_class = { .name = "PerformanceMark",
                                       .id = THAW_CLASS_PERFORMANCE_MARK,
                                       .size = sizeof(thaw_performance_entry),
                                       .parent = &thaw_performance_entry_class };
static const thaw_class measure_class = { .name = "PerformanceMeasure",
                                          .id = THAW_CLASS_PERFORMANCE_MEASURE,
                                          .size = sizeof(thaw_performance_entry),
                                          .parent = &thaw_performance_entry_class };

const char *thaw_entry_kind_name(thaw_entry_kind kind)
{
    return kind == THAW_ENTRY_MARK ? "mark" : "measure";
}

thaw_entry_kind thaw_entry_kind_of(JSContext *ctx, JSValueConst name)
{
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, name);
    if (!text.ptr)
        thaw_drop_exception(ctx); /* without memory it is none */
    for (thaw_entry_kind kind = THAW_ENTRY_MARK; text.ptr && kind < THAW_ENTRY_ALL; kind <<= 1) {
        if (strcmp(text.ptr, thaw_entry_kind_name(kind)) == 0)
            return kind;
    }
    return 0;
}

/* ---- making ---- */

/* Fills a new one, whose detail is taken. */
static void fill(JSContext *ctx, thaw_performance_entry *self, JSAtom name, thaw_entry_kind kind, JSValue detail)
{
    self->name = JS_DupAtom(ctx, name);
    self->kind = kind;
    self->id = thaw_timeline_next_id(ctx);
    self->detail = detail;
}

/* Owned; null for a detail that is not given. Runs JavaScript. */
static JSValue clone_detail(JSContext *ctx, JSValueConst detail)
{
    if (JS_IsUndefined(detail) || JS_IsNull(detail))
        return JS_NULL;
    return thaw_structured_clone(ctx, detail, NULL);
}

static int fill_mark(JSContext *ctx, thaw_performance_entry *self, JSAtom name, const thaw_mark_options *options)
{
    if (options->has_start && options->start < 0) {
        thaw_throw_code(ctx, "TypeError", "ERR_PERFORMANCE_INVALID_TIMESTAMP", "%g is not a valid timestamp",
                        options->start);
        return -1;
    }
    double start = options->has_start ? options->start : thaw_performance_now(ctx);
    JSValue detail = clone_detail(ctx, options->detail);
    if (JS_IsException(detail))
        return -1;
    fill(ctx, self, name, THAW_ENTRY_MARK, detail);
    self->start = start;
    return 0;
}

JSValue thaw_mark_new(JSContext *ctx, JSAtom name, const thaw_mark_options *options)
{
    thaw_performance_entry *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &mark_class, JS_UNDEFINED, &self));
    return JS_IsException(object.v) || fill_mark(ctx, self, name, options) < 0 ? JS_EXCEPTION
                                                                               : thaw_value_take(&object);
}

JSValue thaw_measure_new(JSContext *ctx, JSAtom name, double start, double duration, JSValueConst detail)
{
    thaw_performance_entry *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &measure_class, JS_UNDEFINED, &self));
    JSValue cloned = JS_IsException(object.v) ? JS_EXCEPTION : clone_detail(ctx, detail);
    if (JS_IsException(cloned))
        return JS_EXCEPTION;
    fill(ctx, self, name, THAW_ENTRY_MEASURE, cloned);
    self->start = start;
    self->duration = duration;
    return thaw_value_take(&object);
}

/* ---- PerformanceEntry ---- */

static JSValue entry_id(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewUint32(ctx, ((const thaw_performance_entry *)in->self)->id);
}

static JSValue entry_name(JSContext *ctx, const thaw_invocation *in)
{
    return JS_AtomToString(ctx, ((const thaw_performance_entry *)in->self)->name);
}

static JSValue entry_type(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewString(ctx, thaw_entry_kind_name(((const thaw_performance_entry *)in->self)->kind));
}

static JSValue entry_start_time(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewNumber(ctx, ((const thaw_performance_entry *)in->self)->start);
}

static JSValue entry_duration(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewNumber(ctx, ((const thaw_performance_entry *)in->self)->duration);
}

/* There is no navigation that it could belong to. */
static JSValue entry_navigation_id(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, 0);
}

static JSValue entry_to_json(JSContext *ctx, const thaw_invocation *in)
{
    static const struct {
        const char *name;
        thaw_member_body *get;
    } rows[] = { { "id", entry_id },
                 { "name", entry_name },
                 { "entryType", entry_type },
                 { "startTime", entry_start_time },
                 { "duration", entry_duration },
                 { "navigationId", entry_navigation_id } };
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(json.v))
        return JS_EXCEPTION;
    for (size_t i = 0; i < THAW_COUNT(rows); i++) {
        JSValue value = rows[i].get(ctx, in);
        if (JS_IsException(value) || JS_DefinePropertyValueStr(ctx, json.v, rows[i].name, value, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&json);
}

static const thaw_member entry_members[] = {
    THAW_READONLY("id", entry_id),
    THAW_READONLY("name", entry_name),
    THAW_READONLY("entryType", entry_type),
    THAW_READONLY("startTime", entry_start_time),
    THAW_READONLY("duration", entry_duration),
    THAW_READONLY("navigationId", entry_navigation_id),
    THAW_METHOD("toJSON", entry_to_json),
};
static const thaw_interface entry_interface = { .cls = &thaw_performance_entry_class, THAW_MEMBERS(entry_members) };

/* ---- PerformanceMark, PerformanceMeasure ---- */

typedef struct {
    JSValueConst name;
    thaw_mark_options options;
} mark_args;

static JSValue mark_construct(JSContext *ctx, const thaw_invocation *in)
{
    const mark_args *args = in->args;
    thaw_performance_entry *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->name));
    return JS_IsException(object.v) || !name.atom || fill_mark(ctx, self, name.atom, &args->options) < 0
               ? JS_EXCEPTION
               : thaw_value_take(&object);
}

static JSValue entry_detail(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const thaw_performance_entry *)in->self)->detail);
}

static const thaw_member detail_members[] = { THAW_READONLY("detail", entry_detail) };
static const thaw_interface mark_interface = {
    .cls = &mark_class,
    THAW_MEMBERS(detail_members),
    THAW_CONSTRUCTOR_ARGS(mark_construct, mark_args, THAW_REQUIRED(mark_args, name, "markName", DOMString),
                          THAW_DEFAULT(mark_args, options, "markOptions", thaw_mark_options, THAW_ABSENT)),
};
static const thaw_interface measure_interface = { .cls = &measure_class, THAW_MEMBERS(detail_members) };

int thaw_performance_entry_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &entry_interface) < 0 || thaw_interface_define(ctx, &mark_interface) < 0 ||
                   thaw_interface_define(ctx, &measure_interface) < 0
               ? -1
               : 0;
}
