/* SPDX-License-Identifier: MIT
 * Bodies: what they are made from, and the members that read them. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/engine_json.h"
#include "js/errors.h"
#include "js/webidl/convert.h"
#include "parse/encoding/utf8.h"
#include "web/encoding/text.h"
#include "web/encoding/text_decoder_stream.h"
#include "web/fetch/body_stream.h"
#include "web/fetch/content_type.h"
#include "web/fetch/form_data.h"
#include "web/fetch/message.h"
#include "web/file/blob.h"
#include "web/streams/byte_source.h"
#include "web/url/url.h"

static int throw_if(JSContext *ctx, int err)
{
    if (err == -ENOMEM)
        JS_ThrowOutOfMemory(ctx);
    else if (err < 0)
        thaw_throw(ctx, err, NULL, NULL);
    return err < 0 ? -1 : 0;
}

/* ---- making ---- */

static int extract_blob(JSContext *ctx, const thaw_blob *blob, thaw_bytes *ret, thaw_buf *ret_type)
{
    thaw_slice type = thaw_blob_type(blob);
    thaw_buf_append(ret_type, type.ptr, type.len);
    return thaw_bytes_share(ctx, &blob->bytes, ret);
}

static int extract_text(JSContext *ctx, JSValueConst init, thaw_bytes *ret, thaw_buf *ret_type)
{
    thaw_idl_site site = { .ctx = ctx, .verb = THAW_IDL_READ, .member = "body", .owner = "BodyInit" };
    thaw_idl_text text;
    if (thaw_idl_convert(&site, &thaw_idl_USVString, init, &text) < 0)
        return -1;
    thaw_buf_puts(ret_type, "text/plain;charset=UTF-8");
    int failed = thaw_bytes_copy_of(ctx, (thaw_slice){ text.ptr, text.len }, ret);
    thaw_idl_release(ctx, &thaw_idl_USVString, &text);
    return failed;
}

static int extract_params(JSContext *ctx, const thaw_search_params *params, thaw_bytes *ret, thaw_buf *ret_type)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(SIZE_MAX / 2);
    if (throw_if(ctx, thaw_param_list_serialise(&params->list, &text)) < 0)
        return -1;
    thaw_buf_puts(ret_type, "application/x-www-form-urlencoded;charset=UTF-8");
    return thaw_bytes_copy_of(ctx, (thaw_slice){ text.data, text.len }, ret);
}

static int extract(JSContext *ctx, JSValueConst init, thaw_bytes *ret, thaw_buf *ret_type)
{
    const thaw_blob *blob = thaw_blob_of(init);
    const thaw_form_data *form = thaw_form_data_of(init);
    if (blob)
        return extract_blob(ctx, blob, ret, ret_type);
    if (form)
        return thaw_form_data_serialise(ctx, form, ret_type, ret);
    const thaw_search_params *params = thaw_search_params_of(init);
    if (params)
        return extract_params(ctx, params, ret, ret_type);
    thaw_engine_buffer buffer = thaw_engine_buffer_of(init);
    if (buffer.kind != THAW_BUFFER_NONE && !buffer.is_shared)
        return thaw_bytes_copy_of(ctx, (thaw_slice){ (const char *)buffer.data, buffer.size }, ret);
    return extract_text(ctx, init, ret, ret_type);
}

int thaw_body_extract(JSContext *ctx, JSValueConst init, thaw_bytes *ret, thaw_buf *ret_type)
{
    if (extract(ctx, init, ret, ret_type) < 0)
        return -1;
    if (throw_if(ctx, thaw_buf_error(ret_type)) == 0)
        return 0;
    thaw_bytes_done(JS_GetRuntime(ctx), ret);
    return -1;
}

int thaw_body_set(JSContext *ctx, thaw_message *m, thaw_bytes *bytes, const thaw_buf *type)
{
    thaw_header_list *list = thaw_message_header_list(m);
    m->body = *bytes;
    m->has_body = true;
    *bytes = (thaw_bytes){ 0 };
    if (!type->len || thaw_header_list_has(list, THAW_SLICE("content-type")))
        return 0;
    return throw_if(ctx, thaw_header_list_append(JS_GetRuntime(ctx), list, THAW_SLICE("Content-Type"),
                                                 (thaw_slice){ type->data, type->len }));
}

bool thaw_body_is_unusable(const thaw_message *m)
{
    return m->has_body && (m->body_used || thaw_body_stream_is_locked(m) || thaw_body_stream_is_disturbed(m));
}

int thaw_body_clone(JSContext *ctx, thaw_message *from, thaw_message *to)
{
    if (thaw_body_is_unusable(from)) {
        thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "The body has been used and can't be cloned.");
        return -1;
    }
    to->has_body = from->has_body;
    if (!from->has_body)
        return 0;
    return JS_IsUndefined(from->stream) ? thaw_bytes_share(ctx, &from->body, &to->body) : thaw_body_tee(ctx, from, to);
}

/* ---- reading ---- */

static JSValue settled(JSContext *ctx, JSValue owned)
{
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, owned);
    return JS_IsException(value.v) ? JS_EXCEPTION : JS_NewSettledPromise(ctx, false, value.v);
}

static JSValue unusable(JSContext *ctx)
{
    return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "Body is unusable: Body has already been read");
}

/* "consume body": bytes that are there at once, without a stream in between. */
static JSValue consume(JSContext *ctx, const thaw_invocation *in, thaw_body_convert *convert)
{
    thaw_message *m = in->self;
    if (thaw_body_is_unusable(m))
        return unusable(ctx);
    if (thaw_body_is_ended(ctx, m))
        return JS_EXCEPTION;
    if (m->has_body && !JS_IsUndefined(m->stream))
        return thaw_body_read_stream(ctx, in->this_val, convert);
    thaw_bytes bytes = m->body;
    m->body = (thaw_bytes){ 0 };
    m->body_used = m->has_body;
    if (m->base.cls == &thaw_response_class) /* there is nothing left for it to end */
        thaw_slot_clear(JS_GetRuntime(ctx), &m->signal);
    return settled(ctx, convert(ctx, m, &bytes));
}

JSValue thaw_body_used(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_message *m = in->self;
    return JS_NewBool(ctx, m->has_body && (m->body_used || thaw_body_stream_is_disturbed(m)));
}

static JSValue to_array_buffer(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    return thaw_bytes_to_array_buffer(ctx, bytes);
}

JSValue thaw_body_array_buffer(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_array_buffer);
}

static JSValue to_bytes(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    return thaw_bytes_to_uint8_array(ctx, bytes);
}

JSValue thaw_body_bytes(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_bytes);
}

static JSValue to_text(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    JSValue text = thaw_bytes_to_string(ctx, bytes);
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    return text;
}

JSValue thaw_body_text(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_text);
}

static JSValue to_blob(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MIME_SIZE_MAX);
    int err = thaw_content_type_of(thaw_message_header_list(m), &type);
    if (!err)
        thaw_mime_type_serialise(&type, &text);
    if (err == -ENOMEM || thaw_buf_error(&text) == -ENOMEM) {
        thaw_bytes_done(JS_GetRuntime(ctx), bytes);
        return JS_ThrowOutOfMemory(ctx);
    }
    return thaw_blob_new(ctx, bytes, (thaw_slice){ text.data, text.len });
}

JSValue thaw_body_blob(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_blob);
}

/* JSON text in UTF-8; what is malformed in it becomes U+FFFD. */
static JSValue parse_json(JSContext *ctx, const thaw_chunk *flat)
{
    bool marked = flat->size >= 3 && memcmp(flat->data, "\xEF\xBB\xBF", 3) == 0;
    const char *text = flat->data + (marked ? 3 : 0);
    size_t size = flat->size - (marked ? 3 : 0);
    if (THAW_LIKELY(thaw_utf8_measure((const uint8_t *)text, size).valid))
        return thaw_engine_parse_json(ctx, text, size, "<json>");
    THAW_AUTO(thaw_value) string = thaw_value_of(ctx, thaw_utf8_to_string(ctx, (const uint8_t *)text, size));
    if (JS_IsException(string.v))
        return JS_EXCEPTION;
    THAW_AUTO(thaw_cstr) valid = thaw_cstr_of(ctx, string.v);
    return valid.ptr ? thaw_engine_parse_json(ctx, valid.ptr, valid.len, "<json>") : JS_EXCEPTION;
}

static JSValue to_json(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    thaw_chunk *flat;
    int failed = thaw_bytes_flat(ctx, bytes, &flat);
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    if (failed)
        return JS_EXCEPTION;
    JSValue value = parse_json(ctx, flat);
    thaw_chunk_unref(JS_GetRuntime(ctx), flat);
    return value;
}

JSValue thaw_body_json(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_json);
}

static JSValue parse_form(JSContext *ctx, const thaw_mime_type *type, thaw_slice body)
{
    thaw_slice essence = thaw_mime_type_essence(type);
    if (thaw_slice_is(essence, "application/x-www-form-urlencoded"))
        return thaw_form_data_from_urlencoded(ctx, body);
    thaw_slice boundary = thaw_mime_type_get(type, "boundary");
    if (!thaw_slice_is(essence, "multipart/form-data") || !boundary.ptr)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE",
                               "The Content-Type is neither multipart/form-data with a boundary nor "
                               "application/x-www-form-urlencoded.");
    return thaw_form_data_from_multipart(ctx, boundary, body);
}

static JSValue to_form_data(JSContext *ctx, thaw_message *m, thaw_bytes *bytes)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    thaw_chunk *flat;
    int err = thaw_content_type_of(thaw_message_header_list(m), &type);
    int failed = thaw_bytes_flat(ctx, bytes, &flat);
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    if (failed)
        return JS_EXCEPTION;
    JSValue form =
        err == -ENOMEM ? JS_ThrowOutOfMemory(ctx) : parse_form(ctx, &type, (thaw_slice){ flat->data, flat->size });
    thaw_chunk_unref(JS_GetRuntime(ctx), flat);
    return form;
}

JSValue thaw_body_form_data(JSContext *ctx, const thaw_invocation *in)
{
    return consume(ctx, in, to_form_data);
}

JSValue thaw_body_text_stream(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_message *m = in->self;
    thaw_bytes none = { 0 };
    if (thaw_body_is_unusable(m))
        return unusable(ctx);
    THAW_AUTO(thaw_value)
    stream = thaw_value_of(ctx, m->has_body ? thaw_body_stream(ctx, in) : thaw_byte_source_stream(ctx, &none));
    return JS_IsException(stream.v) ? JS_EXCEPTION : thaw_text_of_stream(ctx, stream.v);
}
