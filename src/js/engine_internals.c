/* SPDX-License-Identifier: MIT
 * The engine, and the only code that looks inside it. quickjs.c is included here unmodified; the switches around it
 * change what it calls, not what it says:
 *   - the clock and the time zone go through heap/inputs, which records them while a program is being frozen;
 *   - JS_VALUE_GET_PTR cuts the tag off, for 8-byte values on 64-bit machines (engine.h);
 *   - list_add_tail tells the object tracer about each object that enters the collector's list. */
#include "js/engine.h"

#include <sys/time.h>
#include <time.h>

#include "heap/inputs.h"
#include "js/class_ids.h"
#include "js/engine_values.h"
#include "list.h"

static struct list_head *traced_list; /* the collector's list while objects are traced, else NULL */
static void trace_object(struct list_head *link);

static inline void engine_list_add_tail(struct list_head *link, struct list_head *head)
{
    (list_add_tail)(link, head);
    if (__builtin_expect(head == traced_list, 0))
        trace_object(link);
}
#define list_add_tail(link, head) engine_list_add_tail(link, head)

static int engine_gettimeofday(struct timeval *tv, void *tz)
{
    struct timespec now;
    thaw_input_clock(&now);
    tv->tv_sec = now.tv_sec;
    tv->tv_usec = now.tv_nsec / 1000;
    return 0;
}

static struct tm *engine_localtime_r(const time_t *t, struct tm *ret)
{
    thaw_input_timezone();
    return localtime_r(t, ret);
}
#define gettimeofday(tv, tz) engine_gettimeofday(tv, tz)
#define localtime_r(t, result) engine_localtime_r(t, result)

#include "quickjs.c"

#undef malloc
#undef free
#undef realloc
#undef calloc

_Static_assert((int)THAW_CLASS_ID_FIRST >= (int)JS_CLASS_INIT_COUNT, "native class ids must lie above the engine's");
_Static_assert(sizeof(thaw_engine_generation) == sizeof(struct list_head), "a generation holds a list head");

/* --- permanent generation --- */

void thaw_engine_retire(JSRuntime *rt, thaw_engine_generation *permanent)
{
    struct list_head *list = (struct list_head *)permanent, *el, *next;
    if (!list->next)
        init_list_head(list);
    list_for_each_safe(el, next, &rt->gc_obj_list)
    {
        JSGCObjectHeader *p = list_entry(el, JSGCObjectHeader, link);
        if (JS_GC_TYPE(p) == JS_GC_OBJ_TYPE_SHAPE) /* the engine puts it on its list again when it grows */
            continue;
        /* The collector takes an object whose count sinks to zero while it subtracts the edges it knows for one of its
         * own list; one more count keeps the permanent ones above that. */
        JS_REF_COUNT(p)++;
        list_del(&p->link);
        list_add_tail(&p->link, list);
    }
}

/* Gives back the last count of an object. */
static void release(JSRuntime *rt, JSGCObjectHeader *p)
{
    switch (JS_GC_TYPE(p)) {
    case JS_GC_OBJ_TYPE_JS_OBJECT:
        JS_FreeValueRT(rt, JS_MKPTR(JS_TAG_OBJECT, p));
        break;
    case JS_GC_OBJ_TYPE_FUNCTION_BYTECODE:
        JS_FreeValueRT(rt, JS_MKPTR(JS_TAG_FUNCTION_BYTECODE, p));
        break;
    case JS_GC_OBJ_TYPE_VAR_REF:
        free_var_ref(rt, (JSVarRef *)p);
        break;
    case JS_GC_OBJ_TYPE_ASYNC_FUNCTION:
        js_async_function_free(rt, (JSAsyncFunctionData *)p);
        break;
    case JS_GC_OBJ_TYPE_JS_CONTEXT:
        JS_FreeContext((JSContext *)p);
        break;
    default:
        abort();
    }
}

void thaw_engine_restore(JSRuntime *rt, thaw_engine_generation *permanent)
{
    struct list_head *list = (struct list_head *)permanent, dead;
    init_list_head(&dead);
    while (list->next && !list_empty(list)) {
        JSGCObjectHeader *p = list_entry(list->next, JSGCObjectHeader, link);
        list_del(&p->link);
        bool last = JS_REF_COUNT(p) == 1; /* freed below, when all the other counts are right */
        JS_REF_COUNT(p) -= !last;
        list_add_tail(&p->link, last ? &dead : &rt->gc_obj_list);
    }
    while (!list_empty(&dead)) {
        JSGCObjectHeader *p = list_entry(dead.next, JSGCObjectHeader, link);
        list_del(&p->link);
        list_add_tail(&p->link, &rt->gc_obj_list);
        release(rt, p);
    }
}

/* --- waking up --- */

void thaw_engine_seed_random(JSContext *ctx, uint64_t seed)
{
    ctx->random_state = seed;
}

static JSValue js_math_random_recorded(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    thaw_input_random();
    return js_math_random(ctx, this_val, argc, argv);
}

/* The engine's `stack` has the frames only; programs split V8's, whose first line is the error's own text. */
static JSValue stack_with_header(JSContext *ctx, JSValueConst error, JSValueConst frames)
{
    size_t len, header_len;
    if (!JS_IsString(frames))
        return js_dup(frames);
    const char *text = thaw_engine_utf8(ctx, frames, &len);
    if (!text)
        return JS_EXCEPTION;
    if (len && strncmp(text, "    at ", 7) != 0) { /* the program has set it itself */
        JS_FreeCString(ctx, text);
        return js_dup(frames);
    }
    JSValue header = js_error_toString(ctx, error, 0, NULL);
    if (JS_IsException(header)) { /* a hostile `name` or `message` must not make the stack unreadable */
        JS_FreeValue(ctx, JS_GetException(ctx));
        header = JS_NewString(ctx, "Error");
    }
    const char *first = thaw_engine_utf8(ctx, header, &header_len);
    JS_FreeValue(ctx, header);
    JSValue result = JS_EXCEPTION;
    if (first) {
        DynBuf out;
        js_dbuf_init(ctx, &out);
        dbuf_put(&out, (const uint8_t *)first, header_len);
        if (len) {
            dbuf_putc(&out, '\n');
            dbuf_put(&out, (const uint8_t *)text, text[len - 1] == '\n' ? len - 1 : len);
        }
        result = dbuf_error(&out) ? JS_ThrowOutOfMemory(ctx) : JS_NewStringLen(ctx, (char *)out.buf, out.size);
        dbuf_free(&out);
    }
    JS_FreeCString(ctx, first);
    JS_FreeCString(ctx, text);
    return result;
}

static JSValue js_error_get_full_stack(JSContext *ctx, JSValueConst this_val)
{
    JSValue frames = js_error_get_stack(ctx, this_val);
    if (JS_IsException(frames))
        return frames;
    JSValue full = stack_with_header(ctx, this_val, frames);
    JS_FreeValue(ctx, frames);
    return full;
}

static JSValue js_error_capture_full_stack(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSValue ret = js_error_capture_stack_trace(ctx, this_val, argc, argv);
    if (JS_IsException(ret) || argc < 1 || !JS_IsObject(argv[0]))
        return ret;
    JSValue frames = JS_GetProperty(ctx, argv[0], JS_ATOM_stack);
    JSValue full = JS_IsException(frames) ? JS_EXCEPTION : stack_with_header(ctx, argv[0], frames);
    JS_FreeValue(ctx, frames);
    if (JS_IsException(full) ||
        JS_DefinePropertyValue(ctx, argv[0], JS_ATOM_stack, full, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0) {
        JS_FreeValue(ctx, ret);
        return JS_EXCEPTION;
    }
    return ret;
}

int thaw_engine_add_stack(JSContext *ctx, JSValueConst object, bool skip_first)
{
    JSValue holder = JS_NewObjectClass(ctx, JS_CLASS_ERROR);
    if (JS_IsException(holder))
        return -1;
    build_backtrace(ctx, holder, JS_UNDEFINED, NULL, 0, 0, skip_first ? JS_BACKTRACE_FLAG_SKIP_FIRST_LEVEL : 0);
    JSValue stack = stack_with_header(ctx, object, JS_VALUE_GET_OBJ(holder)->u.object_data);
    JS_FreeValue(ctx, holder);
    return JS_IsException(stack) || JS_DefinePropertyValue(ctx, object, JS_ATOM_stack, stack,
                                                           JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0
               ? -1
               : 0;
}

/* DOMException is an error by its standard, and a native class of ours. */
static JSValue js_error_is_error(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    JSClassID id = JS_GetClassID(argv[0]);
    return js_bool(id == JS_CLASS_ERROR || id == THAW_CLASS_DOM_EXCEPTION || id == THAW_CLASS_QUOTA_EXCEEDED_ERROR);
}

static int replace_method(JSContext *ctx, JSValueConst object, JSAtom name, JSCFunction *function, int length)
{
    char text[64];
    JSValue method = JS_NewCFunction(ctx, function, JS_AtomGetStr(ctx, text, sizeof text, name), length);
    if (JS_IsException(method))
        return -1;
    return JS_DefinePropertyValue(ctx, object, name, method, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0 ? -1 : 0;
}

static int replace_stack_accessor(JSContext *ctx)
{
    JSCFunctionType get = { .getter = js_error_get_full_stack }, set = { .setter = js_error_set_stack };
    JSValue getter = JS_NewCFunction2(ctx, get.generic, "get stack", 0, JS_CFUNC_getter, 0);
    JSValue setter = JS_NewCFunction2(ctx, set.generic, "set stack", 1, JS_CFUNC_setter, 0);
    return JS_DefinePropertyGetSet(ctx, ctx->class_proto[JS_CLASS_ERROR], JS_ATOM_stack, getter, setter,
                                   JS_PROP_CONFIGURABLE) < 0
               ? -1
               : 0;
}

#include "js/engine_json_internals.h"
#include "js/engine_json_text_internals.h"
#include "js/engine_values_internals.h"

int thaw_engine_adapt(JSContext *ctx)
{
    JSValue math = JS_GetPropertyStr(ctx, ctx->global_obj, "Math");
    JSAtom random_name = JS_NewAtom(ctx, "random"), capture_name = JS_NewAtom(ctx, "captureStackTrace");
    JSAtom is_error_name = JS_NewAtom(ctx, "isError"), parse_name = JS_NewAtom(ctx, "parse");
    JSAtom stringify_name = JS_NewAtom(ctx, "stringify");
    JSValue json = JS_GetPropertyStr(ctx, ctx->global_obj, "JSON");
    bool failed = JS_IsException(math) || JS_IsException(json) ||
                  replace_method(ctx, json, parse_name, js_json_parse_fast, 2) < 0 ||
                  replace_method(ctx, json, stringify_name, js_json_stringify_fast, 3) < 0 ||
                  replace_method(ctx, math, random_name, js_math_random_recorded, 0) < 0 ||
                  replace_method(ctx, ctx->error_ctor, capture_name, js_error_capture_full_stack, 2) < 0 ||
                  replace_method(ctx, ctx->error_ctor, is_error_name, js_error_is_error, 1) < 0 ||
                  replace_stack_accessor(ctx) < 0;
    JS_FreeAtom(ctx, random_name);
    JS_FreeAtom(ctx, capture_name);
    JS_FreeAtom(ctx, is_error_name);
    JS_FreeAtom(ctx, parse_name);
    JS_FreeAtom(ctx, stringify_name);
    JS_FreeValue(ctx, json);
    JS_FreeValue(ctx, math);
    return failed ? -1 : 0;
}

size_t thaw_engine_heap_size(JSRuntime *rt)
{
    return rt->malloc_state.malloc_size;
}

static void scrub_arena(JSArena *arena, unsigned size)
{
    for (unsigned idx = arena->first_free_block; idx != JS_ARENA_FREE_NIL;) {
        JSMallocBlockHeader *b = arena_get_block(arena, idx, size);
        idx = b->u.free_next;
        memset(b->user_data, 0, size - sizeof *b);
    }
}

void thaw_engine_seal(JSRuntime *rt)
{
    for (int i = 0; i < JS_ARENA_BLOCK_SIZE_COUNT; i++) {
        struct list_head *el;
        list_for_each(el, &rt->arena_state.arena_list[i])
        {
            JSArena *arena = list_entry(el, JSArena, link);
            scrub_arena(arena, arena_block_sizes[i]);
            if (arena->n_used_blocks == arena->n_blocks || arena->free_link.next == &arena->free_link)
                continue;
            list_del(&arena->free_link);
            init_list_head(&arena->free_link); /* the engine unlinks it when its last block is freed */
        }
    }
}

/* --- source positions --- */

static bool has_position(const JSStackFrame *sf)
{
    if (!JS_IsObject(sf->cur_func) || !sf->cur_pc)
        return false;
    JSObject *p = JS_VALUE_GET_OBJ(sf->cur_func);
    return js_class_has_bytecode(p->class_id) && p->u.func.function_bytecode->filename;
}

static int frame_line(JSContext *ctx, const JSStackFrame *sf, int *ret_column)
{
    JSFunctionBytecode *b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
    return find_line_num(ctx, b, (uint32_t)(sf->cur_pc - b->byte_code_buf - 1), ret_column);
}

static thaw_engine_position frame_position(JSContext *ctx, const JSStackFrame *sf)
{
    thaw_engine_position at = { .file = JS_ATOM_NULL };
    at.line = frame_line(ctx, sf, &at.column);
    at.file = JS_DupAtom(ctx, JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode->filename);
    return at;
}

static bool is_module_body(JSContext *ctx, JSValueConst function)
{
    struct list_head *el;
    list_for_each(el, &ctx->loaded_modules)
    {
        JSModuleDef *m = list_entry(el, JSModuleDef, link);
        if (JS_IsObject(m->func_obj) && JS_VALUE_GET_OBJ(m->func_obj) == JS_VALUE_GET_OBJ(function))
            return true;
    }
    return false;
}

/* Where the bytecode of a function awaits, if that is one line: else line 0 of its file. */
static thaw_engine_position only_await(JSContext *ctx, JSFunctionBytecode *b)
{
    thaw_engine_position at = { .file = JS_DupAtom(ctx, b->filename) };
    for (int pc = 0; pc < b->byte_code_len; pc += short_opcode_info(b->byte_code_buf[pc]).size) {
        if (b->byte_code_buf[pc] != OP_await)
            continue;
        int column, line = find_line_num(ctx, b, (uint32_t)pc, &column);
        if (at.line && at.line != line) {
            at.line = 0;
            break;
        }
        at.line = line;
        at.column = column;
    }
    return at;
}

/* The bodies that still wait and are alive; that of a promise which nobody else holds is gone as soon as it waits. Then
 * the module must do. */
thaw_engine_position thaw_engine_awaiting(JSContext *ctx)
{
    struct list_head *el;
    list_for_each_prev(el, &ctx->rt->gc_obj_list)
    {
        JSGCObjectHeader *h = list_entry(el, JSGCObjectHeader, link);
        if (JS_GC_TYPE(h) != JS_GC_OBJ_TYPE_ASYNC_FUNCTION)
            continue;
        const JSAsyncFunctionData *waiting = (JSAsyncFunctionData *)h;
        const JSStackFrame *sf = &waiting->func_state.frame;
        if (waiting->is_active && has_position(sf) && is_module_body(ctx, sf->cur_func))
            return frame_position(ctx, sf);
    }
    list_for_each_prev(el, &ctx->loaded_modules)
    {
        JSModuleDef *m = list_entry(el, JSModuleDef, link);
        if (m->status == JS_MODULE_STATUS_EVALUATING_ASYNC && m->has_tla && m->pending_async_dependencies == 0)
            return only_await(ctx, JS_VALUE_GET_OBJ(m->func_obj)->u.func.function_bytecode);
    }
    return (thaw_engine_position){ .file = JS_ATOM_NULL };
}

thaw_engine_position thaw_engine_where(JSContext *ctx, int skip)
{
    for (JSStackFrame *sf = ctx->rt->current_stack_frame; sf; sf = sf->prev_frame) {
        if (!has_position(sf) || skip-- > 0)
            continue;
        return frame_position(ctx, sf);
    }
    return (thaw_engine_position){ .file = JS_ATOM_NULL };
}

JSValue thaw_engine_eval_at(JSContext *ctx, const char *source, size_t len, const char *file, int line)
{
    return JS_EvalInternal(ctx, ctx->global_obj, source, len, file, line, JS_EVAL_TYPE_GLOBAL, -1);
}

/* --- tracing where objects come from --- */

typedef struct {
    const void *object;
    uint32_t file; /* index into trace.files */
    int line;
} trace_row;

static struct {
    JSContext *ctx;
    trace_row *rows; /* open addressing by object address */
    size_t used, size;
    char **files;
    uint32_t n_files;
} trace;

static trace_row *trace_find(const void *object)
{
    size_t i = ((uintptr_t)object >> 4) * 0x9E3779B97F4A7C15u >> 16;
    for (i &= trace.size - 1; trace.rows[i].object && trace.rows[i].object != object; i = (i + 1) & (trace.size - 1))
        continue;
    return &trace.rows[i];
}

static bool trace_reserve(void)
{
    if (trace.used * 2 < trace.size)
        return true;
    trace_row *old = trace.rows;
    size_t old_size = trace.size, size = old_size ? old_size * 2 : 65536;
    trace_row *rows = calloc(size, sizeof *rows);
    if (!rows)
        return false;
    trace.rows = rows;
    trace.size = size;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].object)
            *trace_find(old[i].object) = old[i];
    }
    free(old);
    return true;
}

static uint32_t trace_file(const char *name)
{
    for (uint32_t i = 0; i < trace.n_files; i++) {
        if (strcmp(trace.files[i], name) == 0)
            return i;
    }
    char **files = realloc(trace.files, (trace.n_files + 1) * sizeof *files);
    if (!files)
        return UINT32_MAX;
    trace.files = files;
    files[trace.n_files] = strdup(name);
    return files[trace.n_files] ? trace.n_files++ : UINT32_MAX;
}

static void trace_object(struct list_head *link)
{
    if (!trace_reserve())
        return;
    JSRuntime *rt = trace.ctx->rt;
    trace_row *row = trace_find(link);
    trace.used += !row->object;
    *row = (trace_row){ .object = link, .file = UINT32_MAX };
    for (JSStackFrame *sf = rt->current_stack_frame; sf; sf = sf->prev_frame) {
        if (!has_position(sf))
            continue;
        int column;
        char name[1024];
        JSFunctionBytecode *b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
        row->line = frame_line(trace.ctx, sf, &column);
        row->file = trace_file(JS_AtomGetStrRT(rt, name, sizeof name, b->filename));
        return;
    }
}

void thaw_engine_trace_objects(JSContext *ctx)
{
    trace.ctx = ctx;
    traced_list = &ctx->rt->gc_obj_list;
}

void thaw_engine_trace_end(void)
{
    traced_list = NULL;
    for (uint32_t i = 0; i < trace.n_files; i++)
        free(trace.files[i]);
    free(trace.files);
    free(trace.rows);
    memset(&trace, 0, sizeof trace);
}

/* --- counting what lives, reporting what leaked --- */

enum { CENSUS_KINDS = JS_GC_OBJ_TYPE_JS_CONTEXT + 1, CENSUS_CLASSES = 512, ORIGINS_MAX = 5 };

typedef struct {
    size_t by_class[CENSUS_CLASSES], by_kind[CENSUS_KINDS];
} census;

static void census_add(census *c, JSGCObjectHeader *p)
{
    if (JS_GC_TYPE(p) == JS_GC_OBJ_TYPE_JS_OBJECT) {
        JSClassID id = ((JSObject *)p)->class_id;
        c->by_class[id < CENSUS_CLASSES ? id : 0]++;
    } else {
        c->by_kind[JS_GC_TYPE(p)]++;
    }
}

static const char *const kind_names[CENSUS_KINDS] = {
    [JS_GC_OBJ_TYPE_FUNCTION_BYTECODE] = "(bytecode)", [JS_GC_OBJ_TYPE_SHAPE] = "(shape)",
    [JS_GC_OBJ_TYPE_VAR_REF] = "(closure variable)",   [JS_GC_OBJ_TYPE_ASYNC_FUNCTION] = "(async function)",
    [JS_GC_OBJ_TYPE_JS_CONTEXT] = "(context)",
};

static void census_take(const struct list_head *list, census *c)
{
    for (const struct list_head *el = list->next; el && el != list; el = el->next) {
        census_add(c, list_entry((struct list_head *)(uintptr_t)el, JSGCObjectHeader, link));
    }
}

static void count_down(JSRuntime *rt, JSGCObjectHeader *p)
{
    JS_REF_COUNT(p)--;
}

static void count_up(JSRuntime *rt, JSGCObjectHeader *p)
{
    JS_REF_COUNT(p)++;
}

static const char *class_name_of(JSRuntime *rt, JSClassID id, char *buf, size_t size)
{
    if (id >= (JSClassID)rt->class_count || rt->class_array[id].class_id == 0)
        return "(unknown class)";
    return JS_AtomGetStrRT(rt, buf, (int)size, rt->class_array[id].class_name);
}

/* True while the references among the listed objects are counted down: something else keeps this one. */
static bool is_held(JSGCObjectHeader *p)
{
    return JS_REF_COUNT(p) > 0;
}

/* Each place once. */
static void find_origins(JSRuntime *rt, JSClassID id, int kind, DynBuf *out)
{
    const trace_row *shown[ORIGINS_MAX];
    int n = 0;
    struct list_head *el;
    list_for_each(el, &rt->gc_obj_list)
    {
        JSGCObjectHeader *p = list_entry(el, JSGCObjectHeader, link);
        if (!is_held(p) || (int)JS_GC_TYPE(p) != kind ||
            (kind == JS_GC_OBJ_TYPE_JS_OBJECT && ((JSObject *)p)->class_id != id))
            continue;
        const trace_row *row = trace_find(el);
        if (!row->object || row->file == UINT32_MAX)
            continue;
        int i = 0;
        while (i < n && (shown[i]->file != row->file || shown[i]->line != row->line))
            i++;
        if (i < n || n == ORIGINS_MAX)
            continue;
        dbuf_printf(out, "%s%s:%d", n ? ", " : "", trace.files[row->file], row->line);
        shown[n++] = row;
    }
    dbuf_putc(out, '\0');
}

static void report_row(JSRuntime *rt, thaw_engine_leak_fn *report, void *opaque, JSClassID id, int kind, size_t count)
{
    char name[128];
    DynBuf origins;
    dbuf_init(&origins);
    if (trace.size)
        find_origins(rt, id, kind, &origins);
    thaw_engine_leak leak = {
        .name = kind == JS_GC_OBJ_TYPE_JS_OBJECT ? class_name_of(rt, id, name, sizeof name) : kind_names[kind],
        .count = count,
        .origins = origins.size > 1 ? (const char *)origins.buf : NULL,
    };
    report(opaque, &leak);
    dbuf_free(&origins);
}

/* To be called while references are counted down. */
static void report_held(JSRuntime *rt, thaw_engine_leak_fn *report, void *opaque)
{
    census held = { 0 };
    struct list_head *el;
    list_for_each(el, &rt->gc_obj_list)
    {
        JSGCObjectHeader *p = list_entry(el, JSGCObjectHeader, link);
        if (is_held(p))
            census_add(&held, p);
    }
    for (JSClassID id = 0; id < CENSUS_CLASSES; id++) {
        if (held.by_class[id])
            report_row(rt, report, opaque, id, JS_GC_OBJ_TYPE_JS_OBJECT, held.by_class[id]);
    }
    for (int kind = 1; kind < CENSUS_KINDS; kind++) {
        if (held.by_kind[kind])
            report_row(rt, report, opaque, 0, kind, held.by_kind[kind]);
    }
}

void thaw_engine_abandon(JSRuntime *rt)
{
    struct list_head *el, *next;
    list_for_each_safe(el, next, &rt->job_list)
    {
        JSJobEntry *job = list_entry(el, JSJobEntry, link);
        list_del(&job->link);
        for (int i = 0; i < job->argc; i++)
            JS_FreeValueRT(rt, job->argv[i]);
        js_free_rt(rt, job);
    }
    JSValue pending = rt->current_exception;
    rt->current_exception = JS_UNINITIALIZED;
    JS_FreeValueRT(rt, pending);
}

size_t thaw_engine_report_leaks(JSRuntime *rt, thaw_engine_leak_fn *report, void *opaque)
{
    traced_list = NULL;
    size_t total = 0;
    struct list_head *el;
    list_for_each(el, &rt->gc_obj_list)
    {
        mark_children(rt, list_entry(el, JSGCObjectHeader, link), count_down);
        total++;
    }
    if (total)
        report_held(rt, report, opaque);
    list_for_each(el, &rt->gc_obj_list) mark_children(rt, list_entry(el, JSGCObjectHeader, link), count_up);
    return total;
}

void thaw_engine_each_native(JSRuntime *rt, thaw_engine_object_fn *see, void *opaque)
{
    struct list_head *el;
    list_for_each(el, &rt->gc_obj_list)
    {
        JSGCObjectHeader *p = list_entry(el, JSGCObjectHeader, link);
        if (JS_GC_TYPE(p) == JS_GC_OBJ_TYPE_JS_OBJECT && (int)((JSObject *)p)->class_id >= (int)THAW_CLASS_ID_FIRST)
            see(opaque, JS_MKPTR(JS_TAG_OBJECT, p));
    }
}

void thaw_engine_census(JSRuntime *rt, const thaw_engine_generation *permanent, thaw_engine_census_fn *count,
                        void *opaque)
{
    census c = { 0 };
    char name[128], other[128];
    census_take(&rt->gc_obj_list, &c);
    census_take((const struct list_head *)permanent, &c);
    for (JSClassID id = 0; id < CENSUS_CLASSES; id++) {
        if (!c.by_class[id])
            continue;
        const char *id_name = class_name_of(rt, id, name, sizeof name);
        for (JSClassID same = id + 1; same < CENSUS_CLASSES; same++) { /* there are four kinds of Function */
            if (c.by_class[same] && strcmp(class_name_of(rt, same, other, sizeof other), id_name) == 0) {
                c.by_class[id] += c.by_class[same];
                c.by_class[same] = 0;
            }
        }
        count(opaque, id_name, c.by_class[id]);
    }
    for (int kind = 1; kind < CENSUS_KINDS; kind++) {
        if (c.by_kind[kind])
            count(opaque, kind_names[kind], c.by_kind[kind]);
    }
}

/* The engine's runtime is itself the last block it frees; at that moment only it may be left. */
static struct {
    JSRuntime *rt;
    void (*free)(void *opaque, void *ptr);
    size_t left;
} balance;

static void balance_free(void *opaque, void *ptr)
{
    if (ptr == balance.rt)
        balance.left = balance.rt->malloc_state.malloc_count - 1;
    balance.free(opaque, ptr);
}

size_t thaw_engine_free_runtime(JSRuntime *rt)
{
    size_t atoms = 0; /* JS_FreeRuntime frees them whether they leaked or not */
    for (int i = JS_ATOM_END; i < rt->atom_size; i++)
        atoms += !atom_is_free(rt->atom_array[i]);
    for (int i = 0; i < rt->class_count; i++) /* each class still holds its name */
        atoms -= rt->class_array[i].class_id != 0 && rt->class_array[i].class_name >= JS_ATOM_END;
    balance.rt = rt;
    balance.free = rt->mf.js_free;
    rt->mf.js_free = balance_free;
    JS_FreeRuntime(rt);
    return atoms + balance.left;
}

/* --- looking into values --- */

static int preview_append(JSContext *ctx, JSValueConst array, uint32_t *n, JSValueConst value)
{
    return JS_DefinePropertyValueUint32(ctx, array, (*n)++, js_dup(value), JS_PROP_C_W_E);
}

/* `pairs_of_set`: an entries() iterator of a Set gives each item twice. */
static JSValue preview_records(JSContext *ctx, JSMapState *map, struct list_head *from, bool keys, bool values,
                               bool pairs_of_set)
{
    JSValue array = JS_NewArray(ctx);
    uint32_t n = 0;
    for (struct list_head *el = from; !JS_IsException(array) && el != &map->records; el = el->next) {
        JSMapRecord *r = list_entry(el, JSMapRecord, link);
        if (r->empty)
            continue;
        if ((keys && preview_append(ctx, array, &n, r->key) < 0) ||
            (values && preview_append(ctx, array, &n, pairs_of_set ? r->key : r->value) < 0)) {
            JS_FreeValue(ctx, array);
            return JS_EXCEPTION;
        }
    }
    return array;
}

JSValue thaw_engine_preview_entries(JSContext *ctx, JSValueConst value, bool *ret_keyed)
{
    *ret_keyed = false;
    if (!JS_IsObject(value))
        return JS_UNDEFINED;
    JSObject *p = JS_VALUE_GET_OBJ(value);
    if (p->class_id == JS_CLASS_MAP || p->class_id == JS_CLASS_SET) {
        *ret_keyed = p->class_id == JS_CLASS_MAP;
        return preview_records(ctx, p->u.map_state, p->u.map_state->records.next, true, *ret_keyed, false);
    }
    if (p->class_id != JS_CLASS_MAP_ITERATOR && p->class_id != JS_CLASS_SET_ITERATOR)
        return JS_UNDEFINED;
    JSMapIteratorData *it = p->u.map_iterator_data;
    if (!it || JS_IsUndefined(it->obj))
        return JS_NewArray(ctx);
    JSMapState *map = JS_VALUE_GET_OBJ(it->obj)->u.map_state;
    struct list_head *from = it->cur_record ? it->cur_record->link.next : map->records.next;
    *ret_keyed = it->kind == JS_ITERATOR_KIND_KEY_AND_VALUE;
    if (p->class_id == JS_CLASS_SET_ITERATOR)
        return preview_records(ctx, map, from, true, *ret_keyed, true);
    return preview_records(ctx, map, from, it->kind != JS_ITERATOR_KIND_VALUE, it->kind != JS_ITERATOR_KIND_KEY, false);
}

JSAtom thaw_engine_class_name(JSContext *ctx, JSValueConst value)
{
    if (!JS_IsObject(value))
        return JS_ATOM_NULL;
    return JS_DupAtom(ctx, ctx->rt->class_array[JS_VALUE_GET_OBJ(value)->class_id].class_name);
}

static thaw_fn_kind native_function_kind(JSClassID id)
{
    switch (id) {
    case JS_CLASS_C_FUNCTION:
    case JS_CLASS_C_FUNCTION_DATA:
    case JS_CLASS_C_CLOSURE:
    case JS_CLASS_BOUND_FUNCTION:
        return THAW_FN_NATIVE;
    default:
        return THAW_FN_NONE;
    }
}

thaw_fn_kind thaw_engine_function_kind(JSValueConst value, bool *ret_is_class)
{
    *ret_is_class = false;
    if (!JS_IsObject(value))
        return THAW_FN_NONE;
    JSObject *p = JS_VALUE_GET_OBJ(value);
    if (!js_class_has_bytecode(p->class_id))
        return native_function_kind(p->class_id);
    JSFunctionBytecode *b = p->u.func.function_bytecode;
    /* a class constructor is a constructor whose `prototype` was not made along with the function */
    *ret_is_class = p->is_constructor && !b->has_prototype && b->func_kind == JS_FUNC_NORMAL;
    switch (b->func_kind) {
    case JS_FUNC_GENERATOR:
        return THAW_FN_GENERATOR;
    case JS_FUNC_ASYNC:
        return THAW_FN_ASYNC;
    case JS_FUNC_ASYNC_GENERATOR:
        return THAW_FN_ASYNC_GENERATOR;
    default:
        return THAW_FN_NORMAL;
    }
}

#include "js/engine_promise_internals.h"

/* --- modules --- */

thaw_module_status thaw_engine_module_status(const JSModuleDef *m)
{
    switch (m->status) {
    case JS_MODULE_STATUS_UNLINKED:
        return THAW_MODULE_UNLINKED;
    case JS_MODULE_STATUS_LINKING:
        return THAW_MODULE_LINKING;
    case JS_MODULE_STATUS_LINKED:
        return THAW_MODULE_LINKED;
    case JS_MODULE_STATUS_EVALUATING:
    case JS_MODULE_STATUS_EVALUATING_ASYNC:
        return THAW_MODULE_EVALUATING;
    default:
        return m->eval_has_exception ? THAW_MODULE_FAILED : THAW_MODULE_EVALUATED;
    }
}

/* Sets dfs_index to 1 for the modules that root reaches, itself included, and to 0 for all others. It and stack_prev
 * are the engine's own scratch fields, free whenever it is not linking or evaluating; false if it is. */
static bool mark_reachable(JSContext *ctx, JSModuleDef *root)
{
    struct list_head *el;
    list_for_each(el, &ctx->loaded_modules)
    {
        if (list_entry(el, JSModuleDef, link)->status == JS_MODULE_STATUS_EVALUATING)
            return false;
        list_entry(el, JSModuleDef, link)->dfs_index = 0;
    }
    JSModuleDef *stack = root;
    root->stack_prev = NULL;
    root->dfs_index = 1;
    while (stack) {
        JSModuleDef *m = stack;
        stack = m->stack_prev;
        for (int i = 0; i < m->req_module_entries_count; i++) {
            JSModuleDef *next = m->req_module_entries[i].module;
            if (next && !next->dfs_index) {
                next->dfs_index = 1;
                next->stack_prev = stack;
                stack = next;
            }
        }
    }
    return true;
}

bool thaw_engine_module_is_async(JSContext *ctx, JSModuleDef *root)
{
    bool found = false;
    if (!mark_reachable(ctx, root))
        return false;
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m))
        found |= m->dfs_index && m->has_tla;
    return found;
}

/* True if the module wants `name` of what it requires at `index`, which doesn't have it. */
static bool is_missing(JSContext *ctx, JSModuleDef *m, int index, JSAtom name, thaw_engine_missing_export *ret)
{
    JSModuleDef *from;
    JSExportEntry *entry;
    const JSReqModuleEntry *required = &m->req_module_entries[index];
    if (name == JS_ATOM__star_ || !required->module)
        return false;
    JSResolveResultEnum result = js_resolve_export(ctx, &from, &entry, required->module, name);
    if (result == JS_RESOLVE_RES_EXCEPTION)
        JS_FreeValue(ctx, JS_GetException(ctx));
    *ret = (thaw_engine_missing_export){ m->module_name, required->module->module_name, required->module_name, name };
    return result == JS_RESOLVE_RES_NOT_FOUND;
}

bool thaw_engine_module_missing_export(JSContext *ctx, JSModuleDef *root, thaw_engine_missing_export *ret)
{
    if (!mark_reachable(ctx, root))
        return false;
    for (JSModuleDef *m = thaw_engine_module_next(ctx, NULL); m; m = thaw_engine_module_next(ctx, m)) {
        for (int i = 0; m->dfs_index && i < m->import_entries_count; i++) {
            const JSImportEntry *e = &m->import_entries[i];
            if (is_missing(ctx, m, e->req_module_idx, e->import_name, ret))
                return true;
        }
        for (int i = 0; m->dfs_index && i < m->export_entries_count; i++) {
            const JSExportEntry *e = &m->export_entries[i];
            if (e->export_type == JS_EXPORT_TYPE_INDIRECT &&
                is_missing(ctx, m, e->u.req_module_idx, e->local_name, ret))
                return true;
        }
    }
    return false;
}

JSModuleDef *thaw_engine_module_load(JSContext *ctx, const char *parent, const char *specifier)
{
    return js_host_resolve_imported_module(ctx, parent, specifier, JS_UNDEFINED);
}

void thaw_engine_promise_handled(JSContext *ctx, JSValueConst promise)
{
    JSPromiseData *s = JS_GetOpaque(promise, JS_CLASS_PROMISE);
    JSRuntime *rt = ctx->rt;
    if (!s || s->is_handled)
        return;
    s->is_handled = true;
    if (rt->host_promise_rejection_tracker)
        rt->host_promise_rejection_tracker(ctx, promise, s->promise_result, true,
                                           rt->host_promise_rejection_tracker_opaque);
}

void thaw_engine_module_settle_exports(JSContext *ctx, JSModuleDef *m)
{
    for (int i = 0; i < m->export_entries_count; i++) {
        JSExportEntry *e = &m->export_entries[i];
        for (int j = 0; e->export_type == JS_EXPORT_TYPE_LOCAL && j < m->import_entries_count; j++) {
            const JSImportEntry *from = &m->import_entries[j];
            if (from->var_idx != e->u.local.var_idx || from->import_name == JS_ATOM__star_)
                continue;
            e->export_type = JS_EXPORT_TYPE_INDIRECT;
            e->u.req_module_idx = from->req_module_idx;
            JS_FreeAtom(ctx, e->local_name);
            e->local_name = JS_DupAtom(ctx, from->import_name);
        }
    }
}

int thaw_engine_module_resolve(JSContext *ctx, JSModuleDef *m)
{
    return js_resolve_module(ctx, m);
}

JSModuleDef *thaw_engine_module_next(JSContext *ctx, JSModuleDef *m)
{
    struct list_head *next = m ? m->link.next : ctx->loaded_modules.next;
    return next == &ctx->loaded_modules ? NULL : list_entry(next, JSModuleDef, link);
}

int thaw_engine_module_link(JSContext *ctx, JSModuleDef *m)
{
    if (js_resolve_module(ctx, m) < 0)
        return -1;
    if (m->status != JS_MODULE_STATUS_UNLINKED)
        return 0;
    return js_create_module_function(ctx, m) < 0 || js_link_module(ctx, m) < 0 ? -1 : 0;
}

JSValue thaw_engine_module_evaluate(JSContext *ctx, JSModuleDef *m)
{
    return js_evaluate_module(ctx, m);
}

JSValue thaw_engine_module_error(JSContext *ctx, const JSModuleDef *m)
{
    return m->eval_has_exception ? js_dup(m->eval_exception) : JS_UNDEFINED;
}

JSModuleDef *thaw_engine_module_import(const JSModuleDef *m, int index)
{
    return index < m->req_module_entries_count ? m->req_module_entries[index].module : NULL;
}

JSModuleDef *thaw_engine_module_of(JSValueConst value)
{
    return JS_VALUE_GET_TAG(value) == JS_TAG_MODULE ? JS_VALUE_GET_PTR(value) : NULL;
}

JSValue thaw_engine_module_value(JSContext *ctx, JSModuleDef *m)
{
    return js_dup(JS_MKPTR(JS_TAG_MODULE, m));
}

/* --- bytecode --- */

void thaw_engine_bytecode_version(char ret_version[64])
{
    snprintf(ret_version, 64, "quickjs-ng %s, bytecode %d.%d.%d", JS_GetVersion(), BC_VERSION, JS_ATOM_END, OP_COUNT);
}

JSValue thaw_engine_compile_at(JSContext *ctx, const char *source, size_t len, const char *file, int line)
{
    return JS_EvalInternal(ctx, ctx->global_obj, source, len, file, line,
                           JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY, -1);
}

/* As deep as functions are nested, which the parser limits. */
static void rename_functions(JSContext *ctx, JSFunctionBytecode *b, JSAtom file)
{
    JS_FreeAtom(ctx, b->filename);
    b->filename = JS_DupAtom(ctx, file);
    for (int i = 0; i < b->cpool_count; i++) {
        if (JS_VALUE_GET_TAG(b->cpool[i]) == JS_TAG_FUNCTION_BYTECODE)
            rename_functions(ctx, JS_VALUE_GET_PTR(b->cpool[i]), file);
    }
}

/* A function finds its module by the name of its file. */
static int rename_compiled(JSContext *ctx, JSValueConst compiled, const char *file)
{
    JSAtom name = JS_NewAtom(ctx, file);
    JSValue function = compiled;
    if (name == JS_ATOM_NULL)
        return -1;
    if (JS_VALUE_GET_TAG(compiled) == JS_TAG_MODULE) {
        JSModuleDef *m = JS_VALUE_GET_PTR(compiled);
        function = m->func_obj;
        JS_FreeAtom(ctx, m->module_name);
        m->module_name = JS_DupAtom(ctx, name);
    }
    rename_functions(ctx, JS_VALUE_GET_PTR(function), name);
    JS_FreeAtom(ctx, name);
    return 0;
}

/* The name that modules have in bytecode, and of what stands for all that they import. No resolved key looks like it.
 */
#define MODULE_IN_BYTECODE "\x01bytecode"

static char *import_placeholder(JSContext *ctx, const char *parent, const char *specifier, JSValueConst attributes,
                                void *opaque)
{
    return js_strdup(ctx, MODULE_IN_BYTECODE);
}

static int placeholder_has_nothing(JSContext *ctx, JSModuleDef *m)
{
    return 0;
}

static JSModuleDef *load_placeholder(JSContext *ctx, const char *key, void *opaque, JSValueConst attributes)
{
    return JS_NewCModule(ctx, key, placeholder_has_nothing);
}

/* The engine resolves imports while it compiles a module and while it reads one: there by a name that the module
 * doesn't have yet, and without attributes. Meanwhile the loader is put aside, so that bytecode can be made of a module
 * whose imports aren't there; what bytecode imports is resolved when it is linked, like the imports of any module. */
typedef struct {
    JSModuleNormalizeFunc2 *normalize;
    JSModuleLoaderFunc2 *load;
} module_loader;

static module_loader set_loader(JSRuntime *rt, module_loader loader)
{
    module_loader before = { rt->normalize_u.module_normalize_func2, rt->u.module_loader_func2 };
    rt->normalize_u.module_normalize_func2 = loader.normalize;
    rt->u.module_loader_func2 = loader.load;
    return before;
}
static const module_loader no_loader = { import_placeholder, load_placeholder };

JSValue thaw_engine_compile_module(JSContext *ctx, const char *source, size_t len, const char *file)
{
    module_loader loader = set_loader(ctx->rt, no_loader);
    JSValue compiled = JS_Eval(ctx, source, len, file, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    set_loader(ctx->rt, loader);
    return compiled;
}

uint8_t *thaw_engine_write_bytecode(JSContext *ctx, JSValueConst compiled, size_t *ret_size)
{
    if (rename_compiled(ctx, compiled, MODULE_IN_BYTECODE) < 0)
        return NULL;
    return JS_WriteObject(ctx, ret_size, compiled, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE);
}

JSValue thaw_engine_read_bytecode(JSContext *ctx, const uint8_t *bytes, size_t size, const char *file)
{
    module_loader loader = set_loader(ctx->rt, no_loader);
    JSValue value = JS_ReadObject(ctx, bytes, size, JS_READ_OBJ_BYTECODE);
    set_loader(ctx->rt, loader);
    if (JS_IsException(value))
        return JS_EXCEPTION;
    int tag = JS_VALUE_GET_TAG(value);
    if ((tag != JS_TAG_MODULE && tag != JS_TAG_FUNCTION_BYTECODE) || rename_compiled(ctx, value, file) < 0) {
        JS_FreeValue(ctx, value);
        return JS_EXCEPTION;
    }
    if (tag == JS_TAG_MODULE) {
        JSModuleDef *m = JS_VALUE_GET_PTR(value);
        for (int i = 0; i < m->req_module_entries_count; i++)
            m->req_module_entries[i].module = NULL;
    }
    return value;
}

JSValue thaw_engine_import_attributes(JSContext *ctx, const JSModuleDef *m)
{
    JSValue list = JS_UNDEFINED;
    for (int i = 0; i < m->req_module_entries_count; i++) {
        JSValue attributes = m->req_module_entries[i].attributes;
        if (!JS_IsObject(attributes))
            continue;
        if (JS_IsUndefined(list))
            list = JS_NewArray(ctx);
        if (JS_IsException(list) ||
            JS_DefinePropertyValueUint32(ctx, list, i, js_dup(attributes), JS_PROP_C_W_E | JS_PROP_THROW) < 0) {
            JS_FreeValue(ctx, list);
            return JS_EXCEPTION;
        }
    }
    return list;
}

int thaw_engine_set_import_attributes(JSContext *ctx, JSModuleDef *m, JSValueConst list)
{
    for (int i = 0; i < m->req_module_entries_count; i++) {
        JSValue attributes = JS_GetPropertyUint32(ctx, list, i);
        if (JS_IsException(attributes))
            return -1;
        if (JS_IsObject(attributes))
            m->req_module_entries[i].attributes = attributes;
        else
            JS_FreeValue(ctx, attributes); /* JSON has null where there are none */
    }
    return 0;
}

/* --- what Web IDL needs --- */

JSAtom thaw_engine_symbol(thaw_engine_symbol_id id)
{
    static const JSAtom atoms[] = { [THAW_SYMBOL_ITERATOR] = JS_ATOM_Symbol_iterator,
                                    [THAW_SYMBOL_ASYNC_ITERATOR] = JS_ATOM_Symbol_asyncIterator,
                                    [THAW_SYMBOL_TO_STRING_TAG] = JS_ATOM_Symbol_toStringTag };
    return atoms[id];
}

JSValue thaw_engine_iterator_result(JSContext *ctx, JSValueConst value, bool done)
{
    JSValue result = JS_NewObject(ctx);
    if (JS_IsException(result))
        return JS_EXCEPTION;
    JSObject *p = JS_VALUE_GET_OBJ(result);
    JSProperty *property = add_property(ctx, p, JS_ATOM_value, JS_PROP_C_W_E);
    if (property) {
        property->u.value = js_dup(value);
        property = add_property(ctx, p, JS_ATOM_done, JS_PROP_C_W_E);
    }
    if (!property) {
        JS_FreeValue(ctx, result);
        return JS_EXCEPTION;
    }
    property->u.value = js_bool(done);
    return result;
}

JSValue thaw_engine_prototype_of(JSContext *ctx, JSValueConst constructor)
{
    return JS_GetProperty(ctx, constructor, JS_ATOM_prototype);
}

JSValueConst thaw_engine_iterator_prototype(JSContext *ctx)
{
    return ctx->class_proto[JS_CLASS_ITERATOR];
}

JSValueConst thaw_engine_async_iterator_prototype(JSContext *ctx)
{
    return ctx->async_iterator_proto;
}

JSValue thaw_engine_promise_resolve(JSContext *ctx, JSValueConst value)
{
    return js_promise_resolve(ctx, ctx->promise_ctor, 1, &value, 0);
}

static void describe_view(JSObject *p, thaw_engine_buffer *ret)
{
    JSTypedArray *view = p->u.typed_array;
    JSArrayBuffer *buffer = view->buffer->u.array_buffer;
    bool is_data_view = p->class_id == JS_CLASS_DATAVIEW;
    ret->kind = is_data_view                          ? THAW_BUFFER_DATA_VIEW
                : p->class_id == JS_CLASS_UINT8_ARRAY ? THAW_BUFFER_UINT8_ARRAY
                                                      : THAW_BUFFER_TYPED_ARRAY;
    if (is_data_view ? dataview_is_oob(p) : typed_array_is_oob(p))
        return;
    ret->data = buffer->data + view->offset;
    ret->size = is_data_view ? view->length : (size_t)p->u.array.count << typed_array_size_log2(p->class_id);
}

thaw_engine_buffer thaw_engine_buffer_of(JSValueConst value)
{
    thaw_engine_buffer ret = { .kind = THAW_BUFFER_NONE };
    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT)
        return ret;
    JSObject *p = JS_VALUE_GET_OBJ(value);
    bool is_view = is_typed_array(p->class_id) || p->class_id == JS_CLASS_DATAVIEW;
    if (!is_view && p->class_id != JS_CLASS_ARRAY_BUFFER && p->class_id != JS_CLASS_SHARED_ARRAY_BUFFER)
        return ret;
    JSArrayBuffer *buffer = is_view ? p->u.typed_array->buffer->u.array_buffer : p->u.array_buffer;
    ret.is_shared = buffer->shared;
    ret.is_resizable = array_buffer_is_resizable(buffer);
    ret.is_immutable = buffer->immutable;
    if (is_view) {
        describe_view(p, &ret);
    } else {
        ret.kind = THAW_BUFFER_ARRAY_BUFFER;
        ret.data = buffer->data;
        ret.size = (size_t)buffer->byte_length;
    }
    return ret;
}
