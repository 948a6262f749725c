/* SPDX-License-Identifier: MIT */
#include "js/op.h"

#include "js/call.h"
#include "js/errors.h"
#include "js/runtime.h"

void *thaw_op_new(JSContext *ctx, const thaw_op_class *cls, JSValue *ret_promise)
{
    thaw_op *op = js_mallocz(ctx, cls->size);
    if (!op)
        return NULL;
    JSValue functions[2];
    JSValue promise = JS_NewPromiseCapability(ctx, functions);
    if (JS_IsException(promise)) {
        js_free(ctx, op);
        return NULL;
    }
    op->cls = cls;
    op->ctx = ctx;
    op->settle.resolve = functions[0];
    op->settle.reject = functions[1];
    op->settle.origin = thaw_origin(ctx);
    JSValue *slot = (JSValue *)(void *)((char *)op + cls->js_offset);
    for (unsigned i = 0; i < cls->js_count; i++)
        slot[i] = JS_UNDEFINED;
    thaw_list_append(&thaw_runtime_of(ctx)->ops, &op->link);
    *ret_promise = promise;
    return op;
}

static void op_free(thaw_op *op)
{
    JSContext *ctx = op->ctx;
    JSRuntime *rt = JS_GetRuntime(ctx);
    thaw_list_remove(&op->link);
    thaw_slot_clear(rt, &op->settle.resolve);
    thaw_slot_clear(rt, &op->settle.reject);
    thaw_slot_clear(rt, &op->settle.origin);
    thaw_free_slots(rt, op, op->cls->js_offset, op->cls->js_count, NULL);
    if (op->cls->dispose)
        op->cls->dispose(rt, op);
    js_free(ctx, op);
}

/* The op is gone before JavaScript runs, so nothing that runs can settle it again. */
static void op_settle(thaw_op *op, JSValue *function, JSValue value)
{
    JSContext *ctx = op->ctx;
    JSValue settle = thaw_slot_take(function);
    op_free(op);
    JSValueConst args[] = { value };
    thaw_enter(ctx, settle, JS_UNDEFINED, 1, args);
    JS_FreeValue(ctx, value);
    JS_FreeValue(ctx, settle);
}

void thaw_op_resolve(void *self, JSValue owned)
{
    thaw_op *op = self;
    op_settle(op, &op->settle.resolve, owned);
}

void thaw_op_reject(void *self, JSValue owned_error)
{
    thaw_op *op = self;
    op_settle(op, &op->settle.reject, owned_error);
}

void thaw_op_fail(void *self, int err, const char *syscall, const char *path)
{
    thaw_op *op = self;
    thaw_op_reject(op, thaw_error_new(op->ctx, err, syscall, path));
}

void thaw_ops_cancel_all(thaw_runtime *runtime)
{
    while (!thaw_list_empty(&runtime->ops)) {
        thaw_op *op = THAW_CONTAINER(runtime->ops.next, thaw_op, link);
        if (op->cls->cancel)
            op->cls->cancel(op);
        op_free(op);
    }
}
