/* SPDX-License-Identifier: MIT */
#include "web/file/blob.h"

#include <math.h>

#include "base/buf.h"
#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/webidl/interface.h"
#include "web/encoding/text_decoder_stream.h"
#include "web/fetch/headers.h"
#include "web/html/structured_clone.h"
#include "web/streams/byte_source.h"

static void blob_dispose(JSRuntime *rt, void *self)
{
    thaw_blob *blob = self;
    thaw_bytes_done(rt, &blob->bytes);
    js_free_rt(rt, blob->type);
}
static const thaw_clone_hooks blob_clone, file_clone;
const thaw_class thaw_blob_class = {
    .name = "Blob", .id = THAW_CLASS_BLOB, .size = sizeof(thaw_blob), .dispose = blob_dispose, .clone = &blob_clone
};

static void file_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((thaw_file *)self)->name);
}
const thaw_class thaw_file_class = { .name = "File",
                                     .id = THAW_CLASS_FILE,
                                     .size = sizeof(thaw_file),
                                     .parent = &thaw_blob_class,
                                     .dispose = file_dispose,
                                     .clone = &file_clone };

/* ---- making ---- */

/* A type with other than printable ASCII characters is none; letters become small. */
static int set_type(JSContext *ctx, thaw_blob *blob, thaw_slice type)
{
    for (size_t i = 0; i < type.len; i++) {
        if (type.ptr[i] < 0x20 || type.ptr[i] > 0x7E)
            return 0;
    }
    if (!type.len)
        return 0;
    blob->type = thaw_text_copy(ctx, type);
    if (!blob->type)
        return -1;
    for (char *c = blob->type; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
    return 0;
}

static int set_name(JSContext *ctx, thaw_file *file, thaw_slice name)
{
    file->name = thaw_text_copy(ctx, name);
    file->name_len = name.len;
    return file->name ? 0 : -1;
}

/* The blob takes over the bytes; with `type` as it is. */
static int set_content(JSContext *ctx, thaw_blob *blob, thaw_bytes *bytes, thaw_slice type)
{
    blob->bytes = *bytes;
    *bytes = (thaw_bytes){ 0 };
    blob->type = type.len ? thaw_text_copy(ctx, type) : NULL;
    return type.len && !blob->type ? -1 : 0;
}

JSValue thaw_blob_new(JSContext *ctx, thaw_bytes *bytes, thaw_slice type)
{
    thaw_blob *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_blob_class, JS_UNDEFINED, &self));
    if (!JS_IsException(object.v) && set_content(ctx, self, bytes, type) == 0)
        return thaw_value_take(&object);
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    return JS_EXCEPTION;
}

JSValue thaw_file_new(JSContext *ctx, thaw_bytes *bytes, thaw_slice type, thaw_slice name, int64_t last_modified)
{
    thaw_file *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_file_class, JS_UNDEFINED, &self));
    if (!JS_IsException(object.v) && set_content(ctx, &self->base, bytes, type) == 0 &&
        set_name(ctx, self, name) == 0) {
        self->last_modified = last_modified;
        return thaw_value_take(&object);
    }
    thaw_bytes_done(JS_GetRuntime(ctx), bytes);
    return JS_EXCEPTION;
}

/* ---- cloning: what never changes is shared with the object itself ---- */

static JSValue read_clone(thaw_clone_reader *r, bool is_file)
{
    JSContext *ctx = thaw_clone_reader_context(r);
    THAW_AUTO(thaw_value) original = thaw_value_of(ctx, thaw_clone_attached(r));
    if (JS_IsException(original.v))
        return JS_EXCEPTION;
    thaw_bytes bytes;
    const thaw_blob *blob = thaw_blob_of(original.v);
    if (thaw_bytes_share(ctx, &blob->bytes, &bytes) < 0)
        return JS_EXCEPTION;
    if (!is_file)
        return thaw_blob_new(ctx, &bytes, thaw_blob_type(blob));
    const thaw_file *file = thaw_file_of(original.v);
    return thaw_file_new(ctx, &bytes, thaw_blob_type(blob), (thaw_slice){ file->name, file->name_len },
                         file->last_modified);
}

static JSValue read_blob(thaw_clone_reader *r)
{
    return read_clone(r, false);
}

static JSValue read_file(thaw_clone_reader *r)
{
    return read_clone(r, true);
}

static const thaw_clone_hooks blob_clone = { .write = thaw_clone_attach, .read = read_blob };
static const thaw_clone_hooks file_clone = { .write = thaw_clone_attach, .read = read_file };

thaw_slice thaw_blob_type(const thaw_blob *blob)
{
    return thaw_slice_of(blob->type ? blob->type : "");
}

int64_t thaw_file_now(void)
{
    struct timespec now;
    thaw_input_clock(&now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what the constructors take ---- */

typedef enum { PART_BUFFER, PART_BLOB, PART_TEXT } part_kind;
THAW_IDL_UNION(blob_part, "(BufferSource or Blob or USVString)", &thaw_idl_BufferSource, &thaw_idl_thaw_blob,
               &thaw_idl_USVString);
THAW_IDL_SEQUENCE(blob_parts, "sequence<BlobPart>", blob_part);
typedef enum { ENDINGS_TRANSPARENT, ENDINGS_NATIVE } endings_kind;
THAW_IDL_ENUM(endings, "EndingType", "transparent", "native");

typedef struct {
    int endings;
    JSValueConst type;
} blob_options;
THAW_IDL_DICTIONARY(blob_options, "BlobPropertyBag",
                    THAW_DEFAULT(blob_options, endings, "endings", endings, THAW_TEXT("transparent")),
                    THAW_DEFAULT(blob_options, type, "type", DOMString, THAW_TEXT("")));
typedef struct {
    blob_options base;
    bool has_last_modified;
    int64_t last_modified;
} file_options;
THAW_IDL_DERIVED_DICTIONARY(file_options, blob_options, "FilePropertyBag",
                            THAW_OPTIONAL(file_options, last_modified, "lastModified", long_long));

typedef struct {
    bool has_parts;
    thaw_idl_sequence parts;
    blob_options options;
} blob_args;
typedef struct {
    thaw_idl_sequence parts;
    thaw_idl_text name;
    file_options options;
} file_args;

/* Appends the text with every line ending as the platform has it: a line feed. */
static void append_with_native_endings(thaw_buf *out, thaw_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        thaw_buf_putc(out, c == '\r' ? '\n' : c);
    }
}

static int append_slice(JSContext *ctx, thaw_bytes *to, thaw_slice bytes)
{
    thaw_bytes part;
    if (thaw_bytes_copy_of(ctx, bytes, &part) < 0)
        return -1;
    int failed = thaw_bytes_append(ctx, to, &part);
    thaw_bytes_done(JS_GetRuntime(ctx), &part);
    return failed;
}

static int append_text(JSContext *ctx, thaw_bytes *to, thaw_slice text, bool native)
{
    if (!native || !thaw_slice_has(text, '\r'))
        return append_slice(ctx, to, text);
    THAW_AUTO(thaw_buf) converted = thaw_buf_of(SIZE_MAX / 2);
    append_with_native_endings(&converted, text);
    if (thaw_buf_error(&converted)) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    return append_slice(ctx, to, (thaw_slice){ converted.data, converted.len });
}

static int append_part(JSContext *ctx, thaw_bytes *to, const thaw_idl_union *part, bool native)
{
    switch ((part_kind)part->which) {
    case PART_BLOB:
        return thaw_bytes_append(ctx, to, &((const thaw_blob *)part->as.object.self)->bytes);
    case PART_TEXT:
        return append_text(ctx, to, (thaw_slice){ part->as.text.ptr, part->as.text.len }, native);
    default: {
        thaw_engine_buffer b = thaw_engine_buffer_of(part->as.value);
        return append_slice(ctx, to, (thaw_slice){ (const char *)b.data, b.size });
    }
    }
}

static int fill(JSContext *ctx, thaw_blob *self, const thaw_idl_sequence *parts, const blob_options *options)
{
    const thaw_idl_union *part = parts->items;
    for (size_t i = 0; i < parts->count; i++) {
        if (append_part(ctx, &self->bytes, &part[i], options->endings == ENDINGS_NATIVE) < 0)
            return -1;
    }
    THAW_AUTO(thaw_cstr) type = thaw_cstr_of(ctx, options->type);
    return type.ptr ? set_type(ctx, self, thaw_cstr_slice(&type)) : -1;
}

static JSValue blob_construct(JSContext *ctx, const thaw_invocation *in)
{
    const blob_args *args = in->args;
    thaw_blob *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v) || fill(ctx, self, &args->parts, &args->options) < 0)
        return JS_EXCEPTION;
    return thaw_value_take(&object);
}

static JSValue file_construct(JSContext *ctx, const thaw_invocation *in)
{
    const file_args *args = in->args;
    thaw_file *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v) || fill(ctx, &self->base, &args->parts, &args->options.base) < 0 ||
        set_name(ctx, self, (thaw_slice){ args->name.ptr, args->name.len }) < 0)
        return JS_EXCEPTION;
    self->last_modified = args->options.has_last_modified ? args->options.last_modified : thaw_file_now();
    return thaw_value_take(&object);
}

/* ---- members ---- */

static JSValue blob_size(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_blob *self = in->self;
    return JS_NewInt64(ctx, (int64_t)self->bytes.size);
}

static JSValue blob_type(JSContext *ctx, const thaw_invocation *in)
{
    thaw_slice type = thaw_blob_type(in->self);
    return thaw_byte_string_new(ctx, type);
}

typedef struct {
    bool has_start, has_end, has_type;
    int64_t start, end;
    JSValueConst type;
} slice_args;

static size_t clamp_index(int64_t index, size_t size)
{
    if (index < 0)
        return (uint64_t)-index > size ? 0 : size - (size_t)-index;
    return (uint64_t)index > size ? size : (size_t)index;
}

static JSValue blob_slice(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_blob *self = in->self;
    const slice_args *args = in->args;
    size_t size = self->bytes.size;
    size_t start = args->has_start ? clamp_index(args->start, size) : 0;
    size_t end = args->has_end ? clamp_index(args->end, size) : size;
    thaw_blob *slice;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_native_new(ctx, &thaw_blob_class, JS_UNDEFINED, &slice));
    if (JS_IsException(object.v) ||
        thaw_bytes_slice(ctx, &self->bytes, start, end > start ? end - start : 0, &slice->bytes) < 0)
        return JS_EXCEPTION;
    if (args->has_type) {
        THAW_AUTO(thaw_cstr) type = thaw_cstr_of(ctx, args->type);
        if (!type.ptr || set_type(ctx, slice, thaw_cstr_slice(&type)) < 0)
            return JS_EXCEPTION;
    }
    return thaw_value_take(&object);
}

static JSValue settled(JSContext *ctx, JSValue owned)
{
    THAW_AUTO(thaw_value) value = thaw_value_of(ctx, owned);
    return JS_IsException(value.v) ? JS_EXCEPTION : JS_NewSettledPromise(ctx, false, value.v);
}

static JSValue blob_text(JSContext *ctx, const thaw_invocation *in)
{
    return settled(ctx, thaw_bytes_to_string(ctx, &((const thaw_blob *)in->self)->bytes));
}

static JSValue blob_array_buffer(JSContext *ctx, const thaw_invocation *in)
{
    thaw_bytes shared;
    if (thaw_bytes_share(ctx, &((const thaw_blob *)in->self)->bytes, &shared) < 0)
        return JS_EXCEPTION;
    return settled(ctx, thaw_bytes_to_array_buffer(ctx, &shared));
}

static JSValue blob_bytes(JSContext *ctx, const thaw_invocation *in)
{
    thaw_bytes shared;
    if (thaw_bytes_share(ctx, &((const thaw_blob *)in->self)->bytes, &shared) < 0)
        return JS_EXCEPTION;
    return settled(ctx, thaw_bytes_to_uint8_array(ctx, &shared));
}

static JSValue blob_stream(JSContext *ctx, const thaw_invocation *in)
{
    thaw_bytes shared;
    return thaw_bytes_share(ctx, &((const thaw_blob *)in->self)->bytes, &shared) < 0
               ? JS_EXCEPTION
               : thaw_byte_source_stream(ctx, &shared);
}

static JSValue blob_text_stream(JSContext *ctx, const thaw_invocation *in)
{
    THAW_AUTO(thaw_value) stream = thaw_value_of(ctx, blob_stream(ctx, in));
    return JS_IsException(stream.v) ? JS_EXCEPTION : thaw_text_of_stream(ctx, stream.v);
}

static JSValue file_name(JSContext *ctx, const thaw_invocation *in)
{
    const thaw_file *self = in->self;
    return JS_NewStringLen(ctx, self->name, self->name_len);
}

static JSValue file_last_modified(JSContext *ctx, const thaw_invocation *in)
{
    return JS_NewInt64(ctx, ((const thaw_file *)in->self)->last_modified);
}

static const thaw_member blob_members[] = {
    THAW_READONLY("size", blob_size),
    THAW_READONLY("type", blob_type),
    THAW_METHOD_ARGS("slice", blob_slice, slice_args, THAW_OPTIONAL(slice_args, start, "start", clamped_long_long),
                     THAW_OPTIONAL(slice_args, end, "end", clamped_long_long),
                     THAW_OPTIONAL(slice_args, type, "contentType", DOMString)),
    THAW_METHOD("stream", blob_stream),
    THAW_METHOD("textStream", blob_text_stream),
    THAW_PROMISE_METHOD("text", blob_text),
    THAW_PROMISE_METHOD("arrayBuffer", blob_array_buffer),
    THAW_PROMISE_METHOD("bytes", blob_bytes),
};
static const thaw_interface blob_interface = {
    .cls = &thaw_blob_class,
    THAW_MEMBERS(blob_members),
    THAW_CONSTRUCTOR_ARGS(blob_construct, blob_args, THAW_OPTIONAL(blob_args, parts, "blobParts", blob_parts),
                          THAW_DEFAULT(blob_args, options, "options", blob_options, THAW_ABSENT)),
};
static const thaw_member file_members[] = {
    THAW_READONLY("name", file_name),
    THAW_READONLY("lastModified", file_last_modified),
};
static const thaw_interface file_interface = {
    .cls = &thaw_file_class,
    THAW_MEMBERS(file_members),
    THAW_CONSTRUCTOR_ARGS(file_construct, file_args, THAW_REQUIRED(file_args, parts, "fileBits", blob_parts),
                          THAW_REQUIRED(file_args, name, "fileName", USVString),
                          THAW_DEFAULT(file_args, options, "options", file_options, THAW_ABSENT)),
};

int thaw_blob_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &blob_interface) < 0 ? -1 : thaw_interface_define(ctx, &file_interface);
}
