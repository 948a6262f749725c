/* SPDX-License-Identifier: MIT
 * ReadableStreamBYOBRequest (Streams Standard, 4.8): where a source finds the buffer that a reader brought. */
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"

THAW_CLASS_TABLE(readable_byob_request, READABLE_STREAM_BYOB_REQUEST, "ReadableStreamBYOBRequest");

static JSValue request_view(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, ((const readable_byob_request *)in->self)->view);
}

/* The controller, owned; JS_EXCEPTION if the request was answered, or `view` has no bytes behind it. */
static JSValue controller_for(JSContext *ctx, const readable_byob_request *r, JSValueConst view)
{
    if (JS_IsUndefined(r->controller))
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                               "Invalid state: This BYOB request has been "
                               "invalidated");
    if (thaw_engine_block_of(thaw_engine_view_of(view).buffer).is_detached)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Invalid state: the view's buffer was detached");
    return JS_DupValue(ctx, r->controller);
}

typedef struct {
    uint64_t bytes_written;
} respond_args;

static JSValue request_respond(JSContext *ctx, const thaw_invocation *in)
{
    const respond_args *args = in->args;
    const readable_byob_request *r = in->self;
    THAW_AUTO(thaw_value) controller = thaw_value_of(ctx, controller_for(ctx, r, r->view));
    if (JS_IsException(controller.v) || readable_byte_controller_respond(ctx, controller.v, args->bytes_written) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

typedef struct {
    JSValueConst view;
} new_view_args;

static JSValue request_respond_with_new_view(JSContext *ctx, const thaw_invocation *in)
{
    const new_view_args *args = in->args;
    THAW_AUTO(thaw_value) controller = thaw_value_of(ctx, controller_for(ctx, in->self, args->view));
    if (JS_IsException(controller.v) ||
        readable_byte_controller_respond_with_new_view(ctx, controller.v, args->view) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_READONLY("view", request_view),
    THAW_METHOD_ARGS("respond", request_respond, respond_args,
                     THAW_REQUIRED(respond_args, bytes_written, "bytesWritten", enforced_unsigned_long_long)),
    THAW_METHOD_ARGS("respondWithNewView", request_respond_with_new_view, new_view_args,
                     THAW_REQUIRED(new_view_args, view, "view", ArrayBufferView)),
};
static const thaw_interface interface = { .cls = &readable_byob_request_class, THAW_MEMBERS(members) };

int readable_byob_request_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
