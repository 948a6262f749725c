/* SPDX-License-Identifier: MIT
 * Transfer of streams (Streams Standard, 4.2.5, 5.2.5, 6.2.4 and 8.2): the stream is piped to one end of a message
 * channel, and a new stream stands at the other.
 *
 *   readable side                          writable side
 *        ── PULL ─────────────────────────────> backpressure ends
 *        <───────────────── CHUNK, then CLOSE ──
 *        ── ERROR (cancel) ──> <── ERROR (abort) ── */
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/dom/dom_exception.h"
#include "web/html/structured_clone.h"
#include "web/messaging/message_port.h"
#include "web/streams/streams.h"
#include "web/streams/transform_stream.h"
#include "web/streams/writable_int.h"

enum { MESSAGE_PULL, MESSAGE_CHUNK, MESSAGE_CLOSE, MESSAGE_ERROR };

typedef struct cross_realm {
    thaw_native base;
    THAW_JS_FIELDS(port, controller, backpressure /* a promise, or undefined */, chunk /* that waits for it */);
} cross_realm;
THAW_CLASS(cross_realm, CROSS_REALM, "CrossRealmTransform");

/* --- messages: [type, value] --- */

/* PackAndPostMessage. 0, or -1 with an exception pending. */
static int post(JSContext *ctx, const cross_realm *c, int type, JSValueConst value)
{
    THAW_AUTO(thaw_value) message = thaw_value_of(ctx, JS_NewArray(ctx));
    if (JS_IsException(message.v) ||
        JS_DefinePropertyValueUint32(ctx, message.v, 0, JS_NewInt32(ctx, type), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueUint32(ctx, message.v, 1, JS_DupValue(ctx, value), JS_PROP_C_W_E) < 0)
        return -1;
    THAW_AUTO(thaw_value) port = thaw_value_of(ctx, JS_DupValue(ctx, c->port));
    return thaw_message_port_post(ctx, port.v, message.v, NULL);
}

static void send_error(JSContext *ctx, const cross_realm *c, JSValueConst error)
{
    if (post(ctx, c, MESSAGE_ERROR, error) < 0)
        thaw_drop_exception(ctx);
}

/* PackAndPostMessageHandlingError: what can't be cloned is an error for the other side too. */
static int post_or_send_error(JSContext *ctx, const cross_realm *c, int type, JSValueConst value)
{
    if (post(ctx, c, type, value) == 0)
        return 0;
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    send_error(ctx, c, error.v);
    JS_Throw(ctx, thaw_value_take(&error));
    return -1;
}

static void disentangle(JSContext *ctx, const cross_realm *c)
{
    THAW_AUTO(thaw_value) port = thaw_value_of(ctx, JS_DupValue(ctx, c->port));
    if (thaw_message_port_close(ctx, port.v) < 0)
        thaw_drop_exception(ctx);
}

/* The type; its value is owned by the caller. */
static int unpack(JSContext *ctx, JSValueConst message, JSValue *ret_value)
{
    int32_t type = MESSAGE_ERROR;
    THAW_AUTO(thaw_value) first = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, message, 0));
    JS_ToInt32(ctx, &type, first.v);
    *ret_value = JS_GetPropertyUint32(ctx, message, 1);
    return type;
}

/* What a message that can't be read stands for. */
static JSValue unreadable(JSContext *ctx, const cross_realm *c)
{
    JSValue error = thaw_dom_exception_new(ctx, "DataCloneError", "A chunk could not be deserialized.");
    if (JS_IsException(error))
        error = JS_GetException(ctx);
    send_error(ctx, c, error);
    return error;
}

/* The last message of either side: an error, or the end. */
static JSValue end_with_error(JSContext *ctx, const cross_realm *c, JSValueConst reason)
{
    int err = post_or_send_error(ctx, c, MESSAGE_ERROR, reason);
    disentangle(ctx, c);
    return err < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

/* --- the readable side --- */

static void readable_message(JSContext *ctx, JSValueConst holder, JSValueConst message)
{
    const cross_realm *c = cross_realm_of(holder);
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_UNDEFINED);
    switch (unpack(ctx, message, &value.v)) {
    case MESSAGE_CHUNK:
        if (readable_default_controller_enqueue(ctx, c->controller, value.v) < 0)
            thaw_drop_exception(ctx); /* the stream has it */
        break;
    case MESSAGE_CLOSE:
        readable_default_controller_close(ctx, c->controller);
        disentangle(ctx, c);
        break;
    case MESSAGE_ERROR:
        readable_controller_error(ctx, c->controller, value.v);
        disentangle(ctx, c);
        break;
    }
}

static void readable_failed(JSContext *ctx, JSValueConst holder)
{
    const cross_realm *c = cross_realm_of(holder);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, unreadable(ctx, c));
    readable_controller_error(ctx, c->controller, error.v);
    disentangle(ctx, c);
}

static JSValue readable_pull(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    return post(ctx, cross_realm_of(holder), MESSAGE_PULL, JS_UNDEFINED) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue readable_cancel(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    return end_with_error(ctx, cross_realm_of(holder), reason);
}

/* SetUpCrossRealmTransformReadable; owned. */
static JSValue readable_at(JSContext *ctx, JSValueConst port)
{
    static const stream_source source = { NULL, readable_pull, readable_cancel };
    static const thaw_message_receiver receiver = { readable_message, readable_failed };
    cross_realm *c;
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_native_new(ctx, &cross_realm_class, JS_UNDEFINED, &c));
    if (JS_IsException(holder.v))
        return JS_EXCEPTION;
    c->port = JS_DupValue(ctx, port);
    JSValue stream = create_readable_stream(ctx, &source, holder.v, 0);
    if (JS_IsException(stream))
        return JS_EXCEPTION;
    c->controller = JS_DupValue(ctx, readable_stream_of(stream)->controller);
    thaw_message_port_receive(ctx, port, &receiver, holder.v);
    return stream;
}

/* --- the writable side --- */

static void end_backpressure(JSContext *ctx, cross_realm *c)
{
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_slot_take(&c->backpressure));
    thaw_promise_resolve(ctx, promise.v, JS_UNDEFINED);
}

static void fail_writable(JSContext *ctx, cross_realm *c, JSValueConst error)
{
    writable_controller_error_if_needed(ctx, c->controller, error);
    end_backpressure(ctx, c);
}

static void writable_message(JSContext *ctx, JSValueConst holder, JSValueConst message)
{
    cross_realm *c = cross_realm_of(holder);
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_UNDEFINED);
    switch (unpack(ctx, message, &value.v)) {
    case MESSAGE_PULL:
        end_backpressure(ctx, c);
        break;
    case MESSAGE_ERROR:
        fail_writable(ctx, c, value.v);
        break;
    }
}

static void writable_failed(JSContext *ctx, JSValueConst holder)
{
    cross_realm *c = cross_realm_of(holder);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, unreadable(ctx, c));
    fail_writable(ctx, c, error.v);
    disentangle(ctx, c);
}

static JSValue write_waiting(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                             JSValueConst *data)
{
    cross_realm *c = cross_realm_of(data[0]);
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_slot_take(&c->chunk));
    JSValue promise = thaw_promise_pending(ctx);
    if (JS_IsException(promise))
        return JS_EXCEPTION;
    thaw_slot_set(JS_GetRuntime(ctx), &c->backpressure, promise);
    if (post_or_send_error(ctx, c, MESSAGE_CHUNK, chunk.v) == 0)
        return JS_UNDEFINED;
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    disentangle(ctx, c);
    return JS_Throw(ctx, thaw_value_take(&error));
}

/* One write at a time, so there is one chunk that waits. */
static JSValue writable_write(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk)
{
    cross_realm *c = cross_realm_of(holder);
    THAW_AUTO(thaw_value)
    wait = thaw_value_of(ctx, JS_IsUndefined(c->backpressure) ? thaw_promise_resolved(ctx, JS_UNDEFINED)
                                                              : JS_DupValue(ctx, c->backpressure));
    if (JS_IsException(wait.v))
        return JS_EXCEPTION;
    thaw_slot_set(JS_GetRuntime(ctx), &c->chunk, JS_DupValue(ctx, chunk));
    return thaw_promise_then(ctx, wait.v, holder, write_waiting, NULL);
}

static JSValue writable_close(JSContext *ctx, JSValueConst holder)
{
    const cross_realm *c = cross_realm_of(holder);
    int err = post(ctx, c, MESSAGE_CLOSE, JS_UNDEFINED);
    disentangle(ctx, c);
    return err < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue writable_abort(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    return end_with_error(ctx, cross_realm_of(holder), reason);
}

/* SetUpCrossRealmTransformWritable; owned. */
static JSValue writable_at(JSContext *ctx, JSValueConst port)
{
    static const stream_sink sink = { writable_write, writable_close, writable_abort };
    static const thaw_message_receiver receiver = { writable_message, writable_failed };
    cross_realm *c;
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_native_new(ctx, &cross_realm_class, JS_UNDEFINED, &c));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(holder.v) || JS_IsException(promise.v))
        return JS_EXCEPTION;
    c->port = JS_DupValue(ctx, port);
    c->backpressure = thaw_value_take(&promise);
    JSValue stream = create_writable_stream(ctx, &sink, holder.v, JS_UNDEFINED, 1, JS_UNDEFINED);
    if (JS_IsException(stream))
        return JS_EXCEPTION;
    c->controller = JS_DupValue(ctx, writable_stream_of(stream)->controller);
    thaw_message_port_receive(ctx, port, &receiver, holder.v);
    return stream;
}

/* --- transfer steps: what moves is the port at which the new stream will stand --- */

static JSValue throw_locked(JSContext *ctx)
{
    return thaw_throw_dom(ctx, "DataCloneError", "A stream that is locked can't be transferred.");
}

static int pipe_both(JSContext *ctx, JSValueConst from, JSValueConst to)
{
    const pipe_options plain = { .signal = JS_UNDEFINED };
    THAW_AUTO(thaw_value) piped = thaw_value_of(ctx, readable_stream_pipe_to(ctx, from, to, &plain));
    if (JS_IsException(piped.v))
        return -1;
    thaw_engine_promise_handled(ctx, piped.v);
    return 0;
}

static JSValue transfer_readable(JSContext *ctx, JSValueConst object)
{
    JSValue ports[2];
    if (is_readable_stream_locked(readable_stream_of(object)))
        return throw_locked(ctx);
    if (thaw_message_ports_new(ctx, ports) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) own = thaw_value_of(ctx, ports[0]);
    THAW_AUTO(thaw_value) other = thaw_value_of(ctx, ports[1]);
    THAW_AUTO(thaw_value) writable = thaw_value_of(ctx, writable_at(ctx, own.v));
    return JS_IsException(writable.v) || pipe_both(ctx, object, writable.v) < 0 ? JS_EXCEPTION
                                                                                : thaw_value_take(&other);
}

static JSValue transfer_writable(JSContext *ctx, JSValueConst object)
{
    JSValue ports[2];
    if (is_writable_stream_locked(writable_stream_of(object)))
        return throw_locked(ctx);
    if (thaw_message_ports_new(ctx, ports) < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) own = thaw_value_of(ctx, ports[0]);
    THAW_AUTO(thaw_value) other = thaw_value_of(ctx, ports[1]);
    THAW_AUTO(thaw_value) readable = thaw_value_of(ctx, readable_at(ctx, own.v));
    return JS_IsException(readable.v) || pipe_both(ctx, readable.v, object) < 0 ? JS_EXCEPTION
                                                                                : thaw_value_take(&other);
}

/* An array: the ports of the readable and the writable end. */
static JSValue transfer_transform(JSContext *ctx, JSValueConst object)
{
    JSValueConst readable = thaw_transform_stream_readable(object), writable = thaw_transform_stream_writable(object);
    if (is_readable_stream_locked(readable_stream_of(readable)) ||
        is_writable_stream_locked(writable_stream_of(writable)))
        return throw_locked(ctx);
    THAW_AUTO(thaw_value) pair = thaw_value_of(ctx, JS_NewArray(ctx));
    THAW_AUTO(thaw_value) first = thaw_value_of(ctx, transfer_readable(ctx, readable));
    if (JS_IsException(pair.v) || JS_IsException(first.v))
        return JS_EXCEPTION;
    JSValue second = transfer_writable(ctx, writable);
    if (JS_IsException(second) ||
        JS_DefinePropertyValueUint32(ctx, pair.v, 0, thaw_value_take(&first), JS_PROP_C_W_E) < 0 ||
        JS_DefinePropertyValueUint32(ctx, pair.v, 1, second, JS_PROP_C_W_E) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&pair);
}

static JSValue receive_transform(JSContext *ctx, JSValueConst moved)
{
    THAW_AUTO(thaw_value) first = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, moved, 0));
    THAW_AUTO(thaw_value) second = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, moved, 1));
    THAW_AUTO(thaw_value) readable = thaw_value_of(ctx, readable_at(ctx, first.v));
    if (JS_IsException(readable.v))
        return JS_EXCEPTION;
    return transform_stream_of_ends(ctx, thaw_value_take(&readable), writable_at(ctx, second.v));
}

const thaw_clone_hooks readable_stream_clone = { .transfer = transfer_readable, .receive = readable_at };
const thaw_clone_hooks writable_stream_clone = { .transfer = transfer_writable, .receive = writable_at };
const thaw_clone_hooks transform_stream_clone = { .transfer = transfer_transform, .receive = receive_transform };

int cross_realm_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &cross_realm_class);
}
