/* SPDX-License-Identifier: MIT
 * FormData to bytes and back. */
#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/error.h"
#include "base/utf8.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "parse/form_urlencoded.h"
#include "parse/multipart.h"
#include "web/encoding/text.h"
#include "web/fetch/form_data.h"
#include "web/file/blob.h"

/* ---- writing ---- */

enum { BOUNDARY_MAX = 64 };

/* Whoever can foresee the boundary can make a value end its part early. */
static int make_boundary(JSContext *ctx, char ret[BOUNDARY_MAX])
{
    unsigned char random[16];
    thaw_input_random();
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        thaw_throw(ctx, -errno, "getrandom", NULL);
        return -1;
    }
    int n = snprintf(ret, BOUNDARY_MAX, "----formdata-thaw-");
    for (size_t i = 0; i < sizeof random; i++)
        n += snprintf(ret + n, (size_t)(BOUNDARY_MAX - n), "%02x", random[i]);
    return 0;
}

static void write_head(thaw_buf *out, const char *boundary, const thaw_form_entry *e)
{
    thaw_buf_printf(out, "--%s\r\nContent-Disposition: form-data; name=\"", boundary);
    thaw_multipart_escape(out, (thaw_slice){ e->name, e->name_len }, true);
    thaw_buf_putc(out, '"');
}

static void write_file_head(thaw_buf *out, const thaw_file *file)
{
    thaw_slice type = thaw_blob_type(&file->base);
    thaw_buf_puts(out, "; filename=\"");
    thaw_multipart_escape(out, (thaw_slice){ file->name, file->name_len }, false);
    thaw_buf_puts(out, "\"\r\nContent-Type: ");
    if (type.len)
        thaw_buf_append(out, type.ptr, type.len);
    else
        thaw_buf_puts(out, "application/octet-stream");
    thaw_buf_puts(out, "\r\n\r\n");
}

/* What was written so far becomes a chunk of the body. */
static int flush(JSContext *ctx, thaw_buf *text, thaw_bytes *body)
{
    if (thaw_buf_error(text)) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    thaw_bytes chunk;
    if (thaw_bytes_copy_of(ctx, (thaw_slice){ text->data, text->len }, &chunk) < 0)
        return -1;
    int failed = thaw_bytes_append(ctx, body, &chunk);
    thaw_bytes_done(JS_GetRuntime(ctx), &chunk);
    thaw_buf_reset(text);
    return failed;
}

static int write_entry(JSContext *ctx, const char *boundary, const thaw_form_entry *e, thaw_buf *text, thaw_bytes *body)
{
    write_head(text, boundary, e);
    if (e->text) {
        thaw_buf_puts(text, "\r\n\r\n");
        thaw_multipart_crlf(text, (thaw_slice){ e->text, e->text_len });
    } else {
        const thaw_file *file = thaw_file_of(e->file);
        write_file_head(text, file);
        if (flush(ctx, text, body) < 0 || thaw_bytes_append(ctx, body, &file->base.bytes) < 0)
            return -1;
    }
    thaw_buf_puts(text, "\r\n");
    return 0;
}

int thaw_form_data_serialise(JSContext *ctx, const thaw_form_data *form, thaw_buf *type, thaw_bytes *ret)
{
    char boundary[BOUNDARY_MAX];
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE_MAX / 2);
    thaw_bytes body = { 0 };
    if (make_boundary(ctx, boundary) < 0)
        return -1;
    int failed = 0;
    for (uint32_t i = 0; i < form->count && !failed; i++)
        failed = write_entry(ctx, boundary, &form->entries[i], &text, &body);
    thaw_buf_printf(&text, "--%s--\r\n", boundary);
    if (failed || flush(ctx, &text, &body) < 0) {
        thaw_bytes_done(JS_GetRuntime(ctx), &body);
        return -1;
    }
    thaw_buf_printf(type, "multipart/form-data; boundary=%s", boundary);
    *ret = body;
    return 0;
}

/* ---- reading ---- */

static JSValue malformed(JSContext *ctx, int err)
{
    if (err == -ENOMEM)
        return JS_ThrowOutOfMemory(ctx);
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "The body can't be parsed as form data.");
}

/* Bytes that claim to be UTF-8, made so. */
static int append_decoded(JSContext *ctx, thaw_form_data *form, thaw_slice name, thaw_slice text)
{
    if (thaw_utf8_valid(name.ptr, name.len) && thaw_utf8_valid(text.ptr, text.len))
        return thaw_form_data_append_text(ctx, form, name, text);
    THAW_AUTO(thaw_value)
    name_string = thaw_value_of(ctx, thaw_utf8_to_string(ctx, (const uint8_t *)name.ptr, name.len));
    THAW_AUTO(thaw_value)
    text_string = thaw_value_of(ctx, thaw_utf8_to_string(ctx, (const uint8_t *)text.ptr, text.len));
    if (JS_IsException(name_string.v) || JS_IsException(text_string.v))
        return -1;
    THAW_AUTO(thaw_cstr) valid_name = thaw_cstr_of(ctx, name_string.v);
    THAW_AUTO(thaw_cstr) valid_text = thaw_cstr_of(ctx, text_string.v);
    return valid_name.ptr && valid_text.ptr
               ? thaw_form_data_append_text(ctx, form, thaw_cstr_slice(&valid_name), thaw_cstr_slice(&valid_text))
               : -1;
}

static thaw_slice buf_slice(const thaw_buf *b)
{
    return (thaw_slice){ b->data ? b->data : "", b->len };
}

static int append_part(JSContext *ctx, thaw_form_data *form, const thaw_multipart_part *part)
{
    if (!part->has_filename)
        return append_decoded(ctx, form, buf_slice(&part->name), part->body);
    thaw_bytes bytes;
    if (thaw_bytes_copy_of(ctx, part->body, &bytes) < 0)
        return -1;
    thaw_slice type = part->type.len ? part->type : THAW_SLICE("text/plain");
    JSValue file = thaw_file_new(ctx, &bytes, type, buf_slice(&part->filename), thaw_file_now());
    return JS_IsException(file) ? -1 : thaw_form_data_append_file(ctx, form, buf_slice(&part->name), file);
}

JSValue thaw_form_data_from_multipart(JSContext *ctx, thaw_slice boundary, thaw_slice body)
{
    thaw_form_data *form;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_form_data_new(ctx, &form));
    THAW_AUTO(thaw_multipart_part) part = { 0 };
    thaw_multipart m = thaw_multipart_of(boundary, body);
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    for (;;) {
        int found = thaw_multipart_next(&m, &part);
        if (found < 0)
            return malformed(ctx, found);
        if (found == 0)
            return thaw_value_take(&object);
        if (append_part(ctx, form, &part) < 0)
            return JS_EXCEPTION;
    }
}

JSValue thaw_form_data_from_urlencoded(JSContext *ctx, thaw_slice body)
{
    thaw_form_data *form;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_form_data_new(ctx, &form));
    THAW_AUTO(thaw_buf) name = thaw_buf_of(SIZE_MAX / 2);
    THAW_AUTO(thaw_buf) value = thaw_buf_of(SIZE_MAX / 2);
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    for (;;) {
        int found = thaw_form_urlencoded_next(&body, &name, &value);
        if (found < 0)
            return malformed(ctx, found);
        if (found == 0)
            return thaw_value_take(&object);
        if (append_decoded(ctx, form, buf_slice(&name), buf_slice(&value)) < 0)
            return JS_EXCEPTION;
        thaw_buf_reset(&name);
        thaw_buf_reset(&value);
    }
}
