/* SPDX-License-Identifier: MIT */
#include "lambda/emulator/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"

typedef struct {
    uv_write_t req;
    http_connection *connection;
    bool last;
    thaw_buf bytes;
} write_job;

static void on_closed(uv_handle_t *handle)
{
    http_connection *c = handle->data;
    thaw_list_remove(&c->link);
    thaw_http_message_done(&c->request);
    thaw_buf_done(&c->backlog);
    free(c);
}

static void close_connection(http_connection *c)
{
    if (c->closing)
        return;
    c->closing = true;
    if (c->busy && c->on_gone)
        c->on_gone(c);
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void on_written(uv_write_t *req, int status)
{
    write_job *job = THAW_CONTAINER(req, write_job, req);
    if (job->last || status < 0)
        close_connection(job->connection);
    thaw_buf_done(&job->bytes);
    free(job);
}

/* Takes `bytes`. */
static void write_bytes(http_connection *c, thaw_buf bytes, bool last)
{
    write_job *job = calloc(1, sizeof *job);
    if (!job || thaw_buf_error(&bytes) || c->closing) {
        thaw_buf_done(&bytes);
        free(job);
        close_connection(c);
        return;
    }
    *job = (write_job){ .connection = c, .last = last, .bytes = bytes };
    uv_buf_t part = uv_buf_init(bytes.data, (unsigned)bytes.len);
    if (uv_write(&job->req, (uv_stream_t *)&c->tcp, &part, 1, on_written) < 0) {
        thaw_buf_done(&job->bytes);
        free(job);
        close_connection(c);
    }
}

/* A client that waits for leave to send its body (curl, above 1 MB) gets it. */
static void maybe_continue(http_connection *c)
{
    thaw_slice expect = thaw_http_message_header(&c->request, "Expect");
    if (c->continued || !c->request.head_complete || !expect.ptr || strcasecmp(expect.ptr, "100-continue") != 0)
        return;
    c->continued = true;
    thaw_buf b = thaw_buf_of(64);
    thaw_buf_puts(&b, "HTTP/1.1 100 Continue\r\n\r\n");
    write_bytes(c, b, false);
}

/* Parses what is in the backlog until a request is complete. */
static void parse_backlog(http_connection *c)
{
    if (c->parsing)
        return; /* an answer given at once, from within the loop below */
    c->parsing = true;
    while (!c->busy && !c->closing && c->backlog.len) {
        size_t used = 0;
        int done = thaw_http_message_feed(&c->request, c->backlog.data, c->backlog.len, &used);
        if (done < 0) {
            c->busy = true;
            c->on_gone = NULL;
            c->request.keep_alive = false;
            http_reply_error(c, done == THAW_E_TOO_LARGE ? 431 : 400, "InvalidRequest", thaw_error_text(done));
            break;
        }
        thaw_buf_consume(&c->backlog, used);
        if (!done) {
            maybe_continue(c);
            break;
        }
        c->busy = true;
        c->on_gone = NULL;
        c->owner = NULL;
        c->server->on_request(c->server, c);
    }
    c->parsing = false;
}

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *ret)
{
    http_connection *c = handle->data;
    *ret = uv_buf_init(c->bytes, sizeof c->bytes);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    http_connection *c = stream->data;
    if (n == 0 || c->closing)
        return;
    if (n < 0) {
        close_connection(c); /* a client that has closed its half wants no answer: this is how a dead worker shows */
        return;
    }
    if (thaw_buf_append(&c->backlog, buf->base, (size_t)n)) {
        close_connection(c);
        return;
    }
    parse_backlog(c);
}

static void on_connection(uv_stream_t *listener, int status)
{
    http_server *server = listener->data;
    http_connection *c = status < 0 ? NULL : calloc(1, sizeof *c);
    if (!c)
        return;
    c->server = server;
    c->backlog = thaw_buf_of(HTTP_BACKLOG);
    thaw_http_message_init(&c->request, HTTP_REQUEST, server->max_body);
    uv_tcp_init(listener->loop, &c->tcp);
    c->tcp.data = c;
    thaw_list_append(&server->connections, &c->link);
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) < 0) {
        close_connection(c);
        return;
    }
    uv_tcp_nodelay(&c->tcp, 1);
    if (uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) < 0)
        close_connection(c);
}

int http_server_listen(http_server *server, uv_loop_t *loop, int port)
{
    struct sockaddr_in addr;
    thaw_list_init(&server->connections);
    uv_ip4_addr("127.0.0.1", port, &addr);
    int err = uv_tcp_init(loop, &server->listener);
    if (err)
        return err;
    server->listener.data = server;
    err = uv_tcp_bind(&server->listener, (const struct sockaddr *)&addr, 0);
    if (!err)
        err = uv_listen((uv_stream_t *)&server->listener, 128, on_connection);
    server->listening = !err;
    if (err)
        uv_close((uv_handle_t *)&server->listener, NULL);
    return err;
}

int http_server_port(const http_server *server)
{
    struct sockaddr_in addr;
    int len = sizeof addr;
    if (uv_tcp_getsockname(&server->listener, (struct sockaddr *)&addr, &len) < 0)
        return 0;
    return ntohs(addr.sin_port);
}

void http_server_close(http_server *server)
{
    if (!server->listening)
        return;
    http_server_drop(server);
    server->listening = false;
    uv_close((uv_handle_t *)&server->listener, NULL);
}

void http_server_drop(http_server *server)
{
    if (!server->listening)
        return;
    for (thaw_link *l = server->connections.next; l != &server->connections; l = l->next) {
        http_connection *c = THAW_CONTAINER(l, http_connection, link);
        c->on_gone = NULL;
        close_connection(c);
    }
}

static const char *reason(int status)
{
    switch (status) {
#define REASON(code, name, text) \
    case code:                   \
        return #text;
        HTTP_STATUS_MAP(REASON)
#undef REASON
    default:
        return "Unknown";
    }
}

void http_reply(http_connection *c, int status, const char *headers, thaw_slice body)
{
    thaw_assert(c->busy);
    bool last = !c->request.keep_alive;
    bool bodiless = status == 204 || status == 304;
    bool head_only = c->request.parser.method == HTTP_HEAD;
    thaw_buf b = thaw_buf_of((size_t)1 << 28);
    thaw_buf_printf(&b, "HTTP/1.1 %d %s\r\n%s", status, reason(status), headers ? headers : "");
    if (!bodiless)
        thaw_buf_printf(&b, "Content-Length: %zu\r\n", body.len);
    thaw_buf_printf(&b, "Connection: %s\r\n\r\n", last ? "close" : "keep-alive");
    if (!bodiless && !head_only)
        thaw_buf_append(&b, body.ptr, body.len);
    c->busy = c->continued = false;
    c->on_gone = NULL;
    write_bytes(c, b, last);
    thaw_http_message_reset(&c->request);
    if (!last)
        parse_backlog(c);
}

void http_reply_error(http_connection *c, int status, const char *type, const char *message)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(4096);
    thaw_buf_puts(&b, "{\"errorMessage\":\"");
    thaw_buf_json(&b, message, strlen(message));
    thaw_buf_puts(&b, "\",\"errorType\":\"");
    thaw_buf_json(&b, type, strlen(type));
    thaw_buf_puts(&b, "\"}");
    http_reply(c, status, "Content-Type: application/json\r\n", (thaw_slice){ b.data, b.len });
}
