/* SPDX-License-Identifier: MIT
 * ReadableStreamDefaultReader (Streams Standard, 4.4). */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "js/webidl/interface.h"
#include "web/streams/readable_int.h"
#include "web/streams/streams.h"

enum { READS_FIRST = 4 };

static queued_read *read_at(const readable_reader *r, uint32_t i)
{
    return &r->reads[(r->head + i) & (r->room - 1)];
}

static void reader_visit(void *self, thaw_visitor *v)
{
    readable_reader *r = self;
    for (uint32_t i = 0; i < r->count; i++)
        v->slot(v, &read_at(r, i)->target);
}

static void reader_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((readable_reader *)self)->reads);
}

THAW_CLASS_TABLE(readable_reader, READABLE_STREAM_DEFAULT_READER, "ReadableStreamDefaultReader", .visit = reader_visit,
                 .dispose = reader_dispose);

/* --- requests --- */

int readable_reader_add_request(JSContext *ctx, readable_reader *r, read_request request)
{
    if (r->count == r->room) {
        uint32_t room = r->room ? 2 * r->room : READS_FIRST;
        queued_read *reads = js_malloc(ctx, room * sizeof *reads);
        if (!reads)
            return -1;
        for (uint32_t i = 0; i < r->count; i++)
            reads[i] = *read_at(r, i);
        js_free(ctx, r->reads);
        r->reads = reads;
        r->head = 0;
        r->room = room;
    }
    *read_at(r, r->count) = (queued_read){ request.handler, JS_DupValue(ctx, request.target) };
    r->count++;
    return 0;
}

queued_read readable_reader_take_request(readable_reader *r)
{
    queued_read first = *read_at(r, 0);
    r->head = (r->head + 1) & (r->room - 1);
    r->count--;
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

void read_request_close(JSContext *ctx, read_request request)
{
    if (request.handler)
        request.handler->close(ctx, request.target);
    else
        resolve_with_result(ctx, request.target, JS_UNDEFINED, true);
}

void read_request_error(JSContext *ctx, read_request request, JSValueConst reason)
{
    if (request.handler)
        request.handler->error(ctx, request.target, reason);
    else
        thaw_promise_reject(ctx, request.target, reason);
}

void readable_reader_end_requests(JSContext *ctx, JSValueConst reader, bool failed, JSValueConst reason)
{
    readable_reader *r = readable_reader_of(reader);
    while (r->count > 0) {
        queued_read one = readable_reader_take_request(r);
        read_request request = { one.handler, one.target };
        if (failed)
            read_request_error(ctx, request, reason);
        else
            read_request_close(ctx, request);
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

static int set_up(JSContext *ctx, JSValueConst reader, JSValueConst stream)
{
    if (is_readable_stream_locked(readable_stream_of(stream))) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: ReadableStream is locked");
        return -1;
    }
    return initialize(ctx, reader, stream);
}

JSValue acquire_readable_reader(JSContext *ctx, JSValueConst stream)
{
    readable_reader *r;
    JSValue reader = thaw_native_new(ctx, &readable_reader_class, JS_UNDEFINED, &r);
    if (!JS_IsException(reader) && set_up(ctx, reader, stream) < 0) {
        JS_FreeValue(ctx, reader);
        return JS_EXCEPTION;
    }
    return reader;
}

void readable_reader_read(JSContext *ctx, JSValueConst reader, read_request request)
{
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, readable_reader_of(reader)->stream));
    readable_stream *s = readable_stream_of(stream.v);
    s->disturbed = true;
    if (s->state == READABLE_STREAM_CLOSED)
        read_request_close(ctx, request);
    else if (s->state == READABLE_STREAM_ERRORED)
        read_request_error(ctx, request, s->stored_error);
    else
        readable_controller_pull_steps(ctx, s->controller, request);
}

/* ReadableStreamReaderGenericRelease, then ReadableStreamDefaultReaderErrorReadRequests. */
void readable_reader_release(JSContext *ctx, JSValueConst reader)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    readable_reader *r = readable_reader_of(reader);
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
    thaw_slot_clear(rt, &s->reader);
    readable_reader_end_requests(ctx, reader, true, error.v);
}

/* --- the interface --- */

typedef struct {
    readable_stream_ref stream;
} construct_args;

static JSValue reader_construct(JSContext *ctx, const thaw_invocation *in)
{
    const construct_args *args = in->args;
    readable_reader *r;
    JSValue reader = thaw_interface_construct(ctx, in, &r);
    if (!JS_IsException(reader) && set_up(ctx, reader, args->stream.object) < 0) {
        JS_FreeValue(ctx, reader);
        return JS_EXCEPTION;
    }
    return reader;
}

static JSValue throw_released(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                           "Invalid state: The reader is not attached to a stream");
}

static JSValue reader_closed(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((readable_reader *)in->self)->closed);
}

typedef struct {
    JSValueConst reason;
} cancel_args;

static JSValue reader_cancel(JSContext *ctx, const thaw_invocation *in)
{
    const cancel_args *args = in->args;
    readable_reader *r = in->self;
    if (JS_IsUndefined(r->stream))
        return throw_released(ctx);
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, JS_DupValue(ctx, r->stream));
    return readable_stream_cancel(ctx, stream.v, args->reason);
}

static JSValue reader_read(JSContext *ctx, const thaw_invocation *in)
{
    readable_reader *r = in->self;
    if (JS_IsUndefined(r->stream))
        return throw_released(ctx);
    JSValue promise = thaw_promise_pending(ctx);
    if (!JS_IsException(promise))
        readable_reader_read(ctx, in->this_val, (read_request){ NULL, promise });
    return promise;
}

static JSValue reader_release(JSContext *ctx, const thaw_invocation *in)
{
    readable_reader *r = in->self;
    if (!JS_IsUndefined(r->stream))
        readable_reader_release(ctx, in->this_val);
    return JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_PROMISE_READONLY("closed", reader_closed),
    THAW_PROMISE_METHOD_ARGS("cancel", reader_cancel, cancel_args,
                             THAW_DEFAULT(cancel_args, reason, "reason", any, THAW_ABSENT)),
    THAW_PROMISE_METHOD("read", reader_read),
    THAW_METHOD("releaseLock", reader_release),
};
static const thaw_interface interface = {
    .cls = &readable_reader_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(reader_construct, construct_args,
                          THAW_REQUIRED(construct_args, stream, "stream", readable_stream)),
};

int readable_reader_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
