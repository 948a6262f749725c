/* SPDX-License-Identifier: MIT
 * ReadableByteStreamTee (Streams Standard, 4.9.1). Who reads with a buffer gets its bytes in it and the other branch a
 * copy, so the reader of the stream changes its kind with what is asked for:
 *
 *              a branch was read with a buffer
 *   DEFAULT ────────────────────────────────────> BYOB
 *           <────────────────────────────────────
 *              ... without one                            */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"
#include "web/streams/tee_int.h"

/* Tells the branches of the failure of a stream, unless the reader is not the tee's any more. */
typedef struct tee_watch {
    thaw_native base;
    THAW_JS_FIELDS(tee, reader);
} tee_watch;
THAW_CLASS(tee_watch, TEE_WATCH, "ReadableStreamTeeWatch");

static JSValue on_errored(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                          JSValueConst *data)
{
    const tee_watch *w = tee_watch_of(data[0]);
    const tee_state *t = tee_state_of(w->tee);
    if (thaw_native_as(w->reader, &readable_reader_class) == thaw_native_as(t->reader, &readable_reader_class)) {
        tee_error_branches(ctx, t, argv[0]);
        tee_settle(ctx, t);
    }
    return JS_UNDEFINED;
}

static int watch_reader(JSContext *ctx, JSValueConst tee)
{
    const tee_state *t = tee_state_of(tee);
    tee_watch *w;
    THAW_AUTO(thaw_value) watch = thaw_value_of(ctx, thaw_native_new(ctx, &tee_watch_class, JS_UNDEFINED, &w));
    if (JS_IsException(watch.v))
        return -1;
    w->tee = JS_DupValue(ctx, tee);
    w->reader = JS_DupValue(ctx, t->reader);
    return thaw_promise_react(ctx, readable_reader_of(t->reader)->closed, watch.v, NULL, on_errored);
}

/* Gives the lock from a reader of one kind to one of the other. */
static int change_reader(JSContext *ctx, JSValueConst tee, bool byob)
{
    tee_state *t = tee_state_of(tee);
    if (byob == (readable_byob_reader_of(t->reader) != NULL))
        return 0;
    THAW_AUTO(thaw_value) old = thaw_value_of(ctx, JS_DupValue(ctx, t->reader));
    readable_reader_release(ctx, old.v);
    JSValue reader = byob ? acquire_readable_byob_reader(ctx, t->stream) : acquire_readable_reader(ctx, t->stream);
    if (JS_IsException(reader))
        return -1;
    thaw_slot_set(JS_GetRuntime(ctx), &t->reader, reader);
    return watch_reader(ctx, tee);
}

static void pull(JSContext *ctx, JSValueConst tee, int which);

static void read_on(JSContext *ctx, JSValueConst tee)
{
    tee_state *t = tee_state_of(tee);
    t->reading = false;
    if (t->read_again[0])
        pull(ctx, tee, 0);
    else if (t->read_again[1])
        pull(ctx, tee, 1);
}

/* The error of a branch whose reader does what it shouldn't: its own business. */
static void ignore(JSContext *ctx, int err)
{
    if (err < 0)
        thaw_drop_exception(ctx);
}

/* --- without a buffer --- */

/* The job of one chunk: [tee, chunk]. In a microtask, so that errors of the stream come first. */
static JSValue deliver(JSContext *ctx, int argc, JSValueConst *argv)
{
    tee_state *t = tee_state_of(argv[0]);
    t->read_again[0] = t->read_again[1] = false;
    THAW_AUTO(thaw_value) second = thaw_value_of(ctx, JS_DupValue(ctx, argv[1]));
    if (!t->canceled[0] && !t->canceled[1]) {
        JS_FreeValue(ctx, thaw_value_take(&second));
        second.v = clone_as_uint8_array(ctx, argv[1]);
        if (JS_IsException(second.v)) {
            tee_fail(ctx, t);
            return JS_UNDEFINED;
        }
    }
    if (!t->canceled[0])
        ignore(ctx, readable_byte_controller_enqueue(ctx, tee_branch_controller(t, 0), argv[1]));
    if (!t->canceled[1])
        ignore(ctx, readable_byte_controller_enqueue(ctx, tee_branch_controller(t, 1), second.v));
    read_on(ctx, argv[0]);
    return JS_UNDEFINED;
}

static void enqueue_job(JSContext *ctx, JSJobFunc *job, JSValueConst tee, JSValueConst chunk)
{
    JSValueConst args[] = { tee, chunk };
    if (JS_EnqueueJob(ctx, job, 2, args) < 0)
        tee_fail(ctx, tee_state_of(tee));
}

static void default_chunk(JSContext *ctx, JSValueConst tee, JSValueConst chunk)
{
    enqueue_job(ctx, deliver, tee, chunk);
}

static void default_close(JSContext *ctx, JSValueConst tee, JSValueConst view)
{
    tee_state *t = tee_state_of(tee);
    t->reading = false;
    for (int i = 0; i < 2; i++) {
        if (!t->canceled[i])
            ignore(ctx, readable_byte_controller_finish(ctx, tee_branch_controller(t, i)));
    }
    tee_settle(ctx, t);
}

static void read_error(JSContext *ctx, JSValueConst tee, JSValueConst reason)
{
    tee_state_of(tee)->reading = false; /* the reader's `closed` tells the rest */
}

static void pull_with_default_reader(JSContext *ctx, JSValueConst tee)
{
    static const read_handler handler = { default_chunk, default_close, read_error };
    const tee_state *t = tee_state_of(tee);
    if (change_reader(ctx, tee, false) < 0)
        tee_fail(ctx, t);
    else
        readable_reader_read(ctx, t->reader, (read_request){ &handler, tee });
}

/* --- with the buffer of a branch --- */

static void give_view(JSContext *ctx, const tee_state *t, int which, JSValueConst view)
{
    if (!t->canceled[which])
        ignore(ctx, readable_byte_controller_respond_with_new_view(ctx, tee_branch_controller(t, which), view));
}

static void deliver_view(JSContext *ctx, JSValueConst tee, JSValueConst view, int which)
{
    tee_state *t = tee_state_of(tee);
    int other = !which;
    t->read_again[0] = t->read_again[1] = false;
    if (t->canceled[other]) {
        give_view(ctx, t, which, view);
        read_on(ctx, tee);
        return;
    }
    THAW_AUTO(thaw_value) copy = thaw_value_of(ctx, clone_as_uint8_array(ctx, view));
    if (JS_IsException(copy.v)) {
        tee_fail(ctx, t);
        return;
    }
    give_view(ctx, t, which, view);
    ignore(ctx, readable_byte_controller_enqueue(ctx, tee_branch_controller(t, other), copy.v));
    read_on(ctx, tee);
}

static JSValue deliver_to_first(JSContext *ctx, int argc, JSValueConst *argv)
{
    deliver_view(ctx, argv[0], argv[1], 0);
    return JS_UNDEFINED;
}

static JSValue deliver_to_second(JSContext *ctx, int argc, JSValueConst *argv)
{
    deliver_view(ctx, argv[0], argv[1], 1);
    return JS_UNDEFINED;
}

static void first_chunk(JSContext *ctx, JSValueConst tee, JSValueConst view)
{
    enqueue_job(ctx, deliver_to_first, tee, view);
}

static void second_chunk(JSContext *ctx, JSValueConst tee, JSValueConst view)
{
    enqueue_job(ctx, deliver_to_second, tee, view);
}

static void close_branches(JSContext *ctx, JSValueConst tee, JSValueConst view, int which)
{
    tee_state *t = tee_state_of(tee);
    int other = !which;
    t->reading = false;
    for (int i = 0; i < 2; i++) {
        int branch = i ? other : which;
        if (!t->canceled[branch])
            ignore(ctx, readable_byte_controller_close(ctx, tee_branch_controller(t, branch)));
    }
    if (!JS_IsUndefined(view)) {
        give_view(ctx, t, which, view);
        const readable_byte_controller *c = readable_byte_controller_of(tee_branch_controller(t, other));
        if (!t->canceled[other] && c->pending.count > 0)
            ignore(ctx, readable_byte_controller_respond(ctx, tee_branch_controller(t, other), 0));
    }
    tee_settle(ctx, t);
}

static void first_close(JSContext *ctx, JSValueConst tee, JSValueConst view)
{
    close_branches(ctx, tee, view, 0);
}

static void second_close(JSContext *ctx, JSValueConst tee, JSValueConst view)
{
    close_branches(ctx, tee, view, 1);
}

static void pull_with_byob_reader(JSContext *ctx, JSValueConst tee, JSValueConst view, int which)
{
    static const read_handler handlers[] = { { first_chunk, first_close, read_error },
                                             { second_chunk, second_close, read_error } };
    const tee_state *t = tee_state_of(tee);
    if (change_reader(ctx, tee, true) < 0)
        tee_fail(ctx, t);
    else
        readable_byob_reader_read(ctx, t->reader, view, 1, (read_request){ &handlers[which], tee });
}

/* --- the branches' source --- */

static void pull(JSContext *ctx, JSValueConst tee, int which)
{
    tee_state *t = tee_state_of(tee);
    if (t->reading) {
        t->read_again[which] = true;
        return;
    }
    t->reading = true;
    JSValueConst request = readable_byte_controller_get_byob_request(ctx, tee_branch_controller(t, which));
    if (JS_IsException(request)) {
        tee_fail(ctx, t);
    } else if (JS_IsNull(request)) {
        pull_with_default_reader(ctx, tee);
    } else {
        THAW_AUTO(thaw_value) view = thaw_value_of(ctx, JS_DupValue(ctx, readable_byob_request_of(request)->view));
        pull_with_byob_reader(ctx, tee, view.v, which);
    }
}

static JSValue pull_first(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    pull(ctx, holder, 0);
    return JS_UNDEFINED;
}

static JSValue pull_second(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    pull(ctx, holder, 1);
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

int readable_byte_stream_tee(JSContext *ctx, JSValueConst stream, JSValue ret[2])
{
    static const stream_source sources[] = { { NULL, pull_first, cancel_first }, { NULL, pull_second, cancel_second } };
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, tee_new(ctx, stream));
    if (JS_IsException(object.v))
        return -1;
    tee_state *t = tee_state_of(object.v);
    for (int i = 0; i < 2; i++) {
        JSValue branch = create_readable_byte_stream(ctx, &sources[i], object.v);
        if (JS_IsException(branch))
            return -1;
        t->branch[i] = branch;
    }
    if (watch_reader(ctx, object.v) < 0)
        return -1;
    for (int i = 0; i < 2; i++)
        ret[i] = JS_DupValue(ctx, t->branch[i]);
    return 0;
}

int byte_tee_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &tee_watch_class);
}
