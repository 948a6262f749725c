/* SPDX-License-Identifier: MIT
 * A small HTTP/1.1 server on libuv for the emulator: loopback only, keep-alive, one request at a time per connection,
 * answered whole and whenever the handler likes (the Runtime API's next waits for hours). What a client sends ahead of
 * an answer is kept, up to HTTP_BACKLOG bytes; more closes the connection.
 *
 * A connection belongs to the server and is freed after its close callback. Whoever keeps a pointer to it until it can
 * answer sets `on_gone`, which is called if the client leaves first; after that, or after http_reply, the pointer is
 * not to be used. */
#ifndef THAW_LAMBDA_EMULATOR_HTTP_SERVER_H
#define THAW_LAMBDA_EMULATOR_HTTP_SERVER_H

#include <uv.h>

#include "base/list.h"
#include "lambda/http_message.h"

enum { HTTP_BACKLOG = 1 << 20 };

typedef struct http_server http_server;
typedef struct http_connection http_connection;

struct http_server {
    uv_tcp_t listener;
    thaw_link connections;
    size_t max_body;
    bool listening;
    void *opaque;
    /* A complete request is in connection->request, valid until it is answered. */
    void (*on_request)(http_server *server, http_connection *connection);
};

struct http_connection {
    thaw_link link; /* first */
    http_server *server;
    uv_tcp_t tcp;
    thaw_http_message request;
    thaw_buf backlog;
    bool busy, continued, parsing, closing;
    void *owner;
    void (*on_gone)(http_connection *connection);
    char bytes[64 * 1024];
};

/* Listens on 127.0.0.1; port 0 takes a free one. 0 or a negative error. */
THAW_MUST_USE int http_server_listen(http_server *server, uv_loop_t *loop, int port);
int http_server_port(const http_server *server);
/* Closes the listener and every connection; memory of the server must last until the loop has run them out. */
void http_server_close(http_server *server);

/* Closes every connection, without telling their owners. */
void http_server_drop(http_server *server);

/* Answers the request. `headers` are complete lines with CRLF or NULL; length and connection are added. */
void http_reply(http_connection *connection, int status, const char *headers, thaw_slice body);
/* The same with {"errorMessage","errorType"}, as the Runtime API and the Invoke API answer. */
void http_reply_error(http_connection *connection, int status, const char *type, const char *message);

#endif
