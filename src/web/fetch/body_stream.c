/* SPDX-License-Identifier: MIT */
#include "web/fetch/body_stream.h"

#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/dom/abort_signal.h"
#include "web/streams/byte_source.h"
#include "web/streams/streams.h"
#include "web/streams/transform_stream.h"

/* ---- a message's stream ---- */

bool thaw_body_is_stream(JSValueConst init)
{
    return readable_stream_of(init) != NULL;
}

bool thaw_body_stream_is_locked(const thaw_message *m)
{
    const readable_stream *s = readable_stream_of(m->stream);
    return s && is_readable_stream_locked(s);
}

bool thaw_body_stream_is_disturbed(const thaw_message *m)
{
    const readable_stream *s = readable_stream_of(m->stream);
    return s && s->disturbed;
}

int thaw_body_set_stream(JSContext *ctx, thaw_message *m, JSValueConst stream)
{
    const readable_stream *s = readable_stream_of(stream);
    if (s->disturbed || is_readable_stream_locked(s)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                        "Response body object should not be disturbed or locked");
        return -1;
    }
    thaw_slot_set(JS_GetRuntime(ctx), &m->stream, JS_DupValue(ctx, stream));
    m->has_body = true;
    return 0;
}

JSValue thaw_body_stream(JSContext *ctx, const thaw_invocation *in)
{
    thaw_message *m = in->self;
    if (!m->has_body)
        return JS_NULL;
    if (JS_IsUndefined(m->stream)) {
        JSValue stream = thaw_byte_source_stream(ctx, &m->body);
        if (JS_IsException(stream))
            return JS_EXCEPTION;
        thaw_slot_set(JS_GetRuntime(ctx), &m->stream, stream);
        if (m->body_used) { /* as if it had been read through a reader, which nobody gives back */
            JSValue reader = acquire_readable_reader(ctx, stream);
            JS_FreeValue(ctx, reader);
            readable_stream_of(stream)->disturbed = true;
            if (JS_IsException(reader))
                return JS_EXCEPTION;
        }
    }
    if (thaw_body_is_ended(ctx, m)) /* that shows when it is read */
        thaw_drop_exception(ctx);
    return JS_DupValue(ctx, m->stream);
}

bool thaw_body_is_ended(JSContext *ctx, const thaw_message *m)
{
    const thaw_abort_signal *signal = m->base.cls == &thaw_response_class ? thaw_abort_signal_of(m->signal) : NULL;
    if (!m->has_body || !signal || !thaw_abort_signal_is_aborted(signal))
        return false;
    THAW_AUTO(thaw_value) reason = thaw_value_of(ctx, JS_DupValue(ctx, thaw_abort_signal_reason(signal)));
    const readable_stream *s = readable_stream_of(m->stream);
    if (s && s->state == READABLE_STREAM_READABLE)
        readable_controller_error(ctx, s->controller, reason.v);
    JS_Throw(ctx, thaw_value_take(&reason));
    return true;
}

int thaw_body_tee(JSContext *ctx, thaw_message *from, thaw_message *to)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    JSValue branch[2];
    if (readable_stream_tee(ctx, from->stream, true, branch) < 0)
        return -1;
    thaw_slot_set(rt, &from->stream, branch[0]);
    thaw_slot_set(rt, &to->stream, branch[1]);
    return 0;
}

int thaw_body_hand_on(JSContext *ctx, thaw_message *from, thaw_message *to)
{
    static const thaw_transformer identity = { 0 };
    const pipe_options plain = { .signal = JS_UNDEFINED };
    to->has_body = from->body_used = true;
    if (JS_IsUndefined(from->stream)) {
        to->body = from->body;
        from->body = (thaw_bytes){ 0 };
        return 0;
    }
    THAW_AUTO(thaw_value) proxy = thaw_value_of(ctx, thaw_transform_stream_new(ctx, &identity, JS_UNDEFINED));
    if (JS_IsException(proxy.v))
        return -1;
    THAW_AUTO(thaw_value)
    piped =
        thaw_value_of(ctx, readable_stream_pipe_to(ctx, from->stream, thaw_transform_stream_writable(proxy.v), &plain));
    if (JS_IsException(piped.v))
        return -1;
    thaw_engine_promise_handled(ctx, piped.v);
    thaw_slot_set(JS_GetRuntime(ctx), &to->stream, JS_DupValue(ctx, thaw_transform_stream_readable(proxy.v)));
    return 0;
}

/* ---- reading all of it ---- */

typedef struct body_reading {
    thaw_native base;
    thaw_bytes bytes;
    thaw_body_convert *convert;
    bool in_loop, again, over;
    THAW_JS_FIELDS(message, reader, promise);
} body_reading;

static void reading_dispose(JSRuntime *rt, void *self)
{
    thaw_bytes_done(rt, &((body_reading *)self)->bytes);
}
THAW_CLASS(body_reading, BODY_READING, "BodyReading", .dispose = reading_dispose);

static void reject_pending(JSContext *ctx, body_reading *r)
{
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    r->over = true;
    thaw_promise_reject(ctx, r->promise, error.v);
}

static int append(JSContext *ctx, body_reading *r, JSValueConst chunk)
{
    thaw_engine_buffer buffer = thaw_engine_buffer_of(chunk);
    thaw_bytes more = { 0 };
    if (buffer.kind != THAW_BUFFER_UINT8_ARRAY) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE", "A chunk of a body must be a Uint8Array");
        return -1;
    }
    if (!buffer.size)
        return 0;
    int failed = thaw_bytes_copy_of(ctx, (thaw_slice){ (const char *)buffer.data, buffer.size }, &more) < 0 ||
                 thaw_bytes_append(ctx, &r->bytes, &more) < 0;
    thaw_bytes_done(JS_GetRuntime(ctx), &more);
    return failed ? -1 : 0;
}

static void read_on(JSContext *ctx, JSValueConst reading);

static void reading_chunk(JSContext *ctx, JSValueConst reading, JSValueConst chunk)
{
    body_reading *r = body_reading_of(reading);
    if (append(ctx, r, chunk) < 0) {
        reject_pending(ctx, r);
        return;
    }
    r->again = true;
    if (!r->in_loop)
        read_on(ctx, reading);
}

static void reading_close(JSContext *ctx, JSValueConst reading, JSValueConst view)
{
    body_reading *r = body_reading_of(reading);
    thaw_bytes bytes = r->bytes;
    r->bytes = (thaw_bytes){ 0 };
    r->over = true;
    THAW_AUTO(thaw_value)
    value = thaw_value_of(ctx, r->convert(ctx, thaw_native_as(r->message, thaw_native_class_of(r->message)), &bytes));
    if (JS_IsException(value.v))
        reject_pending(ctx, r);
    else
        thaw_promise_resolve(ctx, r->promise, value.v);
}

static void reading_error(JSContext *ctx, JSValueConst reading, JSValueConst reason)
{
    body_reading *r = body_reading_of(reading);
    r->over = true;
    thaw_promise_reject(ctx, r->promise, reason);
}

/* A loop and no recursion, since what is queued comes at once. */
static void read_on(JSContext *ctx, JSValueConst reading)
{
    static const read_handler handler = { reading_chunk, reading_close, reading_error };
    body_reading *r = body_reading_of(reading);
    r->in_loop = true;
    do {
        r->again = false;
        readable_reader_read(ctx, r->reader, (read_request){ &handler, reading });
    } while (r->again && !r->over);
    r->in_loop = false;
}

JSValue thaw_body_read_stream(JSContext *ctx, JSValueConst message, thaw_body_convert *convert)
{
    thaw_message *m = thaw_native_as(message, thaw_native_class_of(message));
    body_reading *r;
    THAW_AUTO(thaw_value) reading = thaw_value_of(ctx, thaw_native_new(ctx, &body_reading_class, JS_UNDEFINED, &r));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(reading.v) || JS_IsException(promise.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) reader = thaw_value_of(ctx, acquire_readable_reader(ctx, m->stream));
    if (JS_IsException(reader.v))
        return JS_EXCEPTION;
    r->convert = convert;
    r->message = JS_DupValue(ctx, message);
    r->reader = thaw_value_take(&reader);
    r->promise = JS_DupValue(ctx, promise.v);
    m->body_used = true;
    read_on(ctx, reading.v);
    return thaw_value_take(&promise);
}

int thaw_body_stream_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &body_reading_class);
}
