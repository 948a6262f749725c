/* SPDX-License-Identifier: MIT
 * An observer that observes is registered: in the timeline's list, and pinned until it disconnects.
 *
 *     idle --observe({ type })--> single --+
 *       \--observe({ entryTypes })--> multiple --+--disconnect--> idle
 *
 * Observers are told in a task of their own: an immediate, which is queued while one of them has entries. */
#include "web/performance/timeline.h"

#include <stdlib.h>

#include "base/list.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"
#include "js/timer_queue.h"
#include "js/webidl/interface.h"
#include "web/dom/dom_exception.h"

typedef enum { OBSERVES_NOTHING, OBSERVES_SINGLE, OBSERVES_MULTIPLE } observer_type;

typedef struct {
    thaw_native base;
    thaw_link link;
    observer_type type;
    thaw_entry_kind kinds;
    bool wants_dropped; /* the next call tells how many entries were dropped */
    thaw_entry_list buffer;
    THAW_JS_FIELDS(callback);
} observer;

typedef struct {
    thaw_native base;
    thaw_entry_list list;
} observed_entries;

typedef struct {
    thaw_native base;
    uint32_t last_id;
    thaw_entry_list entries;
    thaw_link observers;
    thaw_immediate task;
    THAW_JS_FIELDS(supported); /* the array of supportedEntryTypes */
} timeline;

static void observer_visit(void *self, thaw_visitor *v)
{
    thaw_entry_list_visit(&((observer *)self)->buffer, v);
}

static void observer_dispose(JSRuntime *rt, void *self)
{
    observer *o = self;
    if (o->link.next)
        thaw_list_remove(&o->link);
    js_free_rt(rt, o->buffer.item);
}

static void observed_visit(void *self, thaw_visitor *v)
{
    thaw_entry_list_visit(&((observed_entries *)self)->list, v);
}

static void observed_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((observed_entries *)self)->list.item);
}

static void timeline_visit(void *self, thaw_visitor *v)
{
    thaw_entry_list_visit(&((timeline *)self)->entries, v);
}

static void timeline_dispose(JSRuntime *rt, void *self)
{
    timeline *t = self;
    while (t->observers.next && !thaw_list_empty(&t->observers))
        thaw_list_remove(t->observers.next);
    js_free_rt(rt, t->entries.item);
}

THAW_CLASS(observer, PERFORMANCE_OBSERVER, "PerformanceObserver", .visit = observer_visit, .dispose = observer_dispose);
THAW_CLASS_PLAIN(observed_entries, OBSERVED_ENTRIES, "PerformanceObserverEntryList", .visit = observed_visit,
                 .dispose = observed_dispose);
THAW_CLASS(timeline, PERFORMANCE_TIMELINE, "PerformanceTimeline", .visit = timeline_visit, .dispose = timeline_dispose);

static timeline *timeline_of_ctx(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_TIMELINE);
}

/* ---- lists ---- */

void thaw_entry_list_visit(thaw_entry_list *list, thaw_visitor *v)
{
    for (uint32_t i = 0; i < list->count; i++)
        v->slot(v, &list->item[i].entry);
}

int thaw_entry_list_add(JSContext *ctx, thaw_entry_list *list, JSValueConst entry)
{
    if (list->count == THAW_TIMELINE_MAX) {
        list->dropped++;
        return 0;
    }
    if (list->count == list->size) {
        uint32_t size = list->size ? list->size * 2 : 8;
        thaw_entry_slot *grown = js_realloc(ctx, list->item, size * sizeof *grown);
        if (!grown)
            return -1;
        list->item = grown;
        list->size = size;
    }
    list->item[list->count++].entry = JS_DupValue(ctx, entry);
    return 0;
}

static bool is_chosen(const thaw_performance_entry *e, thaw_entry_kind kinds, JSAtom name)
{
    return (e->kind & kinds) && (name == JS_ATOM_NULL || e->name == name);
}

/* Freeing an entry frees its detail, which runs finalizers but no JavaScript. */
void thaw_entry_list_remove(JSContext *ctx, thaw_entry_list *list, thaw_entry_kind kinds, JSAtom name)
{
    uint32_t kept = 0, count = list->count;
    for (uint32_t i = 0; i < count; i++) {
        JSValue entry = list->item[i].entry;
        if (is_chosen(thaw_performance_entry_of(entry), kinds, name))
            JS_FreeValue(ctx, entry);
        else
            list->item[kept++].entry = entry;
    }
    list->count = kept;
    if (kept == 0) {
        js_free(ctx, list->item);
        list->item = NULL;
        list->size = 0;
    }
}

typedef struct {
    const thaw_performance_entry *entry;
    uint32_t at;
} sort_key;

static int compare_keys(const void *left, const void *right)
{
    const sort_key *a = left, *b = right;
    if (a->entry->start != b->entry->start)
        return a->entry->start < b->entry->start ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

JSValue thaw_entry_list_to_array(JSContext *ctx, const thaw_entry_list *list, thaw_entry_kind kinds, JSAtom name)
{
    uint32_t count = 0;
    bool in_order = true;
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    sort_key *keys = js_malloc(ctx, (list->count ? list->count : 1) * sizeof *keys);
    if (!keys || JS_IsException(array.v)) {
        js_free(ctx, keys);
        return JS_EXCEPTION;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const thaw_performance_entry *e = thaw_performance_entry_of(list->item[i].entry);
        if (!is_chosen(e, kinds, name))
            continue;
        in_order = in_order && (count == 0 || keys[count - 1].entry->start <= e->start);
        keys[count++] = (sort_key){ e, i };
    }
    if (!in_order)
        qsort(keys, count, sizeof *keys, compare_keys);
    bool failed = false;
    for (uint32_t i = 0; i < count && !failed; i++)
        failed = JS_DefinePropertyValueUint32(ctx, array.v, i, JS_DupValue(ctx, list->item[keys[i].at].entry),
                                              JS_PROP_C_W_E) < 0;
    js_free(ctx, keys);
    return failed ? JS_EXCEPTION : thaw_value_take(&array);
}

/* ---- the timeline ---- */

thaw_entry_list *thaw_timeline_entries(JSContext *ctx)
{
    return &timeline_of_ctx(ctx)->entries;
}

uint32_t thaw_timeline_next_id(JSContext *ctx)
{
    return ++timeline_of_ctx(ctx)->last_id;
}

static void run_task(JSContext *ctx, thaw_immediate *task);
static const char *describe_task(const thaw_immediate *task, JSValueConst *ret_origin)
{
    return "a call of a PerformanceObserver";
}
static const thaw_immediate_kind task_kind = { run_task, describe_task };

static int buffer_entry(JSContext *ctx, observer *o, JSValueConst entry)
{
    timeline *t = timeline_of_ctx(ctx);
    if (thaw_entry_list_add(ctx, &o->buffer, entry) < 0)
        return -1;
    if (!t->task.queued)
        thaw_immediate_start(ctx, &t->task, &task_kind, true);
    return 0;
}

int thaw_timeline_add(JSContext *ctx, JSValueConst entry)
{
    timeline *t = timeline_of_ctx(ctx);
    thaw_entry_kind kind = thaw_performance_entry_of(entry)->kind;
    for (thaw_link *l = t->observers.next; l != &t->observers; l = l->next) {
        observer *o = THAW_CONTAINER(l, observer, link);
        if ((o->kinds & kind) && buffer_entry(ctx, o, entry) < 0)
            return -1;
    }
    return thaw_entry_list_add(ctx, &t->entries, entry);
}

/* Calls the observer with what it has; its wrapper is held. */
static JSValue notify(JSContext *ctx, observer *o, JSValueConst wrapper)
{
    observed_entries *observed;
    THAW_AUTO(thaw_value)
    list = thaw_value_of(ctx, thaw_native_new(ctx, &observed_entries_class, JS_UNDEFINED, &observed));
    THAW_AUTO(thaw_value) options = thaw_value_of(ctx, JS_NewObject(ctx));
    if (JS_IsException(list.v) || JS_IsException(options.v))
        return JS_EXCEPTION;
    observed->list = o->buffer;
    o->buffer = (thaw_entry_list){ 0 };
    uint32_t dropped = timeline_of_ctx(ctx)->entries.dropped;
    if (o->wants_dropped &&
        JS_DefinePropertyValueStr(ctx, options.v, "droppedEntriesCount", JS_NewUint32(ctx, dropped), JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    o->wants_dropped = false;
    JSValueConst args[] = { list.v, wrapper, options.v };
    return thaw_call(ctx, o->callback, wrapper, THAW_COUNT(args), args);
}

/* Those registered while it runs wait for their own entries. */
static void run_task(JSContext *ctx, thaw_immediate *task)
{
    timeline *t = timeline_of_ctx(ctx);
    thaw_link pending;
    thaw_list_init(&pending);
    while (!thaw_list_empty(&t->observers)) {
        thaw_link *l = t->observers.next;
        thaw_list_remove(l);
        thaw_list_append(&pending, l);
    }
    while (!thaw_list_empty(&pending)) {
        thaw_link *l = pending.next;
        observer *o = THAW_CONTAINER(l, observer, link);
        thaw_list_remove(l);
        thaw_list_append(&t->observers, l);
        if (o->buffer.count == 0 || thaw_runtime_of(ctx)->exiting)
            continue;
        THAW_AUTO(thaw_value) wrapper = thaw_value_of(ctx, JS_DupValue(ctx, o->base.pin));
        JSValue result = notify(ctx, o, wrapper.v);
        if (JS_IsException(result))
            thaw_uncaught(ctx);
        JS_FreeValue(ctx, result);
        thaw_drain(ctx);
    }
}

/* ---- PerformanceObserver ---- */

typedef struct {
    JSValueConst callback;
} construct_args;

static JSValue observer_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    observer *self;
    JSValue object = thaw_interface_construct(ctx, in, &self);
    if (!JS_IsException(object))
        self->callback = JS_DupValue(ctx, args->callback);
    return object;
}

THAW_IDL_SEQUENCE(strings, "sequence<DOMString>", DOMString);
typedef struct {
    bool buffered, has_kinds, has_type;
    thaw_idl_sequence kinds;
    JSValueConst type;
} observe_options;
THAW_IDL_DICTIONARY(observe_options, "PerformanceObserverInit",
                    THAW_DEFAULT(observe_options, buffered, "buffered", boolean, THAW_NUMBER(0)),
                    THAW_OPTIONAL(observe_options, kinds, "entryTypes", strings),
                    THAW_OPTIONAL(observe_options, type, "type", DOMString));
typedef struct {
    observe_options options;
} observe_args;

/* 0, or -1 with an exception pending. */
static int check_options(JSContext *ctx, const observer *self, const observe_options *o)
{
    const char *problem = NULL;
    if (!o->has_kinds && !o->has_type)
        problem = "An observe() call must have either an 'entryTypes' or a 'type' member.";
    else if (o->has_kinds && o->has_type) /* `buffered` is ignored there, as all runtimes do */
        problem = "An observe() call must not have both 'entryTypes' and 'type'.";
    if (problem) {
        thaw_throw_code(ctx, "TypeError", o->has_kinds ? "ERR_INVALID_ARG_VALUE" : "ERR_MISSING_ARGS", "%s", problem);
        return -1;
    }
    observer_type wanted = o->has_kinds ? OBSERVES_MULTIPLE : OBSERVES_SINGLE;
    if (self->type == OBSERVES_NOTHING || self->type == wanted)
        return 0;
    thaw_throw_dom(ctx, "InvalidModificationError", "This PerformanceObserver observes with '%s' already",
                   wanted == OBSERVES_SINGLE ? "entryTypes" : "type");
    return -1;
}

static thaw_entry_kind kinds_of(JSContext *ctx, const observe_options *o)
{
    if (!o->has_kinds)
        return thaw_entry_kind_of(ctx, o->type);
    const JSValueConst *names = o->kinds.items;
    unsigned kinds = 0;
    for (size_t i = 0; i < o->kinds.count; i++)
        kinds |= thaw_entry_kind_of(ctx, names[i]);
    return kinds;
}

static int buffer_past(JSContext *ctx, observer *self, thaw_entry_kind kind)
{
    const thaw_entry_list *entries = thaw_timeline_entries(ctx);
    for (uint32_t i = 0; i < entries->count; i++) {
        if (thaw_performance_entry_of(entries->item[i].entry)->kind == kind &&
            buffer_entry(ctx, self, entries->item[i].entry) < 0)
            return -1;
    }
    return 0;
}

static JSValue observer_observe(JSContext *ctx, const thaw_invocation *in)
{
    const observe_options *o = &((const observe_args *)in->args)->options;
    observer *self = in->self;
    if (check_options(ctx, self, o) < 0)
        return JS_EXCEPTION;
    self->type = o->has_kinds ? OBSERVES_MULTIPLE : OBSERVES_SINGLE;
    self->wants_dropped = true;
    thaw_entry_kind kinds = kinds_of(ctx, o);
    if (!kinds)
        return JS_UNDEFINED;
    self->kinds = o->has_kinds ? kinds : self->kinds | kinds;
    if (!thaw_native_is_pinned(self)) {
        thaw_native_pin(ctx, self, in->this_val);
        thaw_list_append(&timeline_of_ctx(ctx)->observers, &self->link);
    }
    return o->has_type && o->buffered && buffer_past(ctx, self, kinds) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue observer_disconnect(JSContext *ctx, const thaw_invocation *in)
{
    observer *self = in->self;
    self->type = OBSERVES_NOTHING;
    self->kinds = 0;
    thaw_entry_list_remove(ctx, &self->buffer, THAW_ENTRY_ALL, JS_ATOM_NULL);
    if (thaw_native_is_pinned(self)) {
        thaw_list_remove(&self->link);
        thaw_native_unpin(JS_GetRuntime(ctx), self);
    }
    return JS_UNDEFINED;
}

static JSValue observer_take_records(JSContext *ctx, const thaw_invocation *in)
{
    observer *self = in->self;
    JSValue array = thaw_entry_list_to_array(ctx, &self->buffer, THAW_ENTRY_ALL, JS_ATOM_NULL);
    if (!JS_IsException(array))
        thaw_entry_list_remove(ctx, &self->buffer, THAW_ENTRY_ALL, JS_ATOM_NULL);
    return array;
}

static JSValue observer_supported(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, timeline_of_ctx(ctx)->supported);
}

static const thaw_member observer_members[] = {
    THAW_METHOD_ARGS("observe", observer_observe, observe_args,
                     THAW_DEFAULT(observe_args, options, "options", observe_options, THAW_ABSENT)),
    THAW_METHOD("disconnect", observer_disconnect),
    THAW_METHOD("takeRecords", observer_take_records),
    THAW_STATIC_READONLY("supportedEntryTypes", observer_supported),
};
static const thaw_interface observer_interface = {
    .cls = &observer_class,
    THAW_MEMBERS(observer_members),
    THAW_CONSTRUCTOR_ARGS(observer_construct, construct_args,
                          THAW_REQUIRED(construct_args, callback, "callback", function)),
};

/* ---- what performance and PerformanceObserverEntryList have in common ---- */

/* The other one is the timeline. */
static const thaw_entry_list *list_of(JSContext *ctx, const thaw_invocation *in)
{
    const observed_entries *observed = observed_entries_of(in->this_val);
    return observed ? &observed->list : thaw_timeline_entries(ctx);
}

JSValue thaw_get_entries(JSContext *ctx, const thaw_invocation *in)
{
    return thaw_entry_list_to_array(ctx, list_of(ctx, in), THAW_ENTRY_ALL, JS_ATOM_NULL);
}

JSValue thaw_get_entries_by_type(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_entries_by_type_args *args = in->args;
    return thaw_entry_list_to_array(ctx, list_of(ctx, in), thaw_entry_kind_of(ctx, args->type), JS_ATOM_NULL);
}

JSValue thaw_get_entries_by_name(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_entries_by_name_args *args = in->args;
    THAW_AUTO(thaw_atom) name = thaw_atom_of(ctx, JS_ValueToAtom(ctx, args->name));
    if (!name.atom)
        return JS_EXCEPTION;
    thaw_entry_kind kinds = args->has_type ? thaw_entry_kind_of(ctx, args->type) : THAW_ENTRY_ALL;
    return thaw_entry_list_to_array(ctx, list_of(ctx, in), kinds, name.atom);
}

static const thaw_member list_members[] = { THAW_GET_ENTRIES_MEMBERS };
static const thaw_interface list_interface = { .cls = &observed_entries_class, THAW_MEMBERS(list_members) };

/* ---- definition ---- */

static JSValue supported_new(JSContext *ctx)
{
    THAW_AUTO(thaw_value) array = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    for (thaw_entry_kind kind = THAW_ENTRY_MARK; kind < THAW_ENTRY_ALL; kind <<= 1) {
        JSValue name = JS_NewString(ctx, thaw_entry_kind_name(kind));
        if (JS_IsException(array.v) || JS_IsException(name) ||
            JS_DefinePropertyValueUint32(ctx, array.v, n++, name, JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return JS_FreezeObject(ctx, array.v) < 0 ? JS_EXCEPTION : thaw_value_take(&array);
}

int thaw_timeline_init(JSContext *ctx)
{
    timeline *t = thaw_runtime_add_state(ctx, THAW_STATE_TIMELINE, &timeline_class);
    if (!t)
        return -1;
    thaw_list_init(&t->observers);
    JSValue supported = supported_new(ctx);
    if (JS_IsException(supported))
        return -1;
    t->supported = supported;
    return thaw_interface_define(ctx, &observer_interface) < 0 || thaw_interface_define(ctx, &list_interface) < 0 ? -1
                                                                                                                  : 0;
}
