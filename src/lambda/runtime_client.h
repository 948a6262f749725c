/* SPDX-License-Identifier: MIT
 * Client of the Lambda Runtime API: one keep-alive HTTP/1.1 connection, plain sockets, no event loop, no engine. It is
 * usable before anything else of the process exists, and costs one connect and one write before the first event.
 *
 *     IDLE --next_send--> WAITING --next_poll (1)--> IDLE --respond / fail--> IDLE
 *                            |  ^
 *                            +--+ next_poll (0)
 *
 * Requests never time out: between an answer and the next event the whole sandbox may be frozen for hours. A connection
 * that died meanwhile is noticed at the next request, which is then sent again on a new connection, once.
 *
 * Limits: events of 6 MiB + 100 bytes, 64 KiB of header. Addresses: IPv4, [IPv6], and names in /etc/hosts; there is no
 * resolver, since the API is on the same machine. Proxy variables are not looked at.
 *
 * State belongs to the process: never part of a heap image. */
#ifndef THAW_LAMBDA_RUNTIME_CLIENT_H
#define THAW_LAMBDA_RUNTIME_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/auto.h"
#include "base/slice.h"

enum { THAW_LAMBDA_MAX_PAYLOAD = 6 * 1024 * 1024 + 100 };

typedef struct thaw_runtime_client thaw_runtime_client;

/* `address` is AWS_LAMBDA_RUNTIME_API: "host:port", the port 80 if absent. Does not connect yet. 0, -EINVAL for an
 * address that can't be one, -ENOENT for an unknown host, or -ENOMEM. */
THAW_MUST_USE int thaw_runtime_client_new(const char *address, thaw_runtime_client **ret);
void thaw_runtime_client_free(thaw_runtime_client *c); /* NULL is fine */

/* Asks for the next invocation and waits, however long. 0 or a negative error. */
THAW_MUST_USE int thaw_runtime_client_next(thaw_runtime_client *c);
/* The same in two steps for an event loop: send, then call poll whenever fd is readable (asking for the fd each time:
 * a reconnect changes it). poll never blocks: 1 when the invocation is there, 0 when not yet, or a negative error. */
THAW_MUST_USE int thaw_runtime_client_next_send(thaw_runtime_client *c);
THAW_MUST_USE int thaw_runtime_client_next_poll(thaw_runtime_client *c);
int thaw_runtime_client_fd(const thaw_runtime_client *c); /* -1: not connected */

/* The invocation that next brought. Borrowed, valid until the next call of respond, fail or next. The event is followed
 * by a NUL that is not counted. Header names are compared without regard to case; ptr is NULL for an absent one. */
thaw_slice thaw_runtime_client_event(const thaw_runtime_client *c);
thaw_slice thaw_runtime_client_header(const thaw_runtime_client *c, const char *name);
/* Lambda-Runtime-Aws-Request-Id; kept until the next invocation, NUL-terminated. */
const char *thaw_runtime_client_request_id(const thaw_runtime_client *c);

/* Posts the result of the current invocation. 0; THAW_E_TOO_LARGE when the API refused its size, in which case it has
 * answered the invocation itself and the caller goes on with next; else a negative error. Blocking. */
THAW_MUST_USE int thaw_runtime_client_respond(thaw_runtime_client *c, thaw_slice body);
/* Posts an error of the current invocation; `type` goes to the error-type header if it is fit for one, may be NULL. */
THAW_MUST_USE int thaw_runtime_client_fail(thaw_runtime_client *c, const char *type, thaw_slice body);
/* Posts an error of the initialisation, before the first next; the process should exit non-zero after it. */
THAW_MUST_USE int thaw_runtime_client_fail_init(thaw_runtime_client *c, const char *type, thaw_slice body);

/* What went wrong, after a negative result: "POST /2018-06-01/...: HTTP 403: {...}". Borrowed, never NULL. */
const char *thaw_runtime_client_problem(const thaw_runtime_client *c);

#endif
