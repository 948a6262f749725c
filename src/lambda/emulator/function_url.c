/* SPDX-License-Identifier: MIT
 * The function URL: an HTTP request becomes an API Gateway event of payload format 2.0, and what the handler returns
 * becomes the HTTP response. A result without `statusCode` is the body of a 200, as it is there. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "lambda/emulator/emulator_int.h"
#include "lambda/emulator/json.h"

static void put_string(thaw_buf *b, thaw_slice s)
{
    thaw_buf_putc(b, '"');
    thaw_buf_json(b, s.ptr, s.len);
    thaw_buf_putc(b, '"');
}

static void put_named(thaw_buf *b, const char *name, thaw_slice value)
{
    thaw_buf_printf(b, "\"%s\":", name);
    put_string(b, value);
    thaw_buf_putc(b, ',');
}

static void drop_comma(thaw_buf *b)
{
    if (b->len && b->data[b->len - 1] == ',')
        b->data[--b->len] = '\0';
}

/* --- request -> event --- */

static bool same_name(thaw_slice a, thaw_slice b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* Each header once, in lower case; several of a name are joined with commas. Cookies go elsewhere. */
static void put_headers(thaw_buf *b, const thaw_http_message *m)
{
    thaw_buf_puts(b, "\"headers\":{");
    for (size_t i = 0; i < m->n_fields; i++) {
        thaw_slice name = thaw_http_message_field_name(m, i);
        bool seen = same_name(name, THAW_SLICE("cookie"));
        for (size_t j = 0; j < i && !seen; j++)
            seen = same_name(name, thaw_http_message_field_name(m, j));
        if (seen)
            continue;
        thaw_buf_putc(b, '"');
        for (size_t k = 0; k < name.len; k++) {
            char lower = (char)tolower((unsigned char)name.ptr[k]);
            thaw_buf_json(b, &lower, 1);
        }
        thaw_buf_puts(b, "\":\"");
        for (size_t j = i; j < m->n_fields; j++) {
            thaw_slice value = thaw_http_message_field_value(m, j);
            if (!same_name(name, thaw_http_message_field_name(m, j)))
                continue;
            thaw_buf_puts(b, j > i ? "," : "");
            thaw_buf_json(b, value.ptr, value.len);
        }
        thaw_buf_puts(b, "\",");
    }
    drop_comma(b);
    thaw_buf_puts(b, "},");
}

static void put_cookies(thaw_buf *b, thaw_slice cookies)
{
    if (!cookies.len)
        return;
    thaw_buf_puts(b, "\"cookies\":[");
    for (size_t i = 0; i < cookies.len;) {
        size_t len = strcspn(cookies.ptr + i, ";");
        put_string(b, (thaw_slice){ cookies.ptr + i, len });
        thaw_buf_putc(b, ',');
        i += len + 1;
        i += i < cookies.len ? strspn(cookies.ptr + i, " ") : 0;
    }
    drop_comma(b);
    thaw_buf_puts(b, "],");
}

static void decode_component(thaw_buf *out, thaw_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%' && i + 2 < s.len && isxdigit((unsigned char)s.ptr[i + 1]) &&
            isxdigit((unsigned char)s.ptr[i + 2])) {
            char hex[3] = { s.ptr[i + 1], s.ptr[i + 2], '\0' };
            thaw_buf_putc(out, (char)strtol(hex, NULL, 16));
            i += 2;
        } else {
            thaw_buf_putc(out, s.ptr[i] == '+' ? ' ' : s.ptr[i]);
        }
    }
}

/* Cuts the first "name=value" off `*rest`. False when nothing is left. */
static bool next_parameter(thaw_slice *rest, thaw_slice *ret_name, thaw_slice *ret_value)
{
    if (!rest->len)
        return false;
    const char *amp = memchr(rest->ptr, '&', rest->len);
    size_t len = amp ? (size_t)(amp - rest->ptr) : rest->len;
    const char *equals = memchr(rest->ptr, '=', len);
    size_t name = equals ? (size_t)(equals - rest->ptr) : len;
    *ret_name = (thaw_slice){ rest->ptr, name };
    *ret_value = (thaw_slice){ equals ? equals + 1 : "", equals ? len - name - 1 : 0 };
    *rest = (thaw_slice){ rest->ptr + len + (amp ? 1 : 0), rest->len - len - (amp ? 1 : 0) };
    return true;
}

static bool seen_before(thaw_slice query, thaw_slice name)
{
    thaw_slice rest = query, other, value;
    while (next_parameter(&rest, &other, &value) && other.ptr < name.ptr) {
        if (thaw_slice_equal(other, name))
            return true;
    }
    return false;
}

static void put_query(thaw_buf *b, thaw_slice query)
{
    thaw_slice rest = query, name, value, other;
    if (!query.len)
        return;
    thaw_buf_puts(b, "\"queryStringParameters\":{");
    while (next_parameter(&rest, &name, &value)) {
        THAW_AUTO(thaw_buf) key = thaw_buf_of(THAW_HTTP_MAX_HEAD), all = thaw_buf_of(THAW_HTTP_MAX_HEAD);
        if (seen_before(query, name))
            continue;
        decode_component(&key, name);
        decode_component(&all, value);
        for (thaw_slice more = rest; next_parameter(&more, &other, &value);) {
            if (thaw_slice_equal(other, name)) {
                thaw_buf_putc(&all, ',');
                decode_component(&all, value);
            }
        }
        put_string(b, (thaw_slice){ key.data, key.len });
        thaw_buf_putc(b, ':');
        put_string(b, (thaw_slice){ all.data, all.len });
        thaw_buf_putc(b, ',');
    }
    drop_comma(b);
    thaw_buf_puts(b, "},");
}

/* What Lambda passes as text; anything else goes in base64. */
static bool is_text(thaw_slice type, thaw_slice body)
{
    static const char *const known[] = { "text/", "application/json", "application/javascript", "application/xml" };
    bool text = type.len == 0;
    size_t len = type.ptr ? strcspn(type.ptr, "; ") : 0;
    thaw_slice bare = { type.ptr, len < type.len ? len : type.len };
    for (size_t i = 0; i < THAW_COUNT(known) && !text; i++)
        text = bare.len >= strlen(known[i]) && strncasecmp(bare.ptr, known[i], strlen(known[i])) == 0;
    if (!text && bare.ptr)
        text = thaw_slice_ends(bare, "+json") || thaw_slice_ends(bare, "+xml");
    return text && thaw_utf8_valid(body.ptr, body.len);
}

static void put_context(thaw_buf *b, const invocation *inv, const thaw_http_message *m, thaw_slice path)
{
    char stamp[64];
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    strftime(stamp, sizeof stamp, "%d/%b/%Y:%H:%M:%S +0000", gmtime_r(&now.tv_sec, &utc));
    thaw_slice host = thaw_http_message_header(m, "Host"), agent = thaw_http_message_header(m, "User-Agent");
    thaw_buf_puts(b, "\"requestContext\":{\"accountId\":\"anonymous\",\"apiId\":\"local\",");
    put_named(b, "domainName", host);
    thaw_buf_puts(b, "\"domainPrefix\":\"local\",\"http\":{");
    put_named(b, "method", thaw_slice_of(llhttp_method_name((llhttp_method_t)m->parser.method)));
    put_named(b, "path", path);
    thaw_buf_puts(b, "\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"127.0.0.1\",");
    put_named(b, "userAgent", agent);
    drop_comma(b);
    thaw_buf_printf(b, "},\"requestId\":\"%s\",\"routeKey\":\"$default\",\"stage\":\"$default\",\"time\":\"%s\",",
                    inv->id, stamp);
    thaw_buf_printf(b, "\"timeEpoch\":%lld},", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static void put_body(thaw_buf *b, const thaw_http_message *m)
{
    thaw_slice body = thaw_http_message_body(m);
    bool text = is_text(thaw_http_message_header(m, "Content-Type"), body);
    if (body.len) {
        thaw_buf_puts(b, "\"body\":");
        if (text) {
            put_string(b, body);
        } else {
            thaw_buf_putc(b, '"');
            thaw_base64_encode(b, body);
            thaw_buf_putc(b, '"');
        }
        thaw_buf_putc(b, ',');
    }
    thaw_buf_printf(b, "\"isBase64Encoded\":%s}", body.len && !text ? "true" : "false");
}

static void make_event(invocation *inv, const thaw_http_message *m)
{
    thaw_slice url = thaw_http_message_url(m);
    const char *mark = memchr(url.ptr, '?', url.len);
    thaw_slice path = { url.ptr, mark ? (size_t)(mark - url.ptr) : url.len };
    thaw_slice query = { mark ? mark + 1 : "", mark ? url.len - path.len - 1 : 0 };
    thaw_buf *b = &inv->event;
    thaw_buf_puts(b, "{\"version\":\"2.0\",\"routeKey\":\"$default\",");
    put_named(b, "rawPath", path);
    put_named(b, "rawQueryString", query);
    put_cookies(b, thaw_http_message_header(m, "Cookie"));
    put_headers(b, m);
    put_query(b, query);
    put_context(b, inv, m, path);
    put_body(b, m);
}

/* --- result -> response --- */

static bool is_line(const thaw_buf *text)
{
    return text->data && !thaw_buf_error(text) && strlen(text->data) == text->len && !strpbrk(text->data, "\r\n");
}

/* One header line; what would break out of it is left out. Length and connection are the server's. */
static void put_line(thaw_buf *h, const char *name, json_value value)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_HTTP_MAX_HEAD);
    json_text(value, &text);
    thaw_buf_puts(&text, "");
    bool ours = strcasecmp(name, "content-length") == 0 || strcasecmp(name, "connection") == 0 ||
                strcasecmp(name, "transfer-encoding") == 0;
    if (!ours && is_line(&text) && *name && !strpbrk(name, "\r\n: "))
        thaw_buf_printf(h, "%s: %s\r\n", name, text.data);
}

/* Returns true if a content type is among them. */
static bool put_result_headers(thaw_buf *h, json_value result)
{
    json_value headers, cookies, key, value;
    bool typed = false;
    if (json_member(result, "headers", &headers)) {
        for (size_t at = 0; json_next(headers, &at, &key, &value);) {
            THAW_AUTO(thaw_buf) name = thaw_buf_of(1024);
            json_text(key, &name);
            if (!is_line(&name))
                continue;
            typed = typed || strcasecmp(name.data, "content-type") == 0;
            put_line(h, name.data, value);
        }
    }
    if (json_member(result, "cookies", &cookies) && cookies.kind == JSON_ARRAY) {
        for (size_t at = 0; json_next(cookies, &at, NULL, &value);)
            put_line(h, "Set-Cookie", value);
    }
    return typed;
}

static void put_result_body(thaw_buf *out, json_value result)
{
    json_value body, encoded;
    if (!json_member(result, "body", &body) || body.kind == JSON_NULL)
        return;
    if (json_member(result, "isBase64Encoded", &encoded) && encoded.kind == JSON_TRUE) {
        THAW_AUTO(thaw_buf) text = thaw_buf_of(body.text.len);
        json_text(body, &text);
        thaw_base64_decode(out, (thaw_slice){ text.data, text.len });
    } else {
        json_text(body, out);
    }
}

static int status_of(json_value result)
{
    json_value status;
    if (!json_member(result, "statusCode", &status))
        return 0;
    THAW_AUTO(thaw_buf) text = thaw_buf_of(32);
    json_text(status, &text);
    long code = text.data ? strtol(text.data, NULL, 10) : 0;
    return code >= 200 && code <= 599 ? (int)code : -1;
}

static void reply_plain(http_connection *c, int status, thaw_slice body)
{
    http_reply(c, status, "Content-Type: application/json\r\n", body);
}

static void reply_bad_gateway(http_connection *c)
{
    reply_plain(c, 502, THAW_SLICE("{\"message\":\"Internal Server Error\"}"));
}

/* A streamed response of awslambda.HttpResponseStream: prelude, eight NULs, body. */
static bool split_prelude(const invocation *inv, thaw_slice *ret_prelude, thaw_slice *ret_body)
{
    const char *nuls =
        inv->streamed && inv->result.len ? memmem(inv->result.data, inv->result.len, "\0\0\0\0\0\0\0\0", 8) : NULL;
    if (!nuls)
        return false;
    size_t head = (size_t)(nuls - inv->result.data);
    *ret_prelude = (thaw_slice){ inv->result.data, head };
    *ret_body = (thaw_slice){ nuls + 8, inv->result.len - head - 8 };
    return true;
}

static void on_result(invocation *inv)
{
    http_connection *c = inv->opaque;
    thaw_slice whole = { inv->result.data, inv->result.len }, head = whole, stream = { NULL, 0 };
    json_value result;
    if (!c)
        return;
    bool streamed = split_prelude(inv, &head, &stream);
    if (inv->is_error) {
        reply_bad_gateway(c);
        return;
    }
    int status = json_parse(head, &result) ? status_of(result) : 0;
    if (status == 0 && !streamed) {
        reply_plain(c, 200, whole);
        return;
    }
    if (status < 0) {
        reply_bad_gateway(c);
        return;
    }
    THAW_AUTO(thaw_buf) headers = thaw_buf_of(THAW_HTTP_MAX_HEAD);
    THAW_AUTO(thaw_buf) body = thaw_buf_of(THAW_LAMBDA_MAX_PAYLOAD);
    if (!put_result_headers(&headers, result))
        thaw_buf_puts(&headers, "Content-Type: application/json\r\n");
    if (!streamed)
        put_result_body(&body, result);
    http_reply(c, status ? status : 200, headers.data, streamed ? stream : (thaw_slice){ body.data, body.len });
}

static void on_client_gone(http_connection *c)
{
    invocation *inv = c->owner;
    inv->opaque = NULL;
}

void function_url_on_request(emulator *emu, http_connection *c)
{
    if (c->request.overflow) {
        reply_plain(c, 413, THAW_SLICE("{\"message\":\"Request Too Long\"}"));
        return;
    }
    invocation *inv = invocation_new(emu, THAW_SLICE(""));
    if (!inv) {
        reply_bad_gateway(c);
        return;
    }
    make_event(inv, &c->request);
    if (thaw_buf_error(&inv->event))
        thaw_buf_reset(&inv->event); /* base64 made it too long */
    inv->opaque = c;
    inv->on_result = on_result;
    c->owner = inv;
    c->on_gone = on_client_gone;
    invocation_submit(emu, inv);
}
