/* SPDX-License-Identifier: MIT
 * The class of records, and structuredClone(). */
#include "web/html/structured_clone.h"

#include "js/auto_values.h"
#include "web/html/clone_int.h"

static void clone_record_dispose(JSRuntime *rt, void *self)
{
    clone_record *r = self;
    for (uint32_t i = 0; i < r->n_blocks; i++)
        js_free_rt(rt, r->blocks[i].data);
    for (uint32_t i = 0; i < r->n_keys; i++)
        JS_FreeAtomRT(rt, r->keys[i]);
    js_free_rt(rt, r->keys);
    js_free_rt(rt, r->blocks);
    js_free_rt(rt, r->bytes);
    js_free_rt(rt, (void *)r->receivers);
}

THAW_CLASS_TABLE(clone_record, CLONE_RECORD, "StructuredCloneRecord", .dispose = clone_record_dispose);

JSValue thaw_structured_clone(JSContext *ctx, JSValueConst value, const thaw_idl_sequence *transfer)
{
    JSValue clone;
    if (!transfer || !transfer->count) {
        int got = thaw_engine_clone_plain(ctx, value, &clone);
        if (got)
            return got < 0 ? JS_EXCEPTION : clone;
    }
    THAW_AUTO(thaw_value) record = thaw_value_of(ctx, thaw_clone_serialize(ctx, value, transfer));
    return JS_IsException(record.v) ? JS_EXCEPTION : thaw_clone_deserialize(ctx, record.v, true, NULL);
}

int thaw_structured_clone_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &clone_record_class);
}
