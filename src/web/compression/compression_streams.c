/* SPDX-License-Identifier: MIT
 * Both classes are one coder in a transform stream. All that a chunk becomes is made before the first piece of it is
 * handed on: handing on can run JavaScript (a getter `then` of Object.prototype), and that can take the chunk's bytes
 * away. The coder's memory is the engine's, so that images hold a stream that is half used. */
#include "web/compression/compression_streams.h"

#include <errno.h>

#include "base/error.h"
#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "js/webidl/convert.h"
#include "parse/compression/coder.h"
#include "web/streams/generic_transform.h"

enum { PIECE_SIZE = 65536 };

typedef struct {
    THAW_GENERIC_TRANSFORM_FIELDS;
    thaw_coder *coder; /* NULL once it ended or failed */
    thaw_compression format;
} coding_stream;

static void coding_dispose(JSRuntime *rt, void *self)
{
    thaw_coder_free(((coding_stream *)self)->coder);
}

/* The library notes in its state which instructions the processor has; where it thaws it may have others. */
static const char *coding_live(const void *self)
{
    const coding_stream *s = self;
    return s->coder && s->format == THAW_COMPRESSION_ZSTD ? "a stream of zstd" : NULL;
}

typedef coding_stream compression_stream, decompression_stream;
THAW_CLASS(compression_stream, COMPRESSION_STREAM, "CompressionStream", .dispose = coding_dispose, .live = coding_live);
THAW_CLASS(decompression_stream, DECOMPRESSION_STREAM, "DecompressionStream", .dispose = coding_dispose,
           .live = coding_live);

static coding_stream *stream_of(JSValueConst holder)
{
    return thaw_native_as(holder, thaw_native_class_of(holder));
}

static void close_coder(coding_stream *s)
{
    thaw_coder *coder = s->coder;
    s->coder = NULL;
    thaw_coder_free(coder);
}

/* --- coding --- */

static JSValue throw_coding_error(JSContext *ctx, int err)
{
    if (err == -ENOMEM)
        return JS_ThrowOutOfMemory(ctx);
    if (err == THAW_E_COMPRESSED_END)
        return thaw_throw_code(ctx, "TypeError", "Z_BUF_ERROR", "The compressed data ends too early");
    return thaw_throw_code(ctx, "TypeError", "Z_DATA_ERROR", "The compressed data is not valid");
}

/* Adds a piece to the array; takes its memory, of which `size` bytes are used. 0, or -1 with an exception pending. */
static int add_piece(JSContext *ctx, JSValueConst pieces, uint32_t index, uint8_t *data, size_t size)
{
    uint8_t *fitting = size < PIECE_SIZE ? js_realloc(ctx, data, size) : data;
    if (!fitting) {
        js_free(ctx, data);
        return -1;
    }
    JSValue piece = thaw_engine_bytes_new(ctx, fitting, size);
    if (JS_IsException(piece))
        return -1;
    return JS_DefinePropertyValueUint32(ctx, pieces, index, piece, JS_PROP_C_W_E) < 0 ? -1 : 0;
}

/* One read. 1 if there may be more, 0, or -1 with an exception pending. */
static int read_piece(JSContext *ctx, thaw_coder *coder, JSValueConst pieces, uint32_t *n)
{
    size_t size;
    uint8_t *data = js_malloc(ctx, PIECE_SIZE);
    if (!data)
        return -1;
    int more = thaw_coder_read(coder, data, PIECE_SIZE, &size);
    if (more < 0 || !size) {
        js_free(ctx, data);
        if (more < 0)
            throw_coding_error(ctx, more);
        return more < 0 ? -1 : more;
    }
    return add_piece(ctx, pieces, (*n)++, data, size) < 0 ? -1 : more;
}

static JSValue enqueue(JSContext *ctx, JSValueConst controller, JSValueConst pieces, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        THAW_AUTO(thaw_value) piece = thaw_value_of(ctx, JS_GetPropertyUint32(ctx, pieces, i));
        if (JS_IsException(piece.v) || thaw_transform_enqueue(ctx, controller, piece.v) < 0)
            return JS_EXCEPTION;
    }
    return JS_UNDEFINED;
}

/* Feeds the coder and hands on what comes out. Closes it if it failed. */
static JSValue code(JSContext *ctx, JSValueConst controller, coding_stream *self, const void *data, size_t size,
                    bool last)
{
    THAW_AUTO(thaw_value) pieces = thaw_value_of(ctx, JS_NewArray(ctx));
    uint32_t n = 0;
    int more = 1;
    if (JS_IsException(pieces.v))
        return JS_EXCEPTION;
    thaw_coder_feed(self->coder, data, size, last);
    while (more > 0)
        more = read_piece(ctx, self->coder, pieces.v, &n);
    bool trailing = more == 0 && thaw_coder_unused(self->coder);
    if (more < 0 || trailing || last)
        close_coder(self);
    if (more < 0)
        return JS_EXCEPTION;
    THAW_AUTO(thaw_value) done = thaw_value_of(ctx, enqueue(ctx, controller, pieces.v, n));
    if (!JS_IsException(done.v) && trailing)
        return thaw_throw_code(ctx, "TypeError", "ERR_TRAILING_JUNK_AFTER_STREAM_END",
                               "There is data after the end of the compressed data");
    return thaw_value_take(&done);
}

static JSValue code_chunk(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk)
{
    coding_stream *self = stream_of(holder);
    const thaw_idl_site site = { ctx, NULL, THAW_IDL_EXECUTE, "write", self->base.cls->name, 1 };
    JSValueConst source;
    if (thaw_idl_convert(&site, &thaw_idl_BufferSource, chunk, &source) < 0)
        return JS_EXCEPTION;
    thaw_idl_release(ctx, &thaw_idl_BufferSource, &source); /* the caller has it */
    thaw_engine_buffer bytes = thaw_engine_buffer_of(chunk);
    if (!bytes.size)
        return JS_UNDEFINED;
    if (thaw_coder_ended(self->coder))
        return thaw_throw_code(ctx, "TypeError", "ERR_TRAILING_JUNK_AFTER_STREAM_END",
                               "There is data after the end of the compressed data");
    return code(ctx, controller, self, bytes.data, bytes.size, false);
}

static JSValue code_end(JSContext *ctx, JSValueConst controller, JSValueConst holder)
{
    coding_stream *self = stream_of(holder);
    if (!thaw_coder_ended(self->coder))
        return code(ctx, controller, self, NULL, 0, true);
    close_coder(self);
    return JS_UNDEFINED;
}

static JSValue cancel(JSContext *ctx, JSValueConst holder, JSValueConst reason)
{
    close_coder(stream_of(holder));
    return JS_UNDEFINED;
}

/* --- the interfaces --- */

/* In this order in `formats` too. */
THAW_IDL_ENUM(compression_format, "CompressionFormat", "deflate", "deflate-raw", "gzip", "brotli", "zstd");
static const thaw_compression formats[] = { THAW_COMPRESSION_ZLIB, THAW_COMPRESSION_DEFLATE_RAW, THAW_COMPRESSION_GZIP,
                                            THAW_COMPRESSION_BROTLI, THAW_COMPRESSION_ZSTD };
typedef struct {
    int format;
} construct_args;

/* The libraries expect malloc's alignment, and the engine gives but 8. The byte before a block tells how far it was
 * moved. */
static void *coder_alloc(void *opaque, size_t size)
{
    enum { ALIGNMENT = 16 };
    uint8_t *block = size <= SIZE_MAX - ALIGNMENT ? js_malloc_rt(opaque, size + ALIGNMENT) : NULL;
    if (!block)
        return NULL;
    size_t moved = ALIGNMENT - (uintptr_t)block % ALIGNMENT;
    block[moved - 1] = (uint8_t)moved;
    return block + moved;
}

static void coder_free(void *opaque, void *p)
{
    const uint8_t *at = p;
    if (at)
        js_free_rt(opaque, (uint8_t *)p - at[-1]);
}

static JSValue coding_construct(JSContext *ctx, const thaw_invocation *in, bool compresses)
{
    static const thaw_transformer transformer = { code_chunk, code_end, cancel };
    const thaw_coder_memory memory = { coder_alloc, coder_free, JS_GetRuntime(ctx) };
    const construct_args *args = in->args;
    thaw_compression format = formats[args->format];
    coding_stream *self;
    THAW_AUTO(thaw_value) object = thaw_value_of(ctx, thaw_interface_construct(ctx, in, &self));
    if (JS_IsException(object.v))
        return JS_EXCEPTION;
    self->format = format;
    int err = compresses ? thaw_compressor_new(format, THAW_COMPRESSION_LEVEL_USUAL, &memory, &self->coder)
                         : thaw_decompressor_new(format, &memory, &self->coder);
    if (err)
        return throw_coding_error(ctx, err);
    return thaw_generic_transform_set_up(ctx, thaw_value_take(&object), &transformer);
}

static JSValue compression_construct(JSContext *ctx, const thaw_invocation *in)
{
    return coding_construct(ctx, in, true);
}

static JSValue decompression_construct(JSContext *ctx, const thaw_invocation *in)
{
    return coding_construct(ctx, in, false);
}

static const thaw_member members[] = { THAW_GENERIC_TRANSFORM_MEMBERS };
static const thaw_interface compression_interface = {
    .cls = &compression_stream_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(compression_construct, construct_args,
                          THAW_REQUIRED(construct_args, format, "format", compression_format)),
};
static const thaw_interface decompression_interface = {
    .cls = &decompression_stream_class,
    THAW_MEMBERS(members),
    THAW_CONSTRUCTOR_ARGS(decompression_construct, construct_args,
                          THAW_REQUIRED(construct_args, format, "format", compression_format)),
};

int thaw_compression_streams_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &compression_interface) < 0
               ? -1
               : thaw_interface_define(ctx, &decompression_interface);
}
