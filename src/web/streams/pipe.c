/* SPDX-License-Identifier: MIT
 * ReadableStreamPipeTo (Streams Standard, 4.9.1).
 *
 *            desired size > 0: read            close, error, abort of either end
 *   PIPING ─────────────────────────> chunk: write     │
 *      ^                                  │            v
 *      └────── writer.ready ──────────────┘      SHUTTING DOWN: last write, then the action, then finalize
 *
 * One object holds both locks. It is kept alive by the promises that it waits for: the reader's and writer's `closed`,
 * `ready`, the current write, the abort signal. */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/interface.h"
#include "web/dom/abort_signal.h"
#include "web/streams/streams.h"
#include "web/streams/writable_int.h"

typedef enum { NO_ACTION, ABORT_DEST, CANCEL_SOURCE, CLOSE_DEST, ABORT_BOTH } pipe_action;

typedef struct pipe_state {
    thaw_native base;
    bool prevent_close, prevent_abort, prevent_cancel;
    bool shutting_down, reading;
    bool is_error; /* `error` is what the pipe fails with */
    pipe_action action;
    int actions_left; /* of ABORT_BOTH */
    uint32_t abort_id;
    THAW_JS_FIELDS(source, dest, reader, writer, promise, signal, current_write, error);
} pipe_state;
THAW_CLASS(pipe_state, PIPE, "ReadableStreamPipe");

#define REACTION(name)                                                                                  \
    static JSValue name(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic, \
                        JSValueConst *data)

static void fail(JSContext *ctx, JSValueConst object);

static void react(JSContext *ctx, JSValueConst promise, JSValueConst object, JSCFunctionData *ok, JSCFunctionData *bad)
{
    if (thaw_promise_react(ctx, promise, object, ok, bad) < 0)
        fail(ctx, object);
}

/* --- the end --- */

static void finalize(JSContext *ctx, JSValueConst object)
{
    pipe_state *p = pipe_state_of(object);
    if (JS_IsUndefined(p->reader))
        return;
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, thaw_slot_take(&p->reader));
    THAW_AUTO(thaw_value) writer = thaw_value_of(ctx, thaw_slot_take(&p->writer));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_slot_take(&p->promise));
    writable_writer_release(ctx, writer.v);
    readable_reader_release(ctx, reader.v);
    if (!JS_IsUndefined(p->signal))
        thaw_abort_signal_remove(ctx, thaw_abort_signal_of(p->signal), p->abort_id);
    if (p->is_error)
        thaw_promise_reject(ctx, promise.v, p->error);
    else
        thaw_promise_resolve(ctx, promise.v, JS_UNDEFINED);
}

REACTION(on_action_done)
{
    pipe_state *p = pipe_state_of(data[0]);
    if (--p->actions_left <= 0)
        finalize(ctx, data[0]);
    return JS_UNDEFINED;
}

REACTION(on_action_failed)
{
    pipe_state *p = pipe_state_of(data[0]);
    p->is_error = true;
    thaw_slot_set(JS_GetRuntime(ctx), &p->error, JS_DupValue(ctx, argv[0]));
    finalize(ctx, data[0]);
    return JS_UNDEFINED;
}

static void wait_for_action(JSContext *ctx, JSValueConst object, JSValue owned_promise)
{
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, owned_promise);
    thaw_promise_wait(ctx, promise.v, object, on_action_done, on_action_failed);
}

static JSValue abort_dest(JSContext *ctx, const pipe_state *p)
{
    return writable_stream_abort(ctx, p->dest, p->error);
}

static JSValue cancel_source(JSContext *ctx, const pipe_state *p)
{
    return readable_stream_cancel(ctx, p->source, p->error);
}

/* What a signal asks for: each end as far as it is still open. */
static void abort_both(JSContext *ctx, JSValueConst object, pipe_state *p)
{
    bool abort = !p->prevent_abort, cancel = !p->prevent_cancel;
    p->actions_left = abort + cancel;
    if (!p->actions_left) {
        finalize(ctx, object);
        return;
    }
    if (abort)
        wait_for_action(ctx, object,
                        writable_stream_of(p->dest)->state == WRITABLE_STREAM_WRITABLE
                            ? abort_dest(ctx, p)
                            : thaw_promise_resolved(ctx, JS_UNDEFINED));
    if (cancel)
        wait_for_action(ctx, object,
                        readable_stream_of(p->source)->state == READABLE_STREAM_READABLE
                            ? cancel_source(ctx, p)
                            : thaw_promise_resolved(ctx, JS_UNDEFINED));
}

static void do_the_rest(JSContext *ctx, JSValueConst object)
{
    pipe_state *p = pipe_state_of(object);
    p->actions_left = 1;
    switch (p->action) {
    case NO_ACTION:
        finalize(ctx, object);
        break;
    case ABORT_DEST:
        wait_for_action(ctx, object, abort_dest(ctx, p));
        break;
    case CANCEL_SOURCE:
        wait_for_action(ctx, object, cancel_source(ctx, p));
        break;
    case CLOSE_DEST:
        wait_for_action(ctx, object, writable_writer_close_with_error_propagation(ctx, p->writer));
        break;
    case ABORT_BOTH:
        abort_both(ctx, object, p);
        break;
    }
}

/* Waits until the last write that was begun has ended; there can be a newer one by then. */
static void wait_for_writes(JSContext *ctx, JSValueConst object);

REACTION(on_last_write)
{
    const pipe_state *p = pipe_state_of(data[0]);
    if (JS_IsUndefined(p->current_write) || !thaw_promise_is_pending(ctx, p->current_write))
        do_the_rest(ctx, data[0]);
    else
        wait_for_writes(ctx, data[0]);
    return JS_UNDEFINED;
}

static void wait_for_writes(JSContext *ctx, JSValueConst object)
{
    const pipe_state *p = pipe_state_of(object);
    THAW_AUTO(thaw_value)
    write = thaw_value_of(ctx, JS_IsUndefined(p->current_write) ? thaw_promise_resolved(ctx, JS_UNDEFINED)
                                                                : JS_DupValue(ctx, p->current_write));
    react(ctx, write.v, object, on_last_write, on_last_write);
}

/* `error` is NULL where the pipe is not to fail. */
static void shut_down(JSContext *ctx, JSValueConst object, pipe_action action, const JSValueConst *error)
{
    pipe_state *p = pipe_state_of(object);
    if (p->shutting_down)
        return;
    const writable_stream *dest = writable_stream_of(p->dest);
    p->shutting_down = true;
    p->action = action;
    p->is_error = error != NULL;
    if (error)
        thaw_slot_set(JS_GetRuntime(ctx), &p->error, JS_DupValue(ctx, *error));
    if (dest->state == WRITABLE_STREAM_WRITABLE && !writable_stream_close_queued_or_in_flight(dest))
        wait_for_writes(ctx, object);
    else
        do_the_rest(ctx, object);
}

/* The pipe can't go on, as the pending exception says: there was no memory for a step of it. */
static void fail(JSContext *ctx, JSValueConst object)
{
    pipe_state *p = pipe_state_of(object);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    JSValueConst reason = error.v;
    if (!p->shutting_down) {
        shut_down(ctx, object, ABORT_BOTH, &reason);
        return;
    }
    p->is_error = true;
    thaw_slot_set(JS_GetRuntime(ctx), &p->error, JS_DupValue(ctx, reason));
    finalize(ctx, object);
}

/* --- errors and closes that propagate --- */

REACTION(on_source_errored)
{
    const pipe_state *p = pipe_state_of(data[0]);
    shut_down(ctx, data[0], p->prevent_abort ? NO_ACTION : ABORT_DEST, argv);
    return JS_UNDEFINED;
}

REACTION(on_dest_errored)
{
    const pipe_state *p = pipe_state_of(data[0]);
    shut_down(ctx, data[0], p->prevent_cancel ? NO_ACTION : CANCEL_SOURCE, argv);
    return JS_UNDEFINED;
}

REACTION(on_source_closed)
{
    const pipe_state *p = pipe_state_of(data[0]);
    shut_down(ctx, data[0], p->prevent_close ? NO_ACTION : CLOSE_DEST, NULL);
    return JS_UNDEFINED;
}

static void on_dest_closed(JSContext *ctx, JSValueConst object)
{
    const pipe_state *p = pipe_state_of(object);
    THAW_AUTO(thaw_value)
    error = thaw_value_of(
        ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_STATE",
                                  "Invalid state: the destination was closed before all of the source was piped"));
    JSValueConst reason = error.v;
    shut_down(ctx, object, p->prevent_cancel ? NO_ACTION : CANCEL_SOURCE, &reason);
}

static void on_signal(JSContext *ctx, JSValueConst object, JSValueConst reason)
{
    shut_down(ctx, object, ABORT_BOTH, &reason);
}

/* --- the loop --- */

static void step(JSContext *ctx, JSValueConst object);

REACTION(on_ready)
{
    step(ctx, data[0]);
    return JS_UNDEFINED;
}

REACTION(on_nothing)
{
    return JS_UNDEFINED;
}

/* The job of one chunk: [pipe, chunk]. */
static JSValue write_chunk(JSContext *ctx, int argc, JSValueConst *argv)
{
    pipe_state *p = pipe_state_of(argv[0]);
    p->reading = false;
    if (JS_IsUndefined(p->writer))
        return JS_UNDEFINED;
    THAW_AUTO(thaw_value) write = thaw_value_of(ctx, writable_writer_write(ctx, p->writer, argv[1]));
    if (JS_IsException(write.v)) {
        fail(ctx, argv[0]);
        return JS_UNDEFINED;
    }
    thaw_slot_set(JS_GetRuntime(ctx), &p->current_write, JS_DupValue(ctx, write.v));
    react(ctx, write.v, argv[0], NULL, on_nothing);
    step(ctx, argv[0]);
    return JS_UNDEFINED;
}

/* The write begins in a microtask of its own, so that whoever enqueued the chunk is done with it first. */
static void pipe_chunk(JSContext *ctx, JSValueConst object, JSValueConst chunk)
{
    JSValueConst args[] = { object, chunk };
    if (JS_EnqueueJob(ctx, write_chunk, 2, args) < 0)
        fail(ctx, object);
}

static void pipe_end(JSContext *ctx, JSValueConst object, JSValueConst view)
{
    pipe_state_of(object)->reading = false; /* the reader's `closed` tells the rest */
}

static void pipe_error(JSContext *ctx, JSValueConst object, JSValueConst reason)
{
    pipe_state_of(object)->reading = false;
}

static void step(JSContext *ctx, JSValueConst object)
{
    static const read_handler handler = { pipe_chunk, pipe_end, pipe_error };
    pipe_state *p = pipe_state_of(object);
    if (p->shutting_down || p->reading)
        return;
    const writable_writer *w = writable_writer_of(p->writer);
    if (thaw_promise_is_pending(ctx, w->ready)) {
        react(ctx, w->ready, object, on_ready, on_nothing);
        return;
    }
    p->reading = true;
    readable_reader_read(ctx, p->reader, (read_request){ &handler, object });
}

/* Conditions that hold already are met in the standard's order; the others are waited for. */
static void watch(JSContext *ctx, JSValueConst object)
{
    pipe_state *p = pipe_state_of(object);
    const readable_stream *source = readable_stream_of(p->source);
    const writable_stream *dest = writable_stream_of(p->dest);
    JSValueConst error;
    if (source->state == READABLE_STREAM_ERRORED) {
        error = source->stored_error;
        shut_down(ctx, object, p->prevent_abort ? NO_ACTION : ABORT_DEST, &error);
    }
    if (dest->state == WRITABLE_STREAM_ERRORED) {
        error = dest->stored_error;
        shut_down(ctx, object, p->prevent_cancel ? NO_ACTION : CANCEL_SOURCE, &error);
    }
    if (source->state == READABLE_STREAM_CLOSED)
        shut_down(ctx, object, p->prevent_close ? NO_ACTION : CLOSE_DEST, NULL);
    if (writable_stream_close_queued_or_in_flight(dest) || dest->state == WRITABLE_STREAM_CLOSED)
        on_dest_closed(ctx, object);
    if (p->shutting_down)
        return;
    react(ctx, readable_reader_of(p->reader)->closed, object, on_source_closed, on_source_errored);
    if (!p->shutting_down)
        react(ctx, writable_writer_of(p->writer)->closed, object, NULL, on_dest_errored);
    if (!p->shutting_down)
        react(ctx, writable_writer_of(p->writer)->ready, object, on_ready, on_nothing);
}

/* 1 if the pipe is over already. */
static int watch_signal(JSContext *ctx, JSValueConst object, JSValueConst signal)
{
    pipe_state *p = pipe_state_of(object);
    if (JS_IsUndefined(signal))
        return 0;
    thaw_abort_signal *s = thaw_abort_signal_of(signal);
    if (thaw_abort_signal_is_aborted(s)) {
        on_signal(ctx, object, thaw_abort_signal_reason(s));
        return 1;
    }
    if (thaw_abort_signal_add(ctx, s, object, on_signal, &p->abort_id) < 0)
        return -1;
    p->signal = JS_DupValue(ctx, signal);
    return 0;
}

JSValue readable_stream_pipe_to(JSContext *ctx, JSValueConst source, JSValueConst dest, const pipe_options *options)
{
    pipe_state *p;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &pipe_state_class, JS_UNDEFINED, &p));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, acquire_readable_reader(ctx, source));
    THAW_AUTO(thaw_value) writer = thaw_value_of(ctx, acquire_writable_writer(ctx, dest));
    if (JS_IsException(object.v) || JS_IsException(promise.v) || JS_IsException(reader.v) || JS_IsException(writer.v))
        return JS_EXCEPTION;
    p->prevent_close = options->prevent_close;
    p->prevent_abort = options->prevent_abort;
    p->prevent_cancel = options->prevent_cancel;
    p->source = JS_DupValue(ctx, source);
    p->dest = JS_DupValue(ctx, dest);
    p->reader = thaw_value_take(&reader);
    p->writer = thaw_value_take(&writer);
    p->promise = JS_DupValue(ctx, promise.v);
    readable_stream_of(source)->disturbed = true;
    int over = watch_signal(ctx, object.v, options->signal);
    if (over < 0)
        return JS_EXCEPTION;
    if (!over)
        watch(ctx, object.v);
    return thaw_value_take(&promise);
}

int pipe_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &pipe_state_class);
}
