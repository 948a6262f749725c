/* SPDX-License-Identifier: MIT
 * The Runtime API, as one worker sees it on its own port. What is allowed when follows from the worker's state; the
 * error answers are those of Lambda. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "lambda/emulator/emulator_int.h"

#define PREFIX "/2018-06-01/runtime/"
static const char ok[] = "{\"status\":\"OK\"}";
static const char json_type[] = "Content-Type: application/json\r\n";

static void accepted(http_connection *c)
{
    http_reply(c, 202, json_type, thaw_slice_of(ok));
}

static void bad_state(http_connection *c, const char *message)
{
    http_reply_error(c, 403, "InvalidStateTransition", message);
}

/* --- next --- */

static void on_worker_gone(http_connection *c)
{
    worker *w = c->owner;
    /* Its process ends, or it reconnects. Until then it can't be given anything. */
    w->next = NULL;
    if (w->state == WORKER_IDLE)
        w->state = WORKER_ANSWERED;
}

static void on_next(worker *w, http_connection *c)
{
    if (w->state == WORKER_BUSY || w->state == WORKER_IDLE || w->state == WORKER_STOPPED) {
        bad_state(c, w->state == WORKER_BUSY ? "The current invocation has not been answered" : "Already waiting");
        return;
    }
    bool initialised = w->state == WORKER_INIT;
    if (initialised) {
        uv_timer_stop(&w->timer);
        w->init_ms = emulator_ms_since(w->start_ns);
    }
    if (w->stale && !initialised) {
        worker_stop(w);
        emulator_dispatch(w->emu);
        return;
    }
    invocation *inv = initialised ? w->invocation : NULL;
    w->state = WORKER_IDLE;
    w->next = c;
    w->invocation = NULL;
    c->owner = w;
    c->on_gone = on_worker_gone;
    if (inv)
        worker_run(w, inv);
    else
        emulator_dispatch(w->emu);
}

void runtime_api_send_next(worker *w)
{
    const invocation *inv = w->invocation;
    http_connection *c = w->next;
    THAW_AUTO(thaw_buf) h = thaw_buf_of(32 * 1024);
    thaw_buf_puts(&h, json_type);
    thaw_buf_printf(&h, "Lambda-Runtime-Aws-Request-Id: %s\r\n", inv->id);
    thaw_buf_printf(&h, "Lambda-Runtime-Deadline-Ms: %lld\r\n", (long long)inv->deadline_ms);
    thaw_buf_printf(&h, "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:%s:000000000000:function:%s\r\n",
                    w->emu->region, w->emu->options->function_name);
    thaw_buf_printf(&h, "Lambda-Runtime-Trace-Id: %s\r\n", inv->trace);
    if (inv->client_context.len)
        thaw_buf_printf(&h, "Lambda-Runtime-Client-Context: %s\r\n", inv->client_context.data);
    w->next = NULL;
    http_reply(c, 200, h.data, (thaw_slice){ inv->event.data, inv->event.len });
}

/* --- answers --- */

/* Ends the current invocation with the request's body, then accepts the request. */
static void finish(worker *w, http_connection *c, bool is_error, thaw_slice result)
{
    invocation *inv = w->invocation;
    worker_answered(w);
    invocation_finish(w->emu, w, inv, is_error, result);
    accepted(c);
}

static void on_too_large(worker *w, http_connection *c)
{
    static const char text[] =
        "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload size "
        "exceeded maximum allowed payload size (6291556 bytes).\"}";
    invocation *inv = w->invocation;
    worker_answered(w);
    invocation_finish(w->emu, w, inv, true, thaw_slice_of(text));
    http_reply_error(c, 413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (6291556 bytes).");
}

static void on_response(worker *w, http_connection *c)
{
    thaw_slice mode = thaw_http_message_header(&c->request, "Lambda-Runtime-Function-Response-Mode");
    thaw_slice type = thaw_http_message_header(&c->request, "Content-Type");
    if (mode.ptr && strcasecmp(mode.ptr, "streaming") != 0) {
        http_reply_error(c, 400, "InvalidFunctionResponseMode", "Invalid function response mode");
        return;
    }
    if (c->request.overflow) {
        on_too_large(w, c);
        return;
    }
    /* A streamed response says in its trailers that it went wrong. */
    thaw_slice error = thaw_http_message_header(&c->request, "Lambda-Runtime-Function-Error-Body");
    if (mode.ptr && error.len) {
        THAW_AUTO(thaw_buf) body = thaw_buf_of(THAW_HTTP_MAX_HEAD);
        thaw_base64_decode(&body, error);
        finish(w, c, true, (thaw_slice){ body.data, body.len });
        return;
    }
    w->invocation->streamed = type.ptr && strstr(type.ptr, "vnd.awslambda.http-integration-response");
    finish(w, c, false, thaw_http_message_body(&c->request));
}

/* "ID/response" or "ID/error" behind ".../invocation/". */
static void on_answer(worker *w, http_connection *c, thaw_slice rest)
{
    const char *slash = memchr(rest.ptr, '/', rest.len);
    thaw_slice id = { rest.ptr, slash ? (size_t)(slash - rest.ptr) : rest.len };
    thaw_slice action = { slash ? slash + 1 : "", slash ? rest.len - id.len - 1 : 0 };
    bool is_error = thaw_slice_is(action, "error");
    if (!is_error && !thaw_slice_is(action, "response")) {
        http_reply_error(c, 404, "NotFound", "No such operation");
        return;
    }
    if (w->state != WORKER_BUSY && thaw_slice_is(id, w->last_id)) {
        bad_state(c, "State transition is not allowed: the invocation has been answered");
        return;
    }
    if (w->state != WORKER_BUSY || !thaw_slice_is(id, w->invocation->id)) {
        http_reply_error(c, 400, "InvalidRequestID", "Invalid request ID");
        return;
    }
    if (!is_error)
        on_response(w, c);
    else if (c->request.overflow)
        on_too_large(w, c);
    else
        finish(w, c, true, thaw_http_message_body(&c->request));
}

static void on_init_error(worker *w, http_connection *c)
{
    invocation *inv = w->invocation;
    if (w->state != WORKER_INIT || !inv) {
        bad_state(c, "State transition is not allowed: the initialisation is over");
        return;
    }
    inv->cold = true;
    inv->init_ms = emulator_ms_since(w->start_ns);
    finish(w, c, true, thaw_http_message_body(&c->request));
}

void runtime_api_on_request(http_server *server, http_connection *c)
{
    worker *w = server->opaque;
    thaw_slice path = thaw_http_message_url(&c->request);
    bool is_get = c->request.parser.method == HTTP_GET, is_post = c->request.parser.method == HTTP_POST;
    if (is_get && thaw_slice_is(path, PREFIX "invocation/next"))
        on_next(w, c);
    else if (is_post && thaw_slice_is(path, PREFIX "init/error"))
        on_init_error(w, c);
    else if (is_post && thaw_slice_starts(path, PREFIX "invocation/"))
        on_answer(w, c,
                  (thaw_slice){ path.ptr + strlen(PREFIX "invocation/"), path.len - strlen(PREFIX "invocation/") });
    else
        http_reply_error(c, 404, "NotFound", "No such operation");
}
