/* SPDX-License-Identifier: MIT
 * A reader takes the Blob's bytes, which are in memory already, and tells of its progress by events from the event
 * loop, one step a turn:
 *
 *     EMPTY, DONE --readAs*--> LOADING --turn: loadstart--> --turn: progress, unless empty--> --turn: load, loadend-->
 * DONE
 *                                 |
 *                                 +--abort(): abort, loadend--> DONE
 *
 * While LOADING it is pinned: it is called by the loop though the program may have forgotten it. */
#include "web/file/file_reader.h"

#include "base/base64.h"
#include "js/auto_values.h"
#include "js/call.h"
#include "js/timer_queue.h"
#include "parse/mime_type.h"
#include "web/dom/dom_exception.h"
#include "web/dom/event.h"
#include "web/dom/event_target.h"
#include "web/encoding/text_decoder.h"
#include "web/fetch/headers.h"
#include "web/file/blob.h"

typedef enum { EMPTY, LOADING, DONE } reader_state;
typedef enum { STEP_START, STEP_PROGRESS, STEP_END } reader_step;
typedef enum { AS_ARRAY_BUFFER, AS_BINARY_STRING, AS_TEXT, AS_DATA_URL } reader_form;

typedef struct {
    thaw_event_target base;
    reader_state state;
    reader_step step;
    reader_form form;
    int encoding; /* of AS_TEXT: what the program asked for, or -1 */
    thaw_bytes bytes;
    thaw_immediate immediate;
    THAW_JS_FIELDS(result, /* undefined: null */
                   blob    /* while LOADING */
    );
} file_reader;

static void reader_dispose(JSRuntime *rt, void *self)
{
    file_reader *r = self;
    thaw_immediate_stop(rt, &r->immediate);
    thaw_bytes_done(rt, &r->bytes);
}
THAW_CLASS(file_reader, FILE_READER, "FileReader", .parent = &thaw_event_target_class, .dispose = reader_dispose);

/* ---- results ---- */

static bool starts_with(const thaw_chunk *c, const char *bytes, size_t n)
{
    return c->size >= n && memcmp(c->data, bytes, n) == 0;
}

/* A byte order mark decides; then what was asked for; then the type's charset. */
static thaw_encoding choose_encoding(const thaw_chunk *flat, int asked, const thaw_blob *blob)
{
    if (starts_with(flat, "\xEF\xBB\xBF", 3))
        return THAW_ENCODING_UTF_8;
    if (starts_with(flat, "\xFE\xFF", 2))
        return THAW_ENCODING_UTF_16BE;
    if (starts_with(flat, "\xFF\xFE", 2))
        return THAW_ENCODING_UTF_16LE;
    if (asked >= 0)
        return (thaw_encoding)asked;
    THAW_AUTO(thaw_mime_type) type = { 0 };
    int of_type = -1;
    if (thaw_mime_type_parse(thaw_blob_type(blob), &type) == 0) {
        thaw_slice charset = thaw_mime_type_get(&type, "charset");
        of_type = charset.ptr ? thaw_encoding_of_label(charset) : -1;
    }
    return of_type >= 0 ? (thaw_encoding)of_type : THAW_ENCODING_UTF_8;
}

static JSValue as_text(JSContext *ctx, const file_reader *r, const thaw_chunk *flat)
{
    thaw_text_decoding d = { .encoding = choose_encoding(flat, r->encoding, thaw_blob_of(r->blob)) };
    if (d.encoding >= THAW_ENCODING_REPLACEMENT)
        thaw_decoder_init(&d.legacy, d.encoding, false);
    return thaw_text_decoding_next(ctx, &d, (const uint8_t *)flat->data, flat->size, false);
}

static JSValue as_data_url(JSContext *ctx, const file_reader *r, const thaw_chunk *flat)
{
    THAW_AUTO(thaw_buf) url = thaw_buf_of(SIZE_MAX / 2);
    thaw_slice type = thaw_blob_type(thaw_blob_of(r->blob));
    thaw_buf_puts(&url, "data:");
    thaw_buf_append(&url, type.ptr, type.len);
    thaw_buf_puts(&url, type.len ? ";base64," : "application/octet-stream;base64,");
    thaw_base64_encode(&url, (thaw_slice){ flat->data, flat->size });
    return thaw_buf_error(&url) ? JS_ThrowOutOfMemory(ctx)
                                : thaw_byte_string_new(ctx, (thaw_slice){ url.data, url.len });
}

static JSValue make_result(JSContext *ctx, file_reader *r)
{
    thaw_chunk *flat;
    if (r->form == AS_ARRAY_BUFFER)
        return thaw_bytes_to_array_buffer(ctx, &r->bytes);
    if (thaw_bytes_flat(ctx, &r->bytes, &flat) < 0)
        return JS_EXCEPTION;
    JSValue result = r->form == AS_TEXT       ? as_text(ctx, r, flat)
                     : r->form == AS_DATA_URL ? as_data_url(ctx, r, flat)
                                              : thaw_byte_string_new(ctx, (thaw_slice){ flat->data, flat->size });
    thaw_chunk_unref(JS_GetRuntime(ctx), flat);
    return result;
}

/* ---- the loop's part ---- */

static const char *describe(const thaw_immediate *i, JSValueConst *ret_origin)
{
    *ret_origin = JS_UNDEFINED;
    return "a FileReader that reads";
}
static void run_step(JSContext *ctx, thaw_immediate *i);
static const thaw_immediate_kind step_kind = { .run = run_step, .describe = describe };

static void next_step(JSContext *ctx, file_reader *r, reader_step step)
{
    r->step = step;
    thaw_immediate_start(ctx, &r->immediate, &step_kind, true);
}

static void fire(JSContext *ctx, JSValueConst self, const char *type, size_t loaded, size_t total)
{
    thaw_event_fire_from_loop(ctx, self, thaw_progress_event_new(ctx, type, true, (double)loaded, (double)total));
}

/* Forgets what it read; the caller holds the wrapper. */
static void finish(JSContext *ctx, file_reader *r)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    r->state = DONE;
    thaw_bytes_done(rt, &r->bytes);
    thaw_slot_clear(rt, &r->blob);
    thaw_native_unpin(rt, r);
}

static void end(JSContext *ctx, file_reader *r, JSValueConst self)
{
    size_t size = r->bytes.size;
    JSValue result = make_result(ctx, r);
    if (JS_IsException(result))
        thaw_uncaught(ctx);
    else
        thaw_slot_set(JS_GetRuntime(ctx), &r->result, result);
    finish(ctx, r);
    fire(ctx, self, "load", size, size);
    if (r->state != LOADING)
        fire(ctx, self, "loadend", size, size);
}

static void run_step(JSContext *ctx, thaw_immediate *i)
{
    file_reader *r = THAW_CONTAINER(i, file_reader, immediate);
    size_t size = r->bytes.size;
    THAW_AUTO(thaw_value) self = thaw_value_of(ctx, JS_DupValue(ctx, r->base.base.pin));
    switch (r->step) {
    case STEP_START:
        next_step(ctx, r, size ? STEP_PROGRESS : STEP_END);
        fire(ctx, self.v, "loadstart", 0, size);
        break;
    case STEP_PROGRESS:
        next_step(ctx, r, STEP_END);
        fire(ctx, self.v, "progress", size, size);
        break;
    case STEP_END:
        end(ctx, r, self.v);
        break;
    }
    thaw_drain(ctx);
}

/* ---- members ---- */

typedef struct {
    thaw_blob_ref blob;
    bool has_encoding;
    JSValueConst encoding;
} read_args;

static JSValue read_as(JSContext *ctx, const thaw_invocation *in, reader_form form)
{
    file_reader *self = in->self;
    const read_args *args = in->args;
    if (self->state == LOADING)
        return thaw_throw_dom(ctx, "InvalidStateError", "The FileReader is reading already.");
    int encoding = -1;
    if (form == AS_TEXT && args->has_encoding) {
        THAW_AUTO(thaw_cstr) label = thaw_cstr_of(ctx, args->encoding);
        if (!label.ptr)
            return JS_EXCEPTION;
        encoding = thaw_encoding_of_label(thaw_cstr_slice(&label));
    }
    if (thaw_bytes_share(ctx, &((const thaw_blob *)args->blob.self)->bytes, &self->bytes) < 0)
        return JS_EXCEPTION;
    JSRuntime *rt = JS_GetRuntime(ctx);
    self->state = LOADING;
    self->form = form;
    self->encoding = encoding;
    thaw_slot_clear(rt, &self->result);
    thaw_slot_set(rt, &self->blob, JS_DupValue(ctx, args->blob.object));
    thaw_native_pin(ctx, self, in->this_val);
    next_step(ctx, self, STEP_START);
    return JS_UNDEFINED;
}

#define READ_BODY(name, form)                                                \
    static JSValue read_as_##name(JSContext *ctx, const thaw_invocation *in) \
    {                                                                        \
        return read_as(ctx, in, form);                                       \
    }
READ_BODY(array_buffer, AS_ARRAY_BUFFER)
READ_BODY(binary_string, AS_BINARY_STRING)
READ_BODY(text, AS_TEXT)
READ_BODY(data_url, AS_DATA_URL)

static JSValue reader_abort(JSContext *ctx, const thaw_invocation *in)
{
    file_reader *self = in->self;
    thaw_slot_clear(JS_GetRuntime(ctx), &self->result);
    if (self->state != LOADING)
        return JS_UNDEFINED;
    thaw_immediate_stop(JS_GetRuntime(ctx), &self->immediate);
    finish(ctx, self);
    if (thaw_event_fire(ctx, in->this_val, thaw_progress_event_new(ctx, "abort", false, 0, 0)) < 0)
        return JS_EXCEPTION;
    if (self->state != LOADING &&
        thaw_event_fire(ctx, in->this_val, thaw_progress_event_new(ctx, "loadend", false, 0, 0)) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

static JSValue reader_construct(JSContext *ctx, const thaw_invocation *in)
{
    file_reader *self;
    return thaw_interface_construct(ctx, in, &self);
}

static JSValue reader_ready_state(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt32(ctx, ((const file_reader *)in->self)->state);
}

static JSValue reader_result(JSContext *ctx, const thaw_invocation *in)
{
    const file_reader *self = in->self;
    return JS_IsUndefined(self->result) ? JS_NULL : JS_DupValue(ctx, self->result);
}

/* Reading memory doesn't fail. */
static JSValue reader_error(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NULL;
}

THAW_EVENT_HANDLER_BODIES(loadstart)
THAW_EVENT_HANDLER_BODIES(progress)
THAW_EVENT_HANDLER_BODIES(load)
THAW_EVENT_HANDLER_BODIES(abort)
THAW_EVENT_HANDLER_BODIES(error)
THAW_EVENT_HANDLER_BODIES(loadend)

#define READ_ROW(js_name, fn) \
    THAW_METHOD_ARGS(js_name, fn, read_args, THAW_REQUIRED(read_args, blob, "blob", thaw_blob))
static const thaw_member members[] = {
    READ_ROW("readAsArrayBuffer", read_as_array_buffer),
    READ_ROW("readAsBinaryString", read_as_binary_string),
    THAW_METHOD_ARGS("readAsText", read_as_text, read_args, THAW_REQUIRED(read_args, blob, "blob", thaw_blob),
                     THAW_OPTIONAL(read_args, encoding, "encoding", DOMString)),
    READ_ROW("readAsDataURL", read_as_data_url),
    THAW_METHOD("abort", reader_abort),
    THAW_CONSTANT("EMPTY", EMPTY),
    THAW_CONSTANT("LOADING", LOADING),
    THAW_CONSTANT("DONE", DONE),
    THAW_READONLY("readyState", reader_ready_state),
    THAW_READONLY("result", reader_result),
    THAW_READONLY("error", reader_error),
    THAW_EVENT_HANDLER(loadstart),
    THAW_EVENT_HANDLER(progress),
    THAW_EVENT_HANDLER(load),
    THAW_EVENT_HANDLER(abort),
    THAW_EVENT_HANDLER(error),
    THAW_EVENT_HANDLER(loadend),
};
static const thaw_interface reader_interface = { .cls = &file_reader_class,
                                                 THAW_MEMBERS(members),
                                                 THAW_CONSTRUCTOR(reader_construct) };

int thaw_file_reader_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &reader_interface);
}
