/* SPDX-License-Identifier: MIT */
#include "js/native.h"

#include "base/error.h"
#include "js/errors.h"
#include "js/runtime.h"

static JSValue *slots_of(void *self, uint16_t js_offset)
{
    return (JSValue *)(void *)((char *)self + js_offset);
}

/* The only enumeration of owned references in the program. */
void thaw_visit_slots(void *self, uint16_t js_offset, uint16_t js_count, void (*visit)(void *, thaw_visitor *),
                      thaw_visitor *v)
{
    JSValue *slot = slots_of(self, js_offset);
    for (unsigned i = 0; i < js_count; i++)
        v->slot(v, &slot[i]);
    if (visit)
        visit(self, v);
}

static void slot_mark(thaw_visitor *v, JSValue *slot)
{
    JS_MarkValue(v->rt, *slot, v->mark);
}

static void slot_free(thaw_visitor *v, JSValue *slot)
{
    thaw_slot_clear(v->rt, slot);
}

void thaw_free_slots(JSRuntime *rt, void *self, uint16_t js_offset, uint16_t js_count,
                     void (*visit)(void *, thaw_visitor *))
{
    thaw_visit_slots(self, js_offset, js_count, visit, &(thaw_visitor){ .slot = slot_free, .rt = rt });
}

static thaw_native *native_of(JSValueConst value)
{
    JSClassID id;
    return JS_GetAnyOpaque(value, &id);
}

/* Slots of the class and of those above it, each in its own part of the struct. */
static void visit_natives_slots(thaw_native *n, thaw_visitor *v)
{
    for (const thaw_class *cls = n->cls; cls; cls = cls->parent)
        thaw_visit_slots(n, cls->js_offset, cls->js_count, cls->visit, v);
}

static void native_mark(JSRuntime *rt, JSValueConst value, JS_MarkFunc *mark)
{
    thaw_native *n = native_of(value);
    if (n)
        visit_natives_slots(n, &(thaw_visitor){ .slot = slot_mark, .rt = rt, .mark = mark });
}

static void native_finalize(JSRuntime *rt, JSValueConst value)
{
    thaw_native *n = native_of(value);
    if (!n)
        return;
    thaw_assert(JS_IsUndefined(n->pin));
    visit_natives_slots(n, &(thaw_visitor){ .slot = slot_free, .rt = rt });
    for (const thaw_class *cls = n->cls; cls; cls = cls->parent) {
        if (cls->dispose)
            cls->dispose(rt, n);
    }
    js_free_rt(rt, n);
}

int thaw_class_register(JSContext *ctx, const thaw_class *cls)
{
    JSClassDef def = {
        .class_name = cls->name,
        .finalizer = native_finalize,
        .gc_mark = native_mark,
        .exotic = (JSClassExoticMethods *)(uintptr_t)cls->exotic, /* the engine never writes to it */
    };
    if (JS_NewClass(JS_GetRuntime(ctx), cls->id, &def) < 0) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    return 0;
}

JSValue thaw_native_new(JSContext *ctx, const thaw_class *cls, JSValueConst proto, void *ret_self)
{
    thaw_native *n = js_mallocz(ctx, cls->size);
    if (!n)
        return JS_EXCEPTION;
    n->cls = cls;
    n->pin = JS_UNDEFINED;
    for (const thaw_class *c = cls; c; c = c->parent) {
        for (unsigned i = 0; i < c->js_count; i++)
            slots_of(n, c->js_offset)[i] = JS_UNDEFINED;
    }
    JSValue obj = JS_IsUndefined(proto) ? JS_NewObjectClass(ctx, cls->id) : JS_NewObjectProtoClass(ctx, proto, cls->id);
    if (JS_IsException(obj)) {
        js_free(ctx, n);
        return JS_EXCEPTION;
    }
    JS_SetOpaque(obj, n);
    *(void **)ret_self = n;
    return obj;
}

const char *thaw_native_live(const thaw_native *n)
{
    for (const thaw_class *cls = n->cls; cls; cls = cls->parent) {
        const char *what = cls->live ? cls->live(n) : NULL;
        if (what)
            return what;
    }
    return NULL;
}

void thaw_throw_illegal_invocation(JSContext *ctx, const thaw_class *cls)
{
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_THIS", "Illegal invocation: `this` is not a %s", cls->name);
}

static bool is_below(const thaw_class *cls, const thaw_class *ancestor)
{
    while (cls && cls != ancestor)
        cls = cls->parent;
    return cls != NULL;
}

void *thaw_native_as(JSValueConst value, const thaw_class *cls)
{
    JSClassID id;
    thaw_native *n = JS_GetAnyOpaque(value, &id);
    if (THAW_LIKELY(id == cls->id))
        return n;
    bool is_native = id > THAW_CLASS_ID_BASE_ && id < THAW_CLASS_ID_LIMIT;
    return is_native && n && is_below(n->cls, cls) ? n : NULL;
}

const thaw_class *thaw_native_class_of(JSValueConst value)
{
    JSClassID id;
    const thaw_native *n = JS_GetAnyOpaque(value, &id);
    return id > THAW_CLASS_ID_BASE_ && id < THAW_CLASS_ID_LIMIT && n ? n->cls : NULL;
}

void thaw_native_pin(JSContext *ctx, void *self, JSValueConst wrapper)
{
    thaw_native *n = self;
    if (!JS_IsUndefined(n->pin))
        return;
    n->pin = JS_DupValue(ctx, wrapper);
    thaw_list_append(&thaw_runtime_of(ctx)->pins, &n->pin_link);
}

void thaw_native_unpin(JSRuntime *rt, void *self)
{
    thaw_native *n = self;
    if (JS_IsUndefined(n->pin))
        return;
    thaw_list_remove(&n->pin_link);
    thaw_slot_clear(rt, &n->pin);
}

void thaw_slot_set(JSRuntime *rt, JSValue *slot, JSValue owned)
{
    JSValue old = *slot;
    *slot = owned;
    JS_FreeValueRT(rt, old);
}
