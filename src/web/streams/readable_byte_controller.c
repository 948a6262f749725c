/* SPDX-License-Identifier: MIT
 * ReadableByteStreamController (Streams Standard, 4.7 and 4.10.11). */
#include <string.h>

#include "js/auto_values.h"
#include "js/engine_values.h"
#include "js/errors.h"
#include "web/streams/readable_byte_int.h"
#include "web/streams/streams.h"

static pull_into *pending_at(const readable_byte_controller *c, uint32_t i)
{
    return THAW_RING_AT(&c->pending, pull_into, i);
}

static void controller_visit(void *self, thaw_visitor *v)
{
    readable_byte_controller *c = self;
    thaw_chunk_queue_visit(&c->queue, v);
    for (uint32_t i = 0; i < c->pending.count; i++)
        v->slot(v, &pending_at(c, i)->buffer);
}

static void controller_dispose(JSRuntime *rt, void *self)
{
    readable_byte_controller *c = self;
    thaw_chunk_queue_dispose(rt, &c->queue);
    js_free_rt(rt, c->pending.items);
}

THAW_CLASS_TABLE(readable_byte_controller, READABLE_BYTE_STREAM_CONTROLLER, "ReadableByteStreamController",
                 .parent = &readable_controller_class, .visit = controller_visit, .dispose = controller_dispose);

static readable_stream *stream_of(const readable_byte_controller *c)
{
    return readable_stream_of(c->base.stream);
}

static int throw_type(JSContext *ctx, const char *message)
{
    thaw_throw_code(ctx, "TypeError", "ERR_INVALID_STATE", "%s", message);
    return -1;
}

static JSValue new_view(JSContext *ctx, JSValueConst buffer, int type, uint32_t offset, uint32_t size)
{
    const thaw_engine_view view = { .buffer = buffer, .type = type, .offset = offset, .size = size };
    return thaw_engine_view_new(ctx, &view);
}

/* A Uint8Array of its own with a copy of the bytes. */
static JSValue copy_bytes(JSContext *ctx, const uint8_t *data, uint32_t size)
{
    THAW_AUTO(thaw_value) buffer = thaw_value_of(ctx, JS_NewArrayBufferCopy(ctx, data, size));
    return JS_IsException(buffer.v) ? JS_EXCEPTION : new_view(ctx, buffer.v, JS_TYPED_ARRAY_UINT8, 0, size);
}

JSValue clone_as_uint8_array(JSContext *ctx, JSValueConst view)
{
    thaw_engine_view v = thaw_engine_view_of(view);
    return copy_bytes(ctx, thaw_engine_block_of(v.buffer).data + v.offset, v.size);
}

/* --- the queue --- */

/* The first chunk, or what is left of it; owned. */
static JSValue take_chunk(JSContext *ctx, readable_byte_controller *c)
{
    uint32_t left = (uint32_t)THAW_RING_AT(&c->queue.ring, thaw_sized_chunk, 0)->size;
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, thaw_chunk_queue_shift(&c->queue));
    thaw_engine_view v = thaw_engine_view_of(chunk.v);
    if (v.size == left)
        return thaw_value_take(&chunk);
    return new_view(ctx, v.buffer, JS_TYPED_ARRAY_UINT8, v.offset + v.size - left, left);
}

/* Moves at most `size` bytes from the first chunk; how many. */
static uint32_t take_bytes(JSContext *ctx, readable_byte_controller *c, uint8_t *to, uint32_t size)
{
    thaw_sized_chunk *first = THAW_RING_AT(&c->queue.ring, thaw_sized_chunk, 0);
    thaw_engine_view v = thaw_engine_view_of(first->value);
    uint32_t left = (uint32_t)first->size, n = left < size ? left : size;
    memcpy(to, thaw_engine_block_of(v.buffer).data + v.offset + v.size - left, n);
    if (n == left) {
        JS_FreeValue(ctx, thaw_chunk_queue_shift(&c->queue));
    } else {
        first->size -= n;
        c->queue.total -= n;
    }
    return n;
}

static int queue_copy(JSContext *ctx, readable_byte_controller *c, JSValueConst buffer, uint32_t offset, uint32_t size)
{
    JSValue copy = copy_bytes(ctx, thaw_engine_block_of(buffer).data + offset, size);
    if (!JS_IsException(copy))
        return thaw_chunk_queue_push(ctx, &c->queue, copy, size);
    THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
    readable_controller_error(ctx, stream_of(c)->controller, error.v);
    JS_Throw(ctx, thaw_value_take(&error));
    return -1;
}

static void close_stream(JSContext *ctx, readable_byte_controller *c)
{
    readable_controller_clear_algorithms(JS_GetRuntime(ctx), &c->base);
    readable_stream_close(ctx, c->base.stream);
}

static void handle_queue_drain(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (thaw_chunk_queue_is_empty(&c->queue) && c->base.close_requested)
        close_stream(ctx, c);
    else
        readable_controller_call_pull_if_needed(ctx, controller);
}

static void fill_read_request_from_queue(JSContext *ctx, JSValueConst controller, read_request request)
{
    THAW_AUTO(thaw_value) view = thaw_value_of(ctx, take_chunk(ctx, readable_byte_controller_of(controller)));
    if (JS_IsException(view.v)) {
        read_request_fail(ctx, request);
        return;
    }
    handle_queue_drain(ctx, controller);
    read_request_chunk(ctx, request, view.v);
}

static void process_read_requests(JSContext *ctx, JSValueConst controller)
{
    const readable_byte_controller *c = readable_byte_controller_of(controller);
    readable_reader *r = readable_reader_of(stream_of(c)->reader);
    while (r->reads.count > 0 && c->queue.total > 0) {
        queued_read one = readable_reader_take_request(r);
        fill_read_request_from_queue(ctx, controller, (read_request){ one.handler, one.target });
        JS_FreeValue(ctx, one.target);
    }
}

/* --- pulls into buffers --- */

static void invalidate_byob_request(JSContext *ctx, readable_byte_controller *c)
{
    readable_byob_request *request = readable_byob_request_of(c->byob_request);
    if (!request)
        return;
    thaw_slot_clear(JS_GetRuntime(ctx), &request->controller);
    thaw_slot_set(JS_GetRuntime(ctx), &request->view, JS_NULL);
    thaw_slot_clear(JS_GetRuntime(ctx), &c->byob_request);
}

/* The first, with its buffer; the caller owns that. */
static pull_into shift_pending(readable_byte_controller *c)
{
    pull_into first = *pending_at(c, 0);
    thaw_ring_drop(&c->pending);
    return first;
}

static void drop_first_pending(JSContext *ctx, readable_byte_controller *c)
{
    pull_into first = shift_pending(c);
    JS_FreeValue(ctx, first.buffer);
}

/* The buffer once more, so that views which a source had of it are detached. 0, or -1 with an exception. */
static int transfer_pending(JSContext *ctx, pull_into *p)
{
    JSValue buffer = thaw_engine_transfer(ctx, p->buffer);
    if (JS_IsException(buffer))
        return -1;
    thaw_slot_set(JS_GetRuntime(ctx), &p->buffer, buffer);
    return 0;
}

/* Takes the buffer. */
static void commit(JSContext *ctx, JSValueConst controller, pull_into *p)
{
    THAW_AUTO(thaw_value) buffer = thaw_value_of(ctx, p->buffer);
    THAW_AUTO(thaw_value) own = thaw_value_of(ctx, thaw_engine_transfer(ctx, buffer.v));
    THAW_AUTO(thaw_value)
    view = thaw_value_of(ctx, JS_IsException(own.v) ? JS_EXCEPTION
                                                    : new_view(ctx, own.v, p->type, p->byte_offset, p->bytes_filled));
    const readable_byte_controller *c = readable_byte_controller_of(controller);
    if (JS_IsException(view.v))
        readable_controller_fail(ctx, controller);
    else
        readable_stream_fulfill_read_request(ctx, c->base.stream, view.v,
                                             stream_of(c)->state == READABLE_STREAM_CLOSED);
}

/* True if it has at least what its reader wants, in whole elements. */
static bool fill_from_queue(JSContext *ctx, readable_byte_controller *c, pull_into *p)
{
    thaw_engine_block block = thaw_engine_block_of(p->buffer);
    if (block.is_detached || block.size < p->byte_offset + p->byte_length)
        return false;
    uint32_t room = p->byte_length - p->bytes_filled;
    uint32_t n = c->queue.total < room ? (uint32_t)c->queue.total : room;
    uint32_t aligned = p->bytes_filled + n - (p->bytes_filled + n) % p->element_size;
    bool is_ready = aligned >= p->minimum_fill;
    if (is_ready)
        n = aligned - p->bytes_filled;
    while (n > 0) {
        uint32_t taken = take_bytes(ctx, c, block.data + p->byte_offset + p->bytes_filled, n);
        p->bytes_filled += taken;
        n -= taken;
    }
    return is_ready;
}

/* Gives the first `n` to their readers, who may do as they like with the stream: so all are taken off before. */
static void commit_first(JSContext *ctx, JSValueConst controller, uint32_t n)
{
    enum { FEW = 4 };
    readable_byte_controller *c = readable_byte_controller_of(controller);
    pull_into few[FEW], *all = few;
    if (n > FEW && !(all = js_malloc(ctx, n * sizeof *all))) {
        readable_controller_fail(ctx, controller);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        all[i] = shift_pending(c);
    for (uint32_t i = 0; i < n; i++)
        commit(ctx, controller, &all[i]);
    if (all != few)
        js_free(ctx, all);
}

static void process_pending(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    uint32_t n = 0;
    while (n < c->pending.count && c->queue.total > 0 && fill_from_queue(ctx, c, pending_at(c, n)))
        n++;
    commit_first(ctx, controller, n);
}

/* What a reader that is gone left in its buffer. */
static int queue_detached_pending(JSContext *ctx, readable_byte_controller *c)
{
    const pull_into *p = pending_at(c, 0);
    if (p->bytes_filled > 0 && queue_copy(ctx, c, p->buffer, p->byte_offset, p->bytes_filled) < 0)
        return -1;
    drop_first_pending(ctx, c);
    return 0;
}

/* --- enqueue, close, error --- */

static double total(const void *self)
{
    return ((const readable_byte_controller *)self)->queue.total;
}

static void reset(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    invalidate_byob_request(ctx, c);
    while (c->pending.count > 0)
        drop_first_pending(ctx, c);
    thaw_chunk_queue_reset(JS_GetRuntime(ctx), &c->queue);
}

/* The first pull's buffer must not be seen by a source any more when bytes come another way. */
static int settle_first_pending(JSContext *ctx, readable_byte_controller *c)
{
    if (c->pending.count == 0)
        return 0;
    pull_into *first = pending_at(c, 0);
    if (thaw_engine_block_of(first->buffer).is_detached)
        return throw_type(ctx, "Invalid state: the buffer of a reader was detached");
    invalidate_byob_request(ctx, c);
    if (transfer_pending(ctx, first) < 0)
        return -1;
    return first->reader == PULL_INTO_NONE ? queue_detached_pending(ctx, c) : 0;
}

static int enqueue_chunk(JSContext *ctx, readable_byte_controller *c, thaw_value *chunk)
{
    uint32_t size = thaw_engine_view_of(chunk->v).size;
    return thaw_chunk_queue_push(ctx, &c->queue, thaw_value_take(chunk), size);
}

/* `chunk`: a Uint8Array that nobody else has. */
static int enqueue_own(JSContext *ctx, JSValueConst controller, thaw_value *chunk)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    const readable_reader *r = readable_reader_of(stream_of(c)->reader);
    if (!r)
        return enqueue_chunk(ctx, c, chunk);
    if (readable_byob_reader_of(stream_of(c)->reader)) {
        if (enqueue_chunk(ctx, c, chunk) < 0)
            return -1;
        process_pending(ctx, controller);
        return 0;
    }
    process_read_requests(ctx, controller);
    if (JS_IsUndefined(stream_of(c)->reader) || r->reads.count == 0)
        return enqueue_chunk(ctx, c, chunk);
    if (c->pending.count > 0)
        drop_first_pending(ctx, c);
    readable_stream_fulfill_read_request(ctx, c->base.stream, chunk->v, false);
    return 0;
}

int readable_byte_controller_enqueue_own(JSContext *ctx, JSValueConst controller, JSValue own)
{
    THAW_AUTO(thaw_value) chunk = thaw_value_of(ctx, own);
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(&c->base))
        return 0;
    if (settle_first_pending(ctx, c) < 0 || enqueue_own(ctx, controller, &chunk) < 0)
        return -1;
    readable_controller_call_pull_if_needed(ctx, controller);
    return 0;
}

int readable_byte_controller_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst view)
{
    const readable_byte_controller *c = readable_byte_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(&c->base))
        return 0;
    thaw_engine_view v = thaw_engine_view_of(view);
    if (v.is_out_of_bounds)
        return throw_type(ctx, "The chunk's buffer was detached");
    THAW_AUTO(thaw_value) buffer = thaw_value_of(ctx, thaw_engine_transfer(ctx, v.buffer));
    if (JS_IsException(buffer.v))
        return -1;
    JSValue own = new_view(ctx, buffer.v, JS_TYPED_ARRAY_UINT8, v.offset, v.size);
    return JS_IsException(own) ? -1 : readable_byte_controller_enqueue_own(ctx, controller, own);
}

int readable_byte_controller_close(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (!readable_controller_can_close_or_enqueue(&c->base))
        return 0;
    if (c->queue.total > 0) {
        c->base.close_requested = true;
        return 0;
    }
    if (c->pending.count > 0 && pending_at(c, 0)->bytes_filled % pending_at(c, 0)->element_size) {
        THAW_AUTO(thaw_value)
        error = thaw_value_of(ctx, thaw_error_with_code(ctx, "TypeError", "ERR_INVALID_STATE",
                                                        "Invalid state: closed in the middle of an element"));
        readable_controller_error(ctx, controller, error.v);
        JS_Throw(ctx, thaw_value_take(&error));
        return -1;
    }
    close_stream(ctx, c);
    return 0;
}

/* --- what readers and the stream ask for --- */

/* A buffer for a default reader, where the source wants to be given one. */
static int add_automatic(JSContext *ctx, readable_byte_controller *c)
{
    if (!c->auto_allocate_chunk_size)
        return 0;
    if (c->auto_allocate_chunk_size > INT32_MAX) {
        JS_ThrowRangeError(ctx, "Array buffer allocation failed");
        return -1;
    }
    uint32_t size = (uint32_t)c->auto_allocate_chunk_size;
    if (thaw_ring_reserve(ctx, &c->pending, sizeof(pull_into)) < 0)
        return -1;
    const thaw_engine_block block = { .data = js_mallocz(ctx, size), .size = size };
    JSValue buffer = block.data ? thaw_engine_block_new(ctx, &block) : JS_EXCEPTION;
    if (JS_IsException(buffer))
        return -1;
    *pending_at(c, c->pending.count++) = (pull_into){ .buffer = buffer,
                                                      .buffer_byte_length = size,
                                                      .byte_length = size,
                                                      .minimum_fill = 1,
                                                      .element_size = 1,
                                                      .reader = PULL_INTO_DEFAULT,
                                                      .type = JS_TYPED_ARRAY_UINT8 };
    return 0;
}

static void pull_steps(JSContext *ctx, JSValueConst controller, read_request request)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (c->queue.total > 0) {
        fill_read_request_from_queue(ctx, controller, request);
        return;
    }
    if (add_automatic(ctx, c) < 0) {
        read_request_fail(ctx, request);
        return;
    }
    if (readable_reader_add_request(ctx, readable_reader_of(stream_of(c)->reader), request) == 0)
        readable_controller_call_pull_if_needed(ctx, controller);
}

static void release_steps(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (c->pending.count == 0)
        return;
    pull_into first = shift_pending(c);
    while (c->pending.count > 0)
        drop_first_pending(ctx, c);
    first.reader = PULL_INTO_NONE;
    *pending_at(c, c->pending.count++) = first;
}

const readable_controller_kind readable_byte_kind = { total, reset, pull_steps, release_steps };

static void end_read_without_bytes(JSContext *ctx, const pull_into *p, read_request request)
{
    THAW_AUTO(thaw_value) view = thaw_value_of(ctx, new_view(ctx, p->buffer, p->type, p->byte_offset, 0));
    if (JS_IsException(view.v))
        read_request_fail(ctx, request);
    else
        read_request_close(ctx, request, view.v);
}

/* A read into `p` whose bytes are queued already. */
static void read_at_once(JSContext *ctx, JSValueConst controller, const pull_into *p, read_request request)
{
    THAW_AUTO(thaw_value)
    view = thaw_value_of(ctx, new_view(ctx, p->buffer, p->type, p->byte_offset, p->bytes_filled));
    if (JS_IsException(view.v)) {
        read_request_fail(ctx, request);
        return;
    }
    handle_queue_drain(ctx, controller);
    read_request_chunk(ctx, request, view.v);
}

/* True if the request got its answer. */
static bool answer_now(JSContext *ctx, JSValueConst controller, pull_into *p, read_request request)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (c->pending.count > 0)
        return false;
    if (stream_of(c)->state == READABLE_STREAM_CLOSED) {
        end_read_without_bytes(ctx, p, request);
        return true;
    }
    if (c->queue.total > 0 && fill_from_queue(ctx, c, p)) {
        read_at_once(ctx, controller, p, request);
        return true;
    }
    if (c->base.close_requested) {
        throw_type(ctx, "Invalid state: the stream ends with fewer bytes than one element has");
        THAW_AUTO(thaw_value) error = thaw_value_of(ctx, JS_GetException(ctx));
        readable_controller_error(ctx, controller, error.v);
        read_request_error(ctx, request, error.v);
        return true;
    }
    return false;
}

void readable_byte_controller_pull_into(JSContext *ctx, JSValueConst controller, JSValueConst view, uint64_t min,
                                        read_request request)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    thaw_engine_view v = thaw_engine_view_of(view);
    uint32_t width = thaw_engine_element_size(v.type);
    THAW_AUTO(thaw_value) buffer = thaw_value_of(ctx, thaw_engine_transfer(ctx, v.buffer));
    if (JS_IsException(buffer.v) || thaw_ring_reserve(ctx, &c->pending, sizeof(pull_into)) < 0) {
        read_request_fail(ctx, request);
        return;
    }
    pull_into p = { .buffer = buffer.v,
                    .buffer_byte_length = thaw_engine_block_of(buffer.v).size,
                    .byte_offset = v.offset,
                    .byte_length = v.size,
                    .minimum_fill = (uint32_t)min * width,
                    .element_size = (uint8_t)width,
                    .reader = PULL_INTO_BYOB,
                    .type = (int8_t)v.type };
    if (answer_now(ctx, controller, &p, request))
        return;
    if (readable_reader_add_request(ctx, readable_reader_of(stream_of(c)->reader), request) < 0)
        return;
    bool is_first = c->pending.count == 0;
    p.buffer = thaw_value_take(&buffer);
    *pending_at(c, c->pending.count++) = p;
    if (is_first)
        readable_controller_call_pull_if_needed(ctx, controller);
}

/* --- answers of the source --- */

static int respond_in_closed_state(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (pending_at(c, 0)->reader == PULL_INTO_NONE)
        drop_first_pending(ctx, c);
    if (readable_byob_reader_of(stream_of(c)->reader)) {
        uint32_t n = readable_stream_num_read_requests(stream_of(c));
        commit_first(ctx, controller, n < c->pending.count ? n : c->pending.count);
    }
    return 0;
}

static int respond_in_readable_state(JSContext *ctx, JSValueConst controller, uint32_t bytes_written)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    pull_into *first = pending_at(c, 0);
    first->bytes_filled += bytes_written;
    if (first->reader == PULL_INTO_NONE) {
        if (queue_detached_pending(ctx, c) < 0)
            return -1;
        process_pending(ctx, controller);
        return 0;
    }
    if (first->bytes_filled < first->minimum_fill)
        return 0;
    uint32_t remainder = first->bytes_filled % first->element_size;
    first->bytes_filled -= remainder;
    if (remainder && queue_copy(ctx, c, first->buffer, first->byte_offset + first->bytes_filled, remainder) < 0)
        return -1;
    uint32_t n = 1;
    while (n < c->pending.count && c->queue.total > 0 && fill_from_queue(ctx, c, pending_at(c, n)))
        n++;
    commit_first(ctx, controller, n);
    return 0;
}

/* The first pull's buffer was transferred, and is at least as large as the request says. */
static int respond_internal(JSContext *ctx, JSValueConst controller, uint32_t bytes_written)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    invalidate_byob_request(ctx, c);
    int err = stream_of(c)->state == READABLE_STREAM_CLOSED ? respond_in_closed_state(ctx, controller)
                                                            : respond_in_readable_state(ctx, controller, bytes_written);
    if (err < 0)
        return -1;
    readable_controller_call_pull_if_needed(ctx, controller);
    return 0;
}

/* What is wrong with an answer of so many bytes: 0, or -1 with an exception. */
static int check_response(JSContext *ctx, const readable_byte_controller *c, uint64_t size)
{
    const pull_into *first = pending_at(c, 0);
    if (stream_of(c)->state == READABLE_STREAM_CLOSED)
        return size ? throw_type(ctx, "The stream is closed: bytesWritten must be 0") : 0;
    if (!size)
        return throw_type(ctx, "bytesWritten must be greater than 0 while the stream is open");
    if (size > first->byte_length - first->bytes_filled) {
        thaw_throw_code(ctx, "RangeError", "ERR_OUT_OF_RANGE", "bytesWritten is more than the view has room for");
        return -1;
    }
    return 0;
}

int readable_byte_controller_respond(JSContext *ctx, JSValueConst controller, uint64_t bytes_written)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (check_response(ctx, c, bytes_written) < 0 || transfer_pending(ctx, pending_at(c, 0)) < 0)
        return -1;
    return respond_internal(ctx, controller, (uint32_t)bytes_written);
}

int readable_byte_controller_respond_with_new_view(JSContext *ctx, JSValueConst controller, JSValueConst view)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    pull_into *first = pending_at(c, 0);
    thaw_engine_view v = thaw_engine_view_of(view);
    bool is_closed = stream_of(c)->state == READABLE_STREAM_CLOSED;
    if (is_closed != (v.size == 0))
        return throw_type(ctx, is_closed ? "The stream is closed: the view must be empty"
                                         : "The view must not be empty while the stream is open");
    if (first->byte_offset + first->bytes_filled != v.offset ||
        first->buffer_byte_length != thaw_engine_block_of(v.buffer).size ||
        v.size > first->byte_length - first->bytes_filled) {
        thaw_throw_code(ctx, "RangeError", "ERR_INVALID_ARG_VALUE",
                        "The view must begin where the request's does, in a buffer of the same length");
        return -1;
    }
    JSValue buffer = thaw_engine_transfer(ctx, v.buffer);
    if (JS_IsException(buffer))
        return -1;
    thaw_slot_set(JS_GetRuntime(ctx), &first->buffer, buffer);
    return respond_internal(ctx, controller, v.size);
}

JSValueConst readable_byte_controller_get_byob_request(JSContext *ctx, JSValueConst controller)
{
    readable_byte_controller *c = readable_byte_controller_of(controller);
    if (!JS_IsUndefined(c->byob_request))
        return c->byob_request;
    if (c->pending.count == 0)
        return JS_NULL;
    const pull_into *first = pending_at(c, 0);
    readable_byob_request *request;
    THAW_AUTO(thaw_value)
    view =
        thaw_value_of(ctx, new_view(ctx, first->buffer, JS_TYPED_ARRAY_UINT8, first->byte_offset + first->bytes_filled,
                                    first->byte_length - first->bytes_filled));
    JSValue object = JS_IsException(view.v)
                         ? JS_EXCEPTION
                         : thaw_native_new(ctx, &readable_byob_request_class, JS_UNDEFINED, &request);
    if (JS_IsException(object))
        return JS_EXCEPTION;
    request->controller = JS_DupValue(ctx, controller);
    request->view = thaw_value_take(&view);
    c->byob_request = object;
    return c->byob_request;
}

/* --- for sources in C --- */

uint8_t *readable_byte_controller_room(const readable_byte_controller *c, uint32_t *ret_size)
{
    if (c->pending.count == 0 || pending_at(c, 0)->reader == PULL_INTO_NONE)
        return NULL;
    const pull_into *first = pending_at(c, 0);
    *ret_size = first->byte_length - first->bytes_filled;
    return thaw_engine_block_of(first->buffer).data + first->byte_offset + first->bytes_filled;
}

int readable_byte_controller_finish(JSContext *ctx, JSValueConst controller)
{
    const readable_byte_controller *c = readable_byte_controller_of(controller);
    if (readable_byte_controller_close(ctx, controller) < 0)
        return -1;
    bool waits = c->pending.count > 0 && stream_of(c)->state == READABLE_STREAM_CLOSED;
    return waits ? readable_byte_controller_respond(ctx, controller, 0) : 0;
}

/* --- the interface --- */

static JSValue controller_byob_request(JSContext *ctx, const thaw_invocation *in)
{
    return JS_DupValue(ctx, readable_byte_controller_get_byob_request(ctx, in->this_val));
}

static JSValue controller_close(JSContext *ctx, const thaw_invocation *in)
{
    if (readable_controller_check_open(ctx, in->self) < 0 || readable_byte_controller_close(ctx, in->this_val) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

typedef struct {
    JSValueConst chunk;
} enqueue_args;

static JSValue controller_enqueue(JSContext *ctx, const thaw_invocation *in)
{
    const enqueue_args *args = in->args;
    thaw_engine_view v = thaw_engine_view_of(args->chunk);
    if (v.size == 0 || v.is_out_of_bounds)
        return thaw_throw_code(ctx, "TypeError", "ERR_INVALID_ARG_VALUE", "The chunk must not be empty or detached");
    if (readable_controller_check_open(ctx, in->self) < 0 ||
        readable_byte_controller_enqueue(ctx, in->this_val, args->chunk) < 0)
        return JS_EXCEPTION;
    return JS_UNDEFINED;
}

static const thaw_member members[] = {
    THAW_READONLY("byobRequest", controller_byob_request),
    THAW_READONLY("desiredSize", readable_controller_get_desired_size),
    THAW_METHOD("close", controller_close),
    THAW_METHOD_ARGS("enqueue", controller_enqueue, enqueue_args,
                     THAW_REQUIRED(enqueue_args, chunk, "chunk", ArrayBufferView)),
    THAW_METHOD_ARGS("error", readable_controller_error_method, readable_controller_value_args,
                     THAW_DEFAULT(readable_controller_value_args, value, "e", any, THAW_ABSENT)),
};
static const thaw_interface interface = { .cls = &readable_byte_controller_class, THAW_MEMBERS(members) };

int readable_byte_controller_init(JSContext *ctx)
{
    return thaw_interface_define(ctx, &interface);
}
