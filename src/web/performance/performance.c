/* SPDX-License-Identifier: MIT
 * The origin is this process's, also in a program that was frozen by another one: it lies in struct thaw_process, which
 * every start sets anew (js/wake.c). Reading the clock is a recorded input. */
#include "web/performance/performance.h"

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "loop/loop.h"
#include "loop/process.h"
#include "web/dom/dom_exception.h"
#include "web/dom/event_target.h"
#include "web/performance/timeline.h"

static const thaw_class performance_class = { .name = "Performance",
                                              .id = THAW_CLASS_PERFORMANCE,
                                              .size = sizeof(thaw_event_target),
                                              .parent = &thaw_event_target_class };

static void note_clock(void)
{
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(THAW_INPUT_CLOCK, "");
}

/* High Resolution Time, "coarsen time": steps of 5 us, also for programs that are isolated. They are at 1 and 6 us of
 * every ten: on a grid of 0 and 5, each second time would be a tie for toFixed(2), which the last bit decides. */
static uint64_t coarsen(uint64_t ns)
{
    enum { STEP_NS = 5000, OFFSET_NS = 1000 };
    return ns < OFFSET_NS ? 0 : ns - (ns - OFFSET_NS) % STEP_NS;
}

double thaw_performance_now(JSContext *ctx)
{
    note_clock();
    return (double)coarsen(thaw_loop_now_ns() - thaw_the_process.time_origin_ns) / 1e6;
}

static JSValue performance_now(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewFloat64(ctx, thaw_performance_now(ctx));
}

static JSValue performance_time_origin(JSContext *ctx, const thaw_invocation *in)
{
    note_clock();
    return JS_NewFloat64(ctx, thaw_the_process.time_origin_unix_ms);
}

static JSValue performance_to_json(JSContext *ctx, const thaw_invocation *in)
{
    THAW_AUTO(thaw_value) json = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(json.v) ||
        JS_DefinePropertyValueStr(ctx, json.v, "timeOrigin", performance_time_origin(ctx, in), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&json);
}

/* ---- marks and measures ---- */

typedef struct {
    JSValueConst name;
    thaw_mark_options options;
} mark_args;

/* Takes the entry, keeps it in the timeline and returns it. */
static JSValue add_to_timeline(JSContext *ctx, JSValue entry)
{
    THAW_AUTO(thaw_value) held = thaw_value_of(ctx, entry);
    return JS_IsException(entry) || thaw_timeline_add(ctx, entry) < 0 ? JS_EXCEPTION : thaw_value_take(&held);
}

static JSValue performance_mark(JSContext *ctx, const thaw_invocation *in)
{
    const mark_args *args = in->args;
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->name));
    return name.atom ? add_to_timeline(ctx, thaw_mark_new(ctx, name.atom, &args->options)) : JS_EXCEPTION;
}

THAW_IDL_UNION(mark_or_time, "(DOMString or DOMHighResTimeStamp)", &thaw_idl_DOMString, &thaw_idl_double);
typedef struct {
    bool has_start, has_end, has_duration;
    JSValueConst detail;
    double duration;
    thaw_idl_union start, end;
} measure_options;
THAW_IDL_DICTIONARY(measure_options, "PerformanceMeasureOptions",
                    THAW_DEFAULT(measure_options, detail, "detail", any, THAW_ABSENT),
                    THAW_OPTIONAL(measure_options, duration, "duration", double),
                    THAW_OPTIONAL(measure_options, end, "end", mark_or_time),
                    THAW_OPTIONAL(measure_options, start, "start", mark_or_time));
THAW_IDL_UNION(mark_or_options, "(DOMString or PerformanceMeasureOptions)", &thaw_idl_DOMString,
               &thaw_idl_measure_options);
typedef struct {
    bool has_end;
    JSValueConst name, end;
    thaw_idl_union start;
} measure_args;

/* 0, or -1 with an exception pending. */
static int mark_time(JSContext *ctx, JSValueConst name, double *ret)
{
    const thaw_entry_list *entries = thaw_timeline_entries(ctx);
    THAW_AUTO(thaw_atom) wanted = thaw_atom_of(ctx, JS_ValueToAtom(ctx, name));
    if (!wanted.atom)
        return -1;
    for (uint32_t i = entries->count; i-- > 0;) {
        const thaw_performance_entry *e = thaw_performance_entry_of(entries->item[i].entry);
        if (e->kind == THAW_ENTRY_MARK && e->name == wanted.atom) {
            *ret = e->start;
            return 0;
        }
    }
    THAW_AUTO(thaw_cstr) text = thaw_cstr_of(ctx, name);
    thaw_throw_dom(ctx, "SyntaxError", "The \"%s\" performance mark has not been set", text.ptr ? text.ptr : "?");
    return -1;
}

static int time_of(JSContext *ctx, const thaw_idl_union *mark, double *ret)
{
    if (mark->which == 0)
        return mark_time(ctx, mark->as.value, ret);
    if (mark->as.double_ < 0) {
        thaw_throw_code(ctx, "TypeError", "ERR_PERFORMANCE_INVALID_TIMESTAMP", "%g is not a valid timestamp",
                        mark->as.double_);
        return -1;
    }
    *ret = mark->as.double_;
    return 0;
}

static int check_measure(JSContext *ctx, const measure_args *args, const measure_options *o)
{
    const char *problem = NULL;
    if (!o || !(o->has_start || o->has_end || o->has_duration || !JS_IsUndefined(o->detail)))
        return 0;
    if (args->has_end)
        problem = "endMark must not be given along with options.";
    else if (!o->has_start && !o->has_end)
        problem = "One of options.start or options.end is required.";
    else if (o->has_start && o->has_end && o->has_duration)
        problem = "Not all of options.start, options.end and options.duration can be given.";
    if (!problem)
        return 0;
    thaw_throw_code(ctx, "TypeError", "ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS", "%s", problem);
    return -1;
}

static int measure_end(JSContext *ctx, const measure_args *args, const measure_options *o, double *ret)
{
    if (args->has_end)
        return mark_time(ctx, args->end, ret);
    if (o && o->has_end)
        return time_of(ctx, &o->end, ret);
    if (o && o->has_start && o->has_duration) {
        if (time_of(ctx, &o->start, ret) < 0)
            return -1;
        *ret += o->duration;
        return 0;
    }
    *ret = thaw_performance_now(ctx);
    return 0;
}

static int measure_start(JSContext *ctx, const measure_args *args, const measure_options *o, double end, double *ret)
{
    if (o && o->has_start)
        return time_of(ctx, &o->start, ret);
    if (!o && args->start.which == 0)
        return mark_time(ctx, args->start.as.value, ret);
    *ret = o && o->has_duration && o->has_end ? end - o->duration : 0;
    return 0;
}

static JSValue performance_measure(JSContext *ctx, const thaw_invocation *in)
{
    const measure_args *args = in->args;
    const measure_options *o = args->start.which == 1 ? args->start.as.dictionary : NULL;
    double start, end;
    if (check_measure(ctx, args, o) < 0 || measure_end(ctx, args, o, &end) < 0 ||
        measure_start(ctx, args, o, end, &start) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->name));
    if (!name.atom)
        return JS_EXCEPTION;
    JSValueConst detail = o ? o->detail : JS_UNDEFINED;
    return add_to_timeline(ctx, thaw_measure_new(ctx, name.atom, start, end - start, detail));
}

typedef struct {
    bool has_name;
    JSValueConst name;
} clear_args;

static JSValue clear(JSContext *ctx, const clear_args *args, thaw_entry_kind kind)
{
    THAW_AUTO(thaw_atom)
    name = thaw_atom_of(ctx, args->has_name ? JS_ValueToAtom(ctx, args->name) : JS_ATOM_NULL);
    if (args->has_name && !name.atom)
        return JS_EXCEPTION;
    thaw_entry_list_remove(ctx, thaw_timeline_entries(ctx), kind, name.atom);
    return JS_UNDEFINED;
}

static JSValue performance_clear_marks(JSContext *ctx, const thaw_invocation *in)
{
    return clear(ctx, in->args, THAW_ENTRY_MARK);
}

static JSValue performance_clear_measures(JSContext *ctx, const thaw_invocation *in)
{
    return clear(ctx, in->args, THAW_ENTRY_MEASURE);
}

static const thaw_member performance_members[] = {
    THAW_METHOD("now", performance_now),
    THAW_READONLY("timeOrigin", performance_time_origin),
    THAW_METHOD("toJSON", performance_to_json),
    THAW_GET_ENTRIES_MEMBERS,
    THAW_METHOD_ARGS("mark", performance_mark, mark_args, THAW_REQUIRED(mark_args, name, "markName", DOMString),
                     THAW_DEFAULT(mark_args, options, "markOptions", thaw_mark_options, THAW_ABSENT)),
    THAW_METHOD_ARGS("clearMarks", performance_clear_marks, clear_args,
                     THAW_OPTIONAL(clear_args, name, "markName", DOMString)),
    THAW_METHOD_ARGS("measure", performance_measure, measure_args,
                     THAW_REQUIRED(measure_args, name, "measureName", DOMString),
                     THAW_DEFAULT(measure_args, start, "startOrMeasureOptions", mark_or_options, THAW_ABSENT),
                     THAW_OPTIONAL(measure_args, end, "endMark", DOMString)),
    THAW_METHOD_ARGS("clearMeasures", performance_clear_measures, clear_args,
                     THAW_OPTIONAL(clear_args, name, "measureName", DOMString)),
};
static const thaw_interface performance_interface = { .cls = &performance_class, THAW_MEMBERS(performance_members) };

int thaw_performance_init(JSContext *ctx)
{
    thaw_event_target *unused;
    if (thaw_interface_define(ctx, &performance_interface) < 0)
        return -1;
    JSValue instance = thaw_native_new(ctx, &performance_class, JS_UNDEFINED, &unused);
    if (JS_IsException(instance))
        return -1;
    THAW_AUTO(thaw_value) global = thaw_value_of(ctx, JS_GetGlobalObject(ctx));
    return JS_DefinePropertyValueStr(ctx, global.v, "performance", instance, JS_PROP_C_W_E) < 0 ? -1 : 0;
}
