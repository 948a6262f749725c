/* SPDX-License-Identifier: MIT
 * One HTTP/1.1 message, collected whole: start line, header fields (and trailers), body. Bytes are fed as they come, in
 * pieces of any size; llhttp does the parsing, this adds limits and memory. Used for answers of the Lambda Runtime API
 * and for requests to the emulator, where messages are small or have a hard size limit anyway.
 *
 * Limits: THAW_HTTP_MAX_HEAD bytes and THAW_HTTP_MAX_FIELDS fields of head, `max_body` bytes of body. A longer body is
 * read to its end and dropped (`overflow` is set), so that a server can still answer 413 on the same connection.
 *
 * No engine, no I/O: test/fuzz/fuzz_http_message.c feeds it anything. */
#ifndef THAW_LAMBDA_HTTP_MESSAGE_H
#define THAW_LAMBDA_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <llhttp.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

enum { THAW_HTTP_MAX_HEAD = 64 * 1024, THAW_HTTP_MAX_FIELDS = 128 };

/* Positions in `head`; name and value are NUL-terminated there. */
typedef struct {
    size_t name, name_len, value, value_len;
} thaw_http_field;

typedef struct thaw_http_message {
    llhttp_t parser;
    thaw_buf head; /* request target, then names and values */
    thaw_buf body; /* NUL-terminated */
    thaw_http_field fields[THAW_HTTP_MAX_FIELDS];
    size_t n_fields, url_len;
    bool started;       /* at least one byte was fed */
    bool head_complete; /* all fields of the head are there */
    bool complete;
    bool overflow; /* the body was longer than allowed and is empty now */
    bool keep_alive;
    int err;
} thaw_http_message;

void thaw_http_message_init(thaw_http_message *m, llhttp_type_t type, size_t max_body);
void thaw_http_message_done(thaw_http_message *m);
/* Ready for the next message of the connection; keeps memory, except a big body's. */
void thaw_http_message_reset(thaw_http_message *m);

/* Parses up to `len` bytes; *ret_used says how many belong to this message. 1: the message is complete, 0: more bytes
 * are needed, or a negative error (THAW_E_PROTOCOL, THAW_E_TOO_LARGE for the head, -ENOMEM). Interim 1xx responses are
 * passed over. */
THAW_MUST_USE int thaw_http_message_feed(thaw_http_message *m, const char *bytes, size_t len, size_t *ret_used);
/* The peer closed. 1 if that completes the message (a response without a length), else THAW_E_CLOSED. */
THAW_MUST_USE int thaw_http_message_end(thaw_http_message *m);

/* All borrow from the message, valid until it is reset. A header is looked up without regard to case; the last one of
 * that name counts. ptr is NULL if there is none. */
thaw_slice thaw_http_message_header(const thaw_http_message *m, const char *name);
thaw_slice thaw_http_message_field_name(const thaw_http_message *m, size_t index);
thaw_slice thaw_http_message_field_value(const thaw_http_message *m, size_t index);
static inline thaw_slice thaw_http_message_url(const thaw_http_message *m)
{
    return (thaw_slice){ m->head.data ? m->head.data : "", m->url_len };
}
static inline int thaw_http_message_status(const thaw_http_message *m)
{
    return m->parser.status_code;
}
static inline thaw_slice thaw_http_message_body(const thaw_http_message *m)
{
    return (thaw_slice){ m->body.data ? m->body.data : "", m->body.len };
}

#endif
