/* SPDX-License-Identifier: MIT
 * The Invoke API of the Lambda service, as SDKs and the aws command call it. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "lambda/emulator/emulator_int.h"
#include "lambda/emulator/json.h"

#define PREFIX "/2015-03-31/functions/"

static const char json_type[] = "Content-Type: application/json\r\n";

static void on_client_gone(http_connection *c)
{
    invocation *inv = c->owner;
    inv->opaque = NULL; /* the invocation itself goes on, as it does on Lambda */
}

static void on_result(invocation *inv)
{
    http_connection *c = inv->opaque;
    if (!c)
        return;
    thaw_slice log_type = thaw_http_message_header(&c->request, "X-Amz-Log-Type");
    THAW_AUTO(thaw_buf) h = thaw_buf_of(16 * 1024);
    thaw_buf_printf(&h, "%sX-Amzn-RequestId: %s\r\nX-Amz-Executed-Version: $LATEST\r\n", json_type, inv->id);
    if (inv->is_error)
        thaw_buf_puts(&h, "X-Amz-Function-Error: Unhandled\r\n");
    if (log_type.ptr && strcasecmp(log_type.ptr, "Tail") == 0) {
        size_t len = inv->log.len < LOG_TAIL ? inv->log.len : LOG_TAIL;
        thaw_buf_puts(&h, "X-Amz-Log-Result: ");
        thaw_base64_encode(&h, (thaw_slice){ inv->log.data + inv->log.len - len, len });
        thaw_buf_puts(&h, "\r\n");
    }
    http_reply(c, 200, h.data, (thaw_slice){ inv->result.data, inv->result.len });
}

/* Errors of the service itself: the type in a header, the message in the body. */
static void service_error(http_connection *c, int status, const char *type, const char *message)
{
    THAW_AUTO(thaw_buf) h = thaw_buf_of(512);
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    thaw_buf_printf(&h, "%sX-Amzn-ErrorType: %s\r\n", json_type, type);
    thaw_buf_puts(&b, "{\"Type\":\"User\",\"Message\":\"");
    thaw_buf_json(&b, message, strlen(message));
    thaw_buf_puts(&b, "\"}");
    http_reply(c, status, h.data, (thaw_slice){ b.data, b.len });
}

/* The function's name, "function" (what AWS's own emulator calls it), or an ARN that ends in the name; all of them
 * with an optional ":qualifier". */
static bool names_function(const emulator *emu, thaw_slice name)
{
    const char *own = emu->options->function_name;
    static const char arn[] = ":function:";
    const char *at = memmem(name.ptr, name.len, arn, strlen(arn));
    if (at)
        name = (thaw_slice){ at + strlen(arn), name.len - (size_t)(at + strlen(arn) - name.ptr) };
    const char *colon = memchr(name.ptr, ':', name.len);
    if (colon)
        name.len = (size_t)(colon - name.ptr);
    return thaw_slice_is(name, own) || thaw_slice_is(name, "function");
}

static void start(emulator *emu, http_connection *c, bool wait)
{
    thaw_slice body = thaw_http_message_body(&c->request);
    thaw_slice context = thaw_http_message_header(&c->request, "X-Amz-Client-Context");
    invocation *inv = invocation_new(emu, body.len ? body : THAW_SLICE("{}"));
    if (!inv) {
        service_error(c, 500, "ServiceException", "out of memory");
        return;
    }
    if (context.len)
        thaw_base64_decode(&inv->client_context, context);
    if (strpbrk(inv->client_context.len ? inv->client_context.data : "", "\r\n"))
        thaw_buf_reset(&inv->client_context); /* it would end its header line */
    inv->on_result = on_result;
    if (wait) {
        inv->opaque = c;
        c->owner = inv;
        c->on_gone = on_client_gone;
    } else {
        char headers[128];
        snprintf(headers, sizeof headers, "X-Amzn-RequestId: %s\r\n", inv->id);
        http_reply(c, 202, headers, THAW_SLICE(""));
    }
    invocation_submit(emu, inv);
}

static void invoke(emulator *emu, http_connection *c, thaw_slice name)
{
    json_value event;
    thaw_slice body = thaw_http_message_body(&c->request);
    thaw_slice type = thaw_http_message_header(&c->request, "X-Amz-Invocation-Type");
    const char *kind = type.ptr ? type.ptr : "RequestResponse";
    if (!names_function(emu, name))
        service_error(c, 404, "ResourceNotFoundException", "Function not found");
    else if (c->request.overflow)
        service_error(c, 413, "RequestTooLargeException", "Request must be smaller than 6291556 bytes");
    else if (body.len && !json_parse(body, &event))
        service_error(c, 400, "InvalidRequestContentException", "Could not parse request body into json");
    else if (strcmp(kind, "DryRun") == 0)
        http_reply(c, 204, NULL, THAW_SLICE(""));
    else if (strcmp(kind, "Event") == 0)
        start(emu, c, false);
    else if (strcmp(kind, "RequestResponse") == 0)
        start(emu, c, true);
    else
        service_error(c, 400, "InvalidParameterValueException", "Unknown invocation type");
}

void front_on_request(http_server *server, http_connection *c)
{
    emulator *emu = server->opaque;
    thaw_slice path = thaw_http_message_url(&c->request);
    const char *query = memchr(path.ptr, '?', path.len);
    if (query)
        path.len = (size_t)(query - path.ptr);
    if (c->request.parser.method == HTTP_POST && thaw_slice_starts(path, PREFIX) &&
        thaw_slice_ends(path, "/invocations")) {
        size_t prefix = strlen(PREFIX), suffix = strlen("/invocations");
        if (path.len > prefix + suffix) {
            invoke(emu, c, (thaw_slice){ path.ptr + prefix, path.len - prefix - suffix });
            return;
        }
    }
    function_url_on_request(emu, c);
}
