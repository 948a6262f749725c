/* SPDX-License-Identifier: MIT
 * llhttp's callbacks append to two buffers. llhttp delivers a name or value in as many pieces as the input has; the
 * `_complete` callbacks say where one ends. The parser pauses at the end of each message, so that what follows on the
 * connection stays with the caller. */
#include "lambda/http_message.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"

enum { KEEP_BODY_CAPACITY = 256 * 1024 };

static thaw_http_message *self_of(llhttp_t *p)
{
    return p->data;
}

/* Stops the parser with the buffer's error. */
static int fail(thaw_http_message *m, int err)
{
    m->err = err;
    return -1;
}

static int append_head(thaw_http_message *m, const char *at, size_t len)
{
    int err = thaw_buf_append(&m->head, at, len);
    return err ? fail(m, err) : 0;
}

static int on_url(llhttp_t *p, const char *at, size_t len)
{
    thaw_http_message *m = self_of(p);
    m->url_len += len;
    return append_head(m, at, len);
}

static int on_url_complete(llhttp_t *p)
{
    return append_head(self_of(p), "", 1);
}

static int on_name(llhttp_t *p, const char *at, size_t len)
{
    thaw_http_message *m = self_of(p);
    if (m->n_fields == THAW_HTTP_MAX_FIELDS)
        return fail(m, THAW_E_TOO_LARGE);
    thaw_http_field *f = &m->fields[m->n_fields];
    if (f->name_len == 0)
        f->name = m->head.len;
    f->name_len += len;
    return append_head(m, at, len);
}

static int on_name_complete(llhttp_t *p)
{
    thaw_http_message *m = self_of(p);
    if (append_head(m, "", 1))
        return -1;
    m->fields[m->n_fields].value = m->head.len;
    return 0;
}

static int on_value(llhttp_t *p, const char *at, size_t len)
{
    thaw_http_message *m = self_of(p);
    m->fields[m->n_fields].value_len += len;
    return append_head(m, at, len);
}

static int on_value_complete(llhttp_t *p)
{
    thaw_http_message *m = self_of(p);
    m->n_fields++;
    if (m->n_fields < THAW_HTTP_MAX_FIELDS)
        m->fields[m->n_fields] = (thaw_http_field){ 0 };
    return append_head(m, "", 1);
}

static int on_headers_complete(llhttp_t *p)
{
    self_of(p)->head_complete = true;
    return 0;
}

static int on_body(llhttp_t *p, const char *at, size_t len)
{
    thaw_http_message *m = self_of(p);
    if (m->overflow)
        return 0;
    if (len > m->body.max - m->body.len) {
        m->overflow = true;
        thaw_buf_reset(&m->body);
        return 0;
    }
    int err = thaw_buf_append(&m->body, at, len);
    return err ? fail(m, err) : 0;
}

static bool is_interim(const llhttp_t *p)
{
    return p->type == HTTP_RESPONSE && p->status_code / 100 == 1 && p->status_code != 101;
}

static int on_complete(llhttp_t *p)
{
    thaw_http_message *m = self_of(p);
    if (!is_interim(p)) {
        m->complete = true;
        m->keep_alive = llhttp_should_keep_alive(p) != 0;
    }
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_url_complete = on_url_complete,
    .on_header_field = on_name,
    .on_header_field_complete = on_name_complete,
    .on_header_value = on_value,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_complete,
};

void thaw_http_message_init(thaw_http_message *m, llhttp_type_t type, size_t max_body)
{
    memset(m, 0, sizeof *m);
    m->head = thaw_buf_of(THAW_HTTP_MAX_HEAD);
    m->body = thaw_buf_of(max_body);
    llhttp_init(&m->parser, type, &settings);
    m->parser.data = m;
}

void thaw_http_message_done(thaw_http_message *m)
{
    thaw_buf_done(&m->head);
    thaw_buf_done(&m->body);
}

void thaw_http_message_reset(thaw_http_message *m)
{
    thaw_buf head = m->head, body = m->body;
    if (body.cap > KEEP_BODY_CAPACITY)
        thaw_buf_done(&body);
    thaw_buf_reset(&head);
    thaw_buf_reset(&body);
    thaw_http_message_init(m, m->parser.type, body.max);
    m->head = head;
    m->body = body;
}

int thaw_http_message_feed(thaw_http_message *m, const char *bytes, size_t len, size_t *ret_used)
{
    size_t used = 0;
    while (used < len && !m->complete) {
        m->started = true;
        llhttp_errno_t code = llhttp_execute(&m->parser, bytes + used, len - used);
        if (code == HPE_OK || code == HPE_PAUSED_UPGRADE) {
            used = len;
            break;
        }
        if (code != HPE_PAUSED)
            return m->err ? m->err : THAW_E_PROTOCOL;
        used = (size_t)(llhttp_get_error_pos(&m->parser) - bytes);
        if (!m->complete)
            thaw_http_message_reset(m);
    }
    *ret_used = used;
    return m->complete ? 1 : 0;
}

int thaw_http_message_end(thaw_http_message *m)
{
    if (!m->complete && m->head_complete && llhttp_message_needs_eof(&m->parser)) {
        llhttp_errno_t code = llhttp_finish(&m->parser);
        if (code == HPE_OK || code == HPE_PAUSED)
            m->complete = true;
        m->keep_alive = false;
    }
    return m->complete ? 1 : THAW_E_CLOSED;
}

thaw_slice thaw_http_message_field_name(const thaw_http_message *m, size_t index)
{
    return (thaw_slice){ m->head.data + m->fields[index].name, m->fields[index].name_len };
}

thaw_slice thaw_http_message_field_value(const thaw_http_message *m, size_t index)
{
    return (thaw_slice){ m->head.data + m->fields[index].value, m->fields[index].value_len };
}

thaw_slice thaw_http_message_header(const thaw_http_message *m, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = m->n_fields; i-- > 0;) {
        thaw_slice have = thaw_http_message_field_name(m, i);
        if (have.len == len && strncasecmp(have.ptr, name, len) == 0)
            return thaw_http_message_field_value(m, i);
    }
    return (thaw_slice){ NULL, 0 };
}
