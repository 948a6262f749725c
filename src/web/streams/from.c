/* SPDX-License-Identifier: MIT
 * ReadableStreamFromIterable (Streams Standard, 4.9.1): a stream whose source is an iterator, asynchronous or not. */
#include "js/auto_values.h"
#include "js/call.h"
#include "js/errors.h"
#include "js/promise.h"
#include "web/streams/streams.h"

typedef struct iterator_source {
    thaw_native base;
    bool is_sync;
    THAW_JS_FIELDS(iterator, next, controller);
} iterator_source;
THAW_CLASS(iterator_source, ITERATOR_SOURCE, "ReadableStreamIteratorSource");

static JSValue throw_type(JSContext *ctx, const char *message)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE", "%s", message);
}

/* The item of a synchronous iterator was waited for. */
static JSValue on_value(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                        JSValueConst *data)
{
    const iterator_source *s = iterator_source_of(data[0]);
    return readable_default_controller_enqueue(ctx, s->controller, argv[0]) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

/* Looks at a result {value, done}: enqueues or closes. Undefined, a promise, or JS_EXCEPTION. */
static JSValue take_result(JSContext *ctx, JSValueConst holder, JSValueConst result)
{
    const iterator_source *s = iterator_source_of(holder);
    if (!JS_IsObject(result))
        return throw_type(ctx, "The iterator's result is not an object");
    THAW_AUTO(thaw_value) done = thaw_value_of(ctx, JS_GetPropertyStr(ctx, result, "done"));
    if (JS_IsException(done.v))
        return JS_EXCEPTION;
    if (JS_ToBool(ctx, done.v)) {
        readable_default_controller_close(ctx, s->controller);
        return JS_UNDEFINED;
    }
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, JS_GetPropertyStr(ctx, result, "value"));
    if (JS_IsException(value.v))
        return JS_EXCEPTION;
    if (!s->is_sync)
        return readable_default_controller_enqueue(ctx, s->controller, value.v) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_resolved(ctx, value.v));
    if (JS_IsException(promise.v) || thaw_promise_react(ctx, promise.v, holder, on_value, NULL) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&promise);
}

static JSValue on_result(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                         JSValueConst *data)
{
    THAW_AUTO(thaw_value) failed = thaw_value_of(ctx, take_result(ctx, data[0], argv[0]));
    if (JS_IsException(failed.v)) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        readable_controller_error(ctx, iterator_source_of(data[0])->controller, error.v);
    }
    return JS_UNDEFINED;
}

static JSValue source_start(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    iterator_source_of(holder)->controller = JS_DupValue(ctx, controller);
    return JS_UNDEFINED;
}

static JSValue source_pull(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    const iterator_source *s = iterator_source_of(holder);
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, thaw_call(ctx, s->next, s->iterator, 0, NULL));
    if (JS_IsException(result.v))
        return JS_EXCEPTION;
    if (s->is_sync)
        return take_result(ctx, holder, result.v);
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_resolved(ctx, result.v));
    if (JS_IsException(promise.v) || thaw_promise_react(ctx, promise.v, holder, on_result, NULL) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&promise);
}

static JSValue on_returned(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                           JSValueConst *data)
{
    if (!JS_IsObject(argv[0])) {
        THAW_AUTO(thaw_value)
        error = thaw_value_of(ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_ARG_TYPE",
                                                        "The result of the iterator's return method is not an object"));
        thaw_promise_reject(ctx, data[0], error.v);
    } else {
        thaw_promise_resolve(ctx, data[0], JS_UNDEFINED);
    }
    return JS_UNDEFINED;
}

static JSValue on_return_failed(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv, int magic,
                                JSValueConst *data)
{
    thaw_promise_reject(ctx, data[0], argv[0]);
    return JS_UNDEFINED;
}

static JSValue source_cancel(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    const iterator_source *s = iterator_source_of(holder);
    THAW_AUTO(thaw_value) method = thaw_value_of(ctx, JS_GetPropertyStr(ctx, s->iterator, "return"));
    if (JS_IsException(method.v) || JS_IsUndefined(method.v) || JS_IsNull(method.v))
        return JS_IsException(method.v) ? JS_EXCEPTION : JS_UNDEFINED;
    JSValueConst args[] = { reason };
    THAW_AUTO(thaw_value) result = thaw_value_of(ctx, thaw_call(ctx, method.v, s->iterator, 1, args));
    if (JS_IsException(result.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) returned = thaw_value_of(ctx, thaw_promise_resolved(ctx, result.v));
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, thaw_promise_pending(ctx));
    if (JS_IsException(returned.v) || JS_IsException(promise.v) ||
        thaw_promise_react(ctx, returned.v, promise.v, on_returned, on_return_failed) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&promise);
}

/* GetMethod: undefined if there is none. */
static JSValue method_of(JSContext *ctx, JSValueConst object, thaw_engine_symbol_id symbol)
{
    JSValue method = JS_GetProperty(ctx, object, thaw_engine_symbol(symbol));
    if (JS_IsNull(method))
        return JS_UNDEFINED;
    if (JS_IsException(method) || JS_IsUndefined(method) || JS_IsFunction(ctx, method))
        return method;
    JS_FreeValue(ctx, method);
    return throw_type(ctx, "The iterator method is not a function");
}

JSValue readable_stream_from(JSContext *ctx, JSValueConst iterable)
{
    static const stream_source source = { source_start, source_pull, source_cancel };
    iterator_source *s;
    THAW_AUTO(thaw_value) method = thaw_value_of(ctx, method_of(ctx, iterable, THAW_SYMBOL_ASYNC_ITERATOR));
    bool is_sync = JS_IsUndefined(method.v);
    if (is_sync)
        method.v = method_of(ctx, iterable, THAW_SYMBOL_ITERATOR);
    if (JS_IsException(method.v))
        return JS_EXCEPTION;
    if (JS_IsUndefined(method.v))
        return throw_type(ctx, "The argument is not iterable");
    THAW_AUTO(thaw_value) iterator = thaw_value_of(ctx, thaw_call(ctx, method.v, iterable, 0, NULL));
    if (JS_IsException(iterator.v))
        return JS_EXCEPTION;
    if (!JS_IsObject(iterator.v))
        return throw_type(ctx, "The iterator is not an object");
    THAW_AUTO(thaw_value) next = thaw_value_of(ctx, JS_GetPropertyStr(ctx, iterator.v, "next"));
    THAW_AUTO(thaw_value) holder = thaw_value_of(ctx, thaw_native_new(ctx, &iterator_source_class, JS_UNDEFINED, &s));
    if (JS_IsException(next.v) || JS_IsException(holder.v))
        return JS_EXCEPTION;
    s->is_sync = is_sync;
    s->iterator = thaw_value_take(&iterator);
    s->next = thaw_value_take(&next);
    return create_readable_stream(ctx, &source, holder.v, 0);
}

int from_init(JSContext *ctx)
{
    return thaw_class_register(ctx, &iterator_source_class);
}
