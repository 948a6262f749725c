/* SPDX-License-Identifier: MIT
 * What the two kinds of readers have in common (Streams Standard, 4.3 and 4.9.4). */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/streams/readable_int.h"

static queued_read *read_at(const readable_reader *r, uint32_t i)
{
    return THAW_RING_AT(&r->reads, queued_read, i);
}

static void reader_visit(void *self, thaw_visitor *v)
{
    readable_reader *r = self;
    for (uint32_t i = 0; i < r->reads.count; i++)
        v->slot(v, &read_at(r, i)->target);
}

static void reader_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((readable_reader *)self)->reads.items);
}

THAW_CLASS_TABLE(readable_reader, READABLE_STREAM_READER, "ReadableStreamReader", .is_abstract = true,
                 .visit = reader_visit, .dispose = reader_dispose);

/* --- requests --- */

int readable_reader_add_request(JSContext *ctx, readable_reader *r, read_request request)
{
    if (thaw_ring_reserve(ctx, &r->reads, sizeof(queued_read)) < 0) {
        read_request_fail(ctx, request);
        return -1;
    }
    *read_at(r, r->reads.count++) = (queued_read){ request.handler, JS_DupValue(ctx, request.target) };
    return 0;
}

queued_read readable_reader_take_request(readable_reader *r)
{
    queued_read first = *read_at(r, 0);
    thaw_ring_drop(&r->reads);
    return first;
}

static void resolve_with_result(JSContext *ctx, JSValueConst promise, JSValueConst value, bool done)
{
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, read_result(ctx, value, done));
    if (JS_IsException(result.v)) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        thaw_promise_reject(ctx, promise, error.v);
    } else {
        thaw_promise_resolve(ctx, promise, result.v);
    }
}

/* A request of a program has no handler: its target is the promise that read() returned. */
void read_request_chunk(JSContext *ctx, read_request request, JSValueConst chunk)
{
    if (request.handler)
        request.handler->chunk(ctx, request.target, chunk);
    else
        resolve_with_result(ctx, request.target, chunk, false);
}

void read_request_close(JSContext *ctx, read_request request, JSValueConst view)
{
    if (request.handler)
        request.handler->close(ctx, request.target, view);
    else
        resolve_with_result(ctx, request.target, view, true);
}

void read_request_error(JSContext *ctx, read_request request, JSValueConst reason)
{
    if (request.handler)
        request.handler->error(ctx, request.target, reason);
    else
        thaw_promise_reject(ctx, request.target, reason);
}

void read_request_fail(JSContext *ctx, read_request request)
{
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    read_request_error(ctx, request, error.v);
}

void readable_reader_end_requests(JSContext *ctx, JSValueConst reader, bool failed, JSValueConst reason)
{
    readable_reader *r = readable_reader_of(reader);
    while (r->reads.count > 0) {
        queued_read one = readable_reader_take_request(r);
        read_request request = { one.handler, one.target };
        if (failed)
            read_request_error(ctx, request, reason);
        else
            read_request_close(ctx, request, JS_UNDEFINED);
        JS_FreeValue(ctx, one.target);
    }
}

/* --- operations --- */

/* ReadableStreamReaderGenericInitialize. 0, or -1 with an exception pending. */
static int initialize(JSContext *ctx, JSValueConst reader, JSValueConst stream)
{
    readable_reader *r = readable_reader_of(reader);
    readable_stream *s = readable_stream_of(stream);
    JSValue closed = s->state == READABLE_STREAM_READABLE ? thaw_promise_pending(ctx)
                     : s->state == READABLE_STREAM_CLOSED ? thaw_promise_resolved(ctx, JS_UNDEFINED)
                                                          : thaw_promise_rejected(ctx, s->stored_error);
    if (JS_IsException(closed))
        return -1;
    if (s->state == READABLE_STREAM_ERRORED)
        thaw_engine_promise_handled(ctx, closed);
    JSRuntime *rt = JS_GetRuntime(ctx);
    thaw_slot_set(rt, &r->closed, closed);
    thaw_slot_set(rt, &r->stream, JS_DupValue(ctx, stream));
    thaw_slot_set(rt, &s->reader, JS_DupValue(ctx, reader));
    return 0;
}

int readable_reader_set_up(JSContext *ctx, JSValueConst reader, JSValueConst stream)
{
    if (is_readable_stream_locked(readable_stream_of(stream))) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: ReadableStream is locked");
        return -1;
    }
    return initialize(ctx, reader, stream);
}

/* ReadableStreamReaderGenericRelease, then what waits is told. A reader that was released meanwhile stays as it is: to
 * cancel a stream ends the reads that wait, and an iterator's read releases its reader. */
void readable_reader_release(JSContext *ctx, JSValueConst reader)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    readable_reader *r = readable_reader_of(reader);
    if (JS_IsUndefined(r->stream))
        return;
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, thaw_slot_take(&r->stream));
    THAW_AUTO(thaw_value)
    error = thaw_value_of(
        ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: Reader released"));
    readable_stream *s = readable_stream_of(stream.v);
    if (s->state == READABLE_STREAM_READABLE)
        thaw_promise_reject(ctx, r->closed, error.v);
    else
        thaw_slot_set(rt, &r->closed, thaw_promise_rejected(ctx, error.v));
    thaw_engine_promise_handled(ctx, r->closed);
    const readable_controller *c = readable_controller_of(s->controller);
    if (c->kind->release_steps)
        c->kind->release_steps(ctx, s->controller);
    thaw_slot_clear(rt, &s->reader);
    readable_reader_end_requests(ctx, reader, true, error.v);
}

/* --- members of both interfaces --- */

JSValue readable_reader_throw_released(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                           "Invalid state: The reader is not attached to a stream");
}

JSValue readable_reader_closed(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((readable_reader *)in->self)->closed);
}

JSValue readable_reader_cancel(JSContext *ctx, const thaw_invocation *in)
{
    const readable_reader_cancel_args *args = in->args;
    readable_reader *r = in->self;
    if (JS_IsUndefined(r->stream))
        return readable_reader_throw_released(ctx);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, r->stream));
    return readable_stream_cancel(ctx, stream.v, args->reason);
}

JSValue readable_reader_release_lock(JSContext *ctx, const thaw_invocation *in)
{
    readable_reader *r = in->self;
    if (!JS_IsUndefined(r->stream))
        readable_reader_release(ctx, in->this_val);
    return JS_UNDEFINED;
}
