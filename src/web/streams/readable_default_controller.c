/* SPDX-License-Identifier: MIT
 * ReadableStreamDefaultController (Streams Standard, 4.6). */
#include "js/auto_values.h"
#include "web/streams/readable_int.h"
#include "web/streams/streams.h"

static void controller_visit(void *self, thaw_visitor *v)
{
    thaw_chunk_queue_visit(&((readable_default_controller *)self)->queue, v);
}

static void controller_dispose(JSRuntime *rt, void *self)
{
    thaw_chunk_queue_dispose(rt, &((readable_default_controller *)self)->queue);
}

THAW_CLASS_TABLE(readable_default_controller, READABLE_STREAM_DEFAULT_CONTROLLER, "ReadableStreamDefaultController",
                 .parent = &readable_controller_class, .visit = controller_visit, .dispose = controller_dispose);

static double total(const void *self)
{
    return ((const readable_default_controller *)self)->queue.total;
}

static void reset(JSContext *ctx, JSValueConst controller)
{
    readable_default_controller *c = readable_default_controller_of(controller);
    thaw_chunk_queue_reset(JS_GetRuntime(ctx), &c->queue);
    thaw_slot_clear(JS_GetRuntime(ctx), &c->size); /* nothing is enqueued any more */
}

static void close_stream(JSContext *ctx, readable_default_controller *c)
{
    readable_controller_clear_algorithms(JS_GetRuntime(ctx), &c->base);
    thaw_slot_clear(JS_GetRuntime(ctx), &c->size);
    readable_stream_close(ctx, c->base.stream);
}

int readable_default_controller_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst chunk)
{
    readable_default_controller *c = readable_default_controller_of(controller);
    const readable_stream *s = readable_stream_of(c->base.stream);
    if (!readable_controller_can_close_or_enqueue(&c->base))
        return 0;
    if (is_readable_stream_locked(s) && readable_stream_num_read_requests(s) > 0) {
        readable_stream_fulfill_read_request(ctx, c->base.stream, chunk, false);
    } else {
        double size;
        THAW_AUTO(thaw_value) size_function = thaw_value_of(ctx, JS_DupValue(ctx, c->size));
        if (chunk_size(ctx, size_function.v, chunk, &size) < 0 ||
            thaw_chunk_queue_push(ctx, &c->queue, JS_DupValue(ctx, chunk), size) < 0) {
            THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
            readable_controller_error(ctx, controller, error.v);
            JS_Throw(ctx, thaw_value_take(&error));
            return -1;
        }
    }
    readable_controller_call_pull_if_needed(ctx, controller);
    return 0;
}

void readable_default_controller_close(JSContext *ctx, JSValueConst controller)
{
    readable_default_controller *c = readable_default_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(&c->base))
        return;
    c->base.close_requested = true;
    if (thaw_chunk_queue_is_empty(&c->queue))
        close_stream(ctx, c);
}

static void pull_steps(JSContext *ctx, JSValueConst controller, read_request request)
{
    readable_default_controller *c = readable_default_controller_of(controller);
    if (thaw_chunk_queue_is_empty(&c->queue)) {
        readable_reader *r = readable_reader_of(readable_stream_of(c->base.stream)->reader);
        if (readable_reader_add_request(ctx, r, request) == 0)
            readable_controller_call_pull_if_needed(ctx, controller);
        return;
    }
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_chunk_queue_shift(&c->queue));
    if (c->base.close_requested && thaw_chunk_queue_is_empty(&c->queue))
        close_stream(ctx, c);
    else
        readable_controller_call_pull_if_needed(ctx, controller);
    read_request_chunk(ctx, request, chunk.v);
}

const readable_controller_kind readable_default_kind = { total, reset, pull_steps, NULL };

/* --- the interface --- */

static JSValue controller_close(JSContext *ctx, const thaw_invocation *in)
{
    if (readable_controller_check_open(ctx, in->self) < 0)
        return JS_EXCEPTION;
    readable_default_controller_close(ctx, in->this_val);
    return JS_UNDEFINED;
}

static JSValue controller_enqueue(JSContext *ctx, const thaw_invocation *in)
{
    const readable_controller_value_args *args = in->args;
    if (readable_controller_check_open(ctx, in->self) < 0)
        return JS_EXCEPTION;
    return readable_default_controller_enqueue(ctx, in->this_val, args->value) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_READONLY("desiredSize", readable_controller_get_desired_size),
    THAW_METHOD("close", controller_close),
    THAW_METHOD_ARGS("enqueue", controller_enqueue, readable_controller_value_args,
                     THAW_DEFAULT(readable_controller_value_args, value, "chunk", any, THAW_ABSENT)),
    THAW_METHOD_ARGS("error", readable_controller_error_method, readable_controller_value_args,
                     THAW_DEFAULT(readable_controller_value_args, value, "e", any, THAW_ABSENT)),
};
static const thaw_interface interface = { .cls = &readable_default_controller_class, THAW_MEMBERS(members) };

int readable_default_controller_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
