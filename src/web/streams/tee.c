/* SPDX-License-Identifier: MIT
 * ReadableStreamDefaultTee (Streams Standard, 4.9.1). */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/html/structured_clone.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"
#include "web/streams/tee_int.h"

THAW_CLASS_TABLE(tee_state, TEE, "ReadableStreamTee");

/* --- of both kinds --- */

JSValue tee_new(JSContext *ctx, JSValueConst stream)
{
    tee_state *t;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &tee_state_class, JS_UNDEFINED, &t));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(object.v) || JS_IsException(promise.v))
        return JS_EXCEPTION;
    JSValue reader = acquire_readable_reader(ctx, stream);
    if (JS_IsException(reader))
        return JS_EXCEPTION;
    t->stream = JS_DupValue(ctx, stream);
    t->reader = reader;
    t->cancel_promise = thaw_value_take(&promise);
    return thaw_value_take(&object);
}

JSValueConst tee_branch_controller(const tee_state *t, int which)
{
    return readable_stream_of(t->branch[which])->controller;
}

void tee_fail(JSContext *ctx, const tee_state *t)
{
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    tee_error_branches(ctx, t, error.v);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, readable_stream_cancel(ctx, t->stream, error.v));
    if (JS_IsException(result.v)) {
        thaw_drop_exception(ctx);
        thaw_promise_reject(ctx, t->cancel_promise, error.v);
    } else {
        thaw_promise_resolve(ctx, t->cancel_promise, result.v);
    }
}

void tee_settle(JSContext *ctx, const tee_state *t)
{
    if (!tee_is_canceled(t))
        thaw_promise_resolve(ctx, t->cancel_promise, JS_UNDEFINED);
}

void tee_error_branches(JSContext *ctx, const tee_state *t, JSValueConst reason)
{
    for (int i = 0; i < 2; i++)
        readable_controller_error(ctx, tee_branch_controller(t, i), reason);
}

JSValue tee_cancel_branch(JSContext *ctx, JSValueConst tee, int which, JSValueConst reason)
{
    tee_state *t = tee_state_of(tee);
    t->canceled[which] = true;
    thaw_slot_set(JS_GetRuntime(ctx), &t->reason[which], JS_DupValue(ctx, reason));
    if (tee_is_canceled(t)) {
        THAW_AUTO(thaw_value) both = thaw_value_of(ctx, JS_NewArray(ctx));
        for (uint32_t i = 0; i < 2; i++)
            JS_DefinePropertyValueUint32(ctx, both.v, i, JS_DupValue(ctx, t->reason[i]), JS_PROP_C_W_E);
        THAW_AUTO(thaw_value) result = thaw_value_of(ctx, readable_stream_cancel(ctx, t->stream, both.v));
        if (JS_IsException(result.v))
            return JS_EXCEPTION;
        thaw_promise_resolve(ctx, t->cancel_promise, result.v);
    }
    return JS_DupValue(ctx, t->cancel_promise);
}

/* --- of chunks --- */

static void pull(JSContext *ctx, JSValueConst object);

/* The job of one chunk: [tee, chunk]. In a microtask, so that errors of the stream come first. */
static JSValue deliver(JSContext *ctx, int argc, JSValueConst *argv)
{
    tee_state *t = tee_state_of(argv[0]);
    t->read_again[0] = false;
    bool copies = t->clones && !t->canceled[1];
    THAW_AUTO(thaw_value)
    second = thaw_value_of(ctx, copies ? thaw_structured_clone(ctx, argv[1], NULL) : JS_DupValue(ctx, argv[1]));
    if (JS_IsException(second.v)) {
        tee_fail(ctx, t);
        return JS_UNDEFINED;
    }
    JSValueConst chunks[] = { argv[1], second.v };
    for (int i = 0; i < 2; i++) {
        if (!t->canceled[i] && readable_default_controller_enqueue(ctx, tee_branch_controller(t, i), chunks[i]) < 0)
            thaw_drop_exception(ctx);
    }
    t->reading = false;
    if (t->read_again[0])
        pull(ctx, argv[0]);
    return JS_UNDEFINED;
}

static void tee_chunk(JSContext *ctx, JSValueConst object, JSValueConst chunk)
{
    JSValueConst args[] = { object, chunk };
    if (JS_EnqueueJob(ctx, deliver, 2, args) < 0)
        tee_fail(ctx, tee_state_of(object));
}

static void tee_close(JSContext *ctx, JSValueConst object, JSValueConst view)
{
    tee_state *t = tee_state_of(object);
    t->reading = false;
    for (int i = 0; i < 2; i++) {
        if (!t->canceled[i])
            readable_default_controller_close(ctx, tee_branch_controller(t, i));
    }
    tee_settle(ctx, t);
}

static void tee_error(JSContext *ctx, JSValueConst object, JSValueConst reason)
{
    tee_state_of(object)->reading = false; /* the reader's `closed` tells the rest */
}

static void pull(JSContext *ctx, JSValueConst object)
{
    static const read_handler handler = { tee_chunk, tee_close, tee_error };
    tee_state *t = tee_state_of(object);
    if (t->reading) {
        t->read_again[0] = true;
        return;
    }
    t->reading = true;
    readable_reader_read(ctx, t->reader, (read_request){ &handler, object });
}

static JSValue branch_pull(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    pull(ctx, holder);
    return JS_UNDEFINED;
}

static JSValue cancel_first(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    return tee_cancel_branch(ctx, holder, 0, reason);
}

static JSValue cancel_second(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    return tee_cancel_branch(ctx, holder, 1, reason);
}

static JSValue on_errored(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    const tee_state *t = tee_state_of(data[0]);
    tee_error_branches(ctx, t, argv[0]);
    tee_settle(ctx, t);
    return JS_UNDEFINED;
}

int readable_stream_tee(JSContext *ctx, JSValueConst stream, bool clones, JSValue ret[2])
{
    static const stream_source sources[] = { { NULL, branch_pull, cancel_first },
                                             { NULL, branch_pull, cancel_second } };
    if (readable_byte_controller_of(readable_stream_of(stream)->controller))
        return readable_byte_stream_tee(ctx, stream, ret);
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, tee_new(ctx, stream));
    if (JS_IsException(object.v))
        return -1;
    tee_state *t = tee_state_of(object.v);
    t->clones = clones;
    for (int i = 0; i < 2; i++) {
        JSValue branch = create_readable_stream(ctx, &sources[i], object.v, 1);
        if (JS_IsException(branch))
            return -1;
        t->branch[i] = branch;
    }
    if (thaw_promise_react(ctx, readable_reader_of(t->reader)->closed, object.v, NULL, on_errored) < 0)
        return -1;
    for (int i = 0; i < 2; i++)
        ret[i] = JS_DupValue(ctx, t->branch[i]);
    return 0;
}

int tee_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &tee_state_class);
}
