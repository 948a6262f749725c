/* SPDX-License-Identifier: MIT
 * The loop of a Lambda function. Waiting for the next event takes no event loop as long as nothing else is going on:
 * then one blocking read does; with timers or handles alive the connection is watched beside them. */
#include "lambda/handler.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/builtins.h"
#include "js/call.h"
#include "js/engine_json.h"
#include "js/errors.h"
#include "js/event_loop.h"
#include "js/modules/modules.h"
#include "js/timer_queue.h"
#include "lambda/runtime_client.h"
#include "loop/loop.h"
#include "loop/stdio.h"

typedef enum { UNANSWERED, ANSWERED, FAILED } outcome;

typedef struct {
    thaw_native base;
    outcome outcome; /* of the invocation in flight, or of the start */
    THAW_JS_FIELDS(handler, contract, body, error_type);
} lambda;
THAW_CLASS(lambda, LAMBDA, "Lambda");

static lambda *state_of(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_LAMBDA);
}

/* --- internal.lambda --- */

/* (path): a promise for the module's namespace. */
static JSValue js_import_module(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_cstr) path = thaw_cstr_of(ctx, argv[0]);
    return path.ptr ? thaw_module_namespace(ctx, path.ptr) : JS_EXCEPTION;
}

/* (failed, body, errorType) */
static JSValue js_answer(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    lambda *state = state_of(ctx);
    state->outcome = JS_ToBool(ctx, argv[0]) ? FAILED : ANSWERED;
    thaw_slot_set(JS_GetRuntime(ctx), &state->body, JS_DupValue(ctx, argv[1]));
    thaw_slot_set(JS_GetRuntime(ctx), &state->error_type, JS_DupValue(ctx, argv[2]));
    return JS_UNDEFINED;
}

int thaw_lambda_init(JSContext *ctx)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("importModule", 1, js_import_module),
        JS_CFUNC_DEF("answer", 3, js_answer),
    };
    return thaw_internal_add(ctx, "lambda", functions, THAW_COUNT(functions));
}

/* The state, made at its first use: most programs are no functions. NULL with an exception pending. */
static lambda *state_open(JSContext *ctx)
{
    lambda *state = state_of(ctx);
    if (state)
        return state;
    THAW_AUTO(thaw_value) contract = thaw_value_of(ctx, thaw_builtin_require(ctx, "lambda/handler"));
    if (JS_IsException(contract.v))
        return NULL;
    state = thaw_runtime_add_state(ctx, THAW_STATE_LAMBDA, &lambda_class);
    if (state)
        state->contract = thaw_value_take(&contract);
    return state;
}

static JSValue call_contract(JSContext *ctx, const char *name, int argc, JSValueConst *argv)
{
    THAW_AUTO(thaw_value) function = thaw_value_of(ctx, JS_GetPropertyStr(ctx, state_of(ctx)->contract, name));
    return JS_IsException(function.v) ? JS_EXCEPTION : thaw_call(ctx, function.v, JS_UNDEFINED, argc, argv);
}

/* For what can fail by our own bug or for want of memory only. */
static void tell_contract(JSContext *ctx, const char *name, int argc, JSValueConst *argv)
{
    JSValue result = call_contract(ctx, name, argc, argv);
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    JS_FreeValue(ctx, result);
}

/* --- preparing --- */

static int keep_handler(JSContext *ctx, JSValueConst promise)
{
    lambda *state = state_of(ctx);
    JSValue result = JS_PromiseResult(ctx, promise);
    if (JS_PromiseState(ctx, promise) == JS_PROMISE_FULFILLED) {
        thaw_slot_set(JS_GetRuntime(ctx), &state->handler, result);
        return 0;
    }
    JS_Throw(ctx, result);
    return -1;
}

int thaw_lambda_prepare(JSContext *ctx, const char *root, const char *handler, const char *file)
{
    if (!state_open(ctx))
        return -1;
    THAW_AUTO(thaw_value) root_value = thaw_value_of(ctx, JS_NewString(ctx, root));
    THAW_AUTO(thaw_value) name = thaw_value_of(ctx, JS_NewString(ctx, handler));
    THAW_AUTO(thaw_value) path = thaw_value_of(ctx, file ? JS_NewString(ctx, file) : JS_UNDEFINED);
    JSValueConst args[] = { root_value.v, name.v, path.v };
    THAW_AUTO(thaw_value) promise = thaw_value_of(ctx, call_contract(ctx, "load", 3, args));
    if (JS_IsException(promise.v))
        return -1;
    if (!thaw_event_loop_run_until(ctx, promise.v)) {
        if (!thaw_runtime_of(ctx)->exiting)
            thaw_throw_code(ctx, "Error", "ERR_UNSETTLED_TLA", "The top-level await of the module of '%s' never ends",
                            handler);
        return -1;
    }
    return keep_handler(ctx, promise.v);
}

bool thaw_lambda_is_prepared(JSContext *ctx)
{
    const lambda *state = state_of(ctx);
    return state && !JS_IsUndefined(state->handler);
}

/* --- serving --- */

typedef struct {
    JSContext *ctx;
    thaw_runtime_client *client;
    void (*step)(const char *what); /* of the function's start; NULL once that is over */
    uv_poll_t *watch;               /* of the client's connection; NULL until the event loop has to wait beside it */
    int watched_fd;
    int progress; /* of next_poll: 1 the event is there, 0 not yet, negative: an error */
} server;

static bool is_idle(JSContext *ctx)
{
    return !thaw_loop_is_started() && thaw_timers_delay(ctx, false) < 0 && !thaw_immediates_pending(ctx, false);
}

static void on_readable(uv_poll_t *watch, int status, int events)
{
    server *s = watch->data;
    s->progress = thaw_runtime_client_next_poll(s->client);
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle);
}

static void watch_end(server *s)
{
    if (s->watch)
        uv_close((uv_handle_t *)s->watch, on_watch_closed);
    s->watch = NULL;
}

static int watch_begin(server *s)
{
    int fd = thaw_runtime_client_fd(s->client);
    if (s->watch && s->watched_fd == fd)
        return uv_poll_start(s->watch, UV_READABLE, on_readable);
    watch_end(s);
    uv_poll_t *watch = calloc(1, sizeof *watch);
    if (!watch)
        return -ENOMEM;
    int err = uv_poll_init(thaw_loop_uv(), watch, fd);
    if (err) {
        free(watch);
        return err;
    }
    watch->data = s;
    s->watch = watch;
    s->watched_fd = fd;
    return uv_poll_start(watch, UV_READABLE, on_readable);
}

static bool has_progress(JSContext *ctx, void *opaque)
{
    const server *s = opaque;
    return s->progress || thaw_runtime_client_fd(s->client) != s->watched_fd;
}

/* 0 with the invocation there, or with the program exiting; else a negative error. */
static int wait_beside_loop(server *s)
{
    int err = thaw_runtime_client_next_send(s->client);
    s->progress = 0;
    while (!err && !s->progress) {
        err = watch_begin(s);
        if (err || !thaw_event_loop_run_until_done(s->ctx, has_progress, s))
            break;
        uv_poll_stop(s->watch);
    }
    return err ? err : s->progress < 0 ? s->progress : 0;
}

static int next_invocation(server *s)
{
    thaw_drain(s->ctx);
    if (thaw_runtime_of(s->ctx)->exiting)
        return 0;
    thaw_stdio_flush();
    return is_idle(s->ctx) ? thaw_runtime_client_next(s->client) : wait_beside_loop(s);
}

/* What of the invocation's headers the contract wants, as an object. */
static JSValue headers_of(server *s)
{
    static const struct {
        const char *property, *header;
    } wanted[] = {
        { "requestId", "Lambda-Runtime-Aws-Request-Id" },     { "deadline", "Lambda-Runtime-Deadline-Ms" },
        { "arn", "Lambda-Runtime-Invoked-Function-Arn" },     { "traceId", "Lambda-Runtime-Trace-Id" },
        { "clientContext", "Lambda-Runtime-Client-Context" }, { "identity", "Lambda-Runtime-Cognito-Identity" },
        { "tenantId", "Lambda-Runtime-Aws-Tenant-Id" },
    };
    JSContext *ctx = s->ctx;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, JS_NewObject(ctx));
    for (size_t i = 0; i < THAW_COUNT(wanted) && !JS_IsException(object.v); i++) {
        thaw_slice value = thaw_runtime_client_header(s->client, wanted[i].header);
        if (value.len && JS_DefinePropertyValueStr(ctx, object.v, wanted[i].property,
                                                   JS_NewStringLen(ctx, value.ptr, value.len), JS_PROP_C_W_E) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&object);
}

static void set_trace_id(const server *s)
{
    thaw_slice trace = thaw_runtime_client_header(s->client, "Lambda-Runtime-Trace-Id");
    THAW_AUTO(thaw_buf) text = thaw_buf_of(8192);
    if (!trace.len || thaw_buf_append(&text, trace.ptr, trace.len) != 0)
        unsetenv("_X_AMZN_TRACE_ID");
    else
        setenv("_X_AMZN_TRACE_ID", text.data, 1);
}

static bool is_settled(JSContext *ctx, void *opaque)
{
    return state_of(ctx)->outcome != UNANSWERED;
}

static void call_handler(server *s)
{
    JSContext *ctx = s->ctx;
    lambda *state = state_of(ctx);
    thaw_slice text = thaw_runtime_client_event(s->client);
    THAW_AUTO(thaw_value) headers = thaw_value_of(ctx, headers_of(s));
    THAW_AUTO(thaw_value) event = thaw_value_of(ctx, thaw_engine_parse_json(ctx, text.ptr, text.len, "event"));
    state->outcome = UNANSWERED;
    if (JS_IsException(event.v)) {
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        JSValueConst args[] = { error.v, headers.v };
        tell_contract(ctx, "refuse", 2, args);
        return;
    }
    JSValueConst args[] = { state->handler, event.v, headers.v };
    tell_contract(ctx, "invoke", 3, args);
    if (!thaw_event_loop_run_until_done(ctx, is_settled, NULL) && !thaw_runtime_of(ctx)->exiting)
        tell_contract(ctx, "idle", 0, NULL);
}

/* Posts what the contract answered, if it did. 0 or a negative error. */
static int post_outcome(server *s, bool init)
{
    JSContext *ctx = s->ctx;
    lambda *state = state_of(ctx);
    if (state->outcome == UNANSWERED)
        return 0;
    THAW_AUTO(thaw_cstr) body = thaw_cstr_of(ctx, state->body);
    THAW_AUTO(thaw_cstr) type = thaw_cstr_of(ctx, state->error_type);
    thaw_stdio_flush(); /* the invocation's log lines come before its answer */
    if (!body.ptr || !type.ptr)
        return -ENOMEM;
    int err = init                       ? thaw_runtime_client_fail_init(s->client, type.ptr, thaw_cstr_slice(&body))
              : state->outcome == FAILED ? thaw_runtime_client_fail(s->client, type.ptr, thaw_cstr_slice(&body))
                                         : thaw_runtime_client_respond(s->client, thaw_cstr_slice(&body));
    state->outcome = UNANSWERED;
    thaw_slot_clear(JS_GetRuntime(ctx), &state->body);
    return err == THAW_E_TOO_LARGE ? 0 : err;
}

static void complain(const server *s)
{
    thaw_stdio_flush();
    fprintf(stderr, "thaw: the Lambda Runtime API: %s\n", thaw_runtime_client_problem(s->client));
}

static void fail_init(JSContext *ctx, JSValueConst error)
{
    JSValueConst args[] = { error };
    if (thaw_runtime_of(ctx)->exiting)
        return;
    tell_contract(ctx, "initFailed", 1, args);
    thaw_runtime_of(ctx)->exit_code = 1;
}

/* 0, or -1 if there is nothing to serve: then the API knows. An exception that is pending is what the program threw
 * before. */
static int start(server *s, const thaw_lambda_function *function)
{
    JSContext *ctx = s->ctx;
    thaw_runtime *r = thaw_runtime_of(ctx);
    bool failed = JS_HasException(ctx);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, failed ? JS_GetException(ctx) : JS_UNDEFINED);
    if (!state_open(ctx)) {
        thaw_uncaught(ctx);
        return -1;
    }
    state_of(ctx)->outcome = UNANSWERED;
    tell_contract(ctx, "start", 0, NULL);
    if (!failed && !r->exiting && !thaw_lambda_is_prepared(ctx) &&
        thaw_lambda_prepare(ctx, function->root, function->handler, function->file) < 0) {
        failed = true;
        error.v = JS_GetException(ctx);
    }
    if (failed)
        fail_init(ctx, error.v);
    if (state_of(ctx)->outcome == UNANSWERED && !r->exiting)
        return 0;
    if (post_outcome(s, true) < 0)
        complain(s);
    return -1;
}

static void tell_step(const server *s, const char *what)
{
    if (s->step)
        s->step(what);
}

static void serve(server *s, long iterations)
{
    thaw_runtime *r = thaw_runtime_of(s->ctx);
    for (long served = 0; !iterations || served < iterations; served++) {
        int err = next_invocation(s);
        if (!err && !r->exiting) {
            tell_step(s, "the first event is there");
            set_trace_id(s);
            call_handler(s);
            tell_step(s, "its answer is ready");
            s->step = NULL;
            err = post_outcome(s, false);
        }
        if (err) {
            complain(s);
            r->exit_code = 1;
        }
        if (err || r->exiting)
            return;
    }
}

void thaw_lambda_serve(thaw_runtime *r, const thaw_lambda_function *function)
{
    const char *address = getenv("AWS_LAMBDA_RUNTIME_API"), *iterations = getenv("_EXIT_ITERATIONS");
    server s = { .ctx = r->ctx, .step = function->step };
    int err = address ? thaw_runtime_client_new(address, &s.client) : -EINVAL;
    if (err) {
        fprintf(stderr, "thaw: AWS_LAMBDA_RUNTIME_API is %s%s%s\n", address ? "'" : "not set", address ? address : "",
                address ? "', which can't be reached" : ": this program answers events of AWS Lambda");
        r->exit_code = 1;
        return;
    }
    if (start(&s, function) == 0)
        serve(&s, iterations ? strtol(iterations, NULL, 10) : 0);
    watch_end(&s);
    thaw_runtime_client_free(s.client);
}
