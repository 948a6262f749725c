/* SPDX-License-Identifier: MIT
 * Streams of bytes: the controller, the readers that bring their own buffer, and the request in which a source finds
 * that buffer (Streams Standard, 4.5, 4.7, 4.8 and 4.10.11).
 *
 * What a pull into a buffer goes through (a "pull-into descriptor"; the first of them is the one that is filled):
 *
 *                                 bytes: fewer than wanted
 *                                  ┌─────┐
 *   read(view) or automatic ──> PENDING ─┘ ── enough, or closed ──> COMMITTED: the reader has its view
 *                                  │ reader released
 *                                  v
 *                               DETACHED ── bytes ──> they go to the queue */
#ifndef THAW_WEB_STREAMS_READABLE_BYTE_INT_H
#define THAW_WEB_STREAMS_READABLE_BYTE_INT_H

#include "web/streams/readable_int.h"

typedef enum { PULL_INTO_DEFAULT, PULL_INTO_BYOB, PULL_INTO_NONE } pull_into_reader;

typedef struct {
    JSValue buffer; /* nobody else's: transferred from the reader's view */
    uint32_t buffer_byte_length, byte_offset, byte_length, bytes_filled, minimum_fill;
    uint8_t element_size, reader; /* pull_into_reader */
    int8_t type;                  /* of the view to make: JSTypedArrayEnum, -1 for a DataView */
} pull_into;

typedef struct readable_byte_controller {
    readable_controller base;
    thaw_chunk_queue queue; /* of Uint8Arrays; a size less than the array's means that its first bytes were taken */
    thaw_ring pending;      /* of pull_into */
    uint64_t auto_allocate_chunk_size; /* 0: no buffers for default readers */
    THAW_JS_FIELDS(byob_request);
} readable_byte_controller;
THAW_CLASS_DECLARE(readable_byte_controller);
extern const readable_controller_kind readable_byte_kind;

typedef struct readable_byob_reader {
    readable_reader base;
} readable_byob_reader;
THAW_CLASS_DECLARE(readable_byob_reader);

typedef struct readable_byob_request {
    thaw_native base;
    THAW_JS_FIELDS(controller, view); /* undefined and null when it was answered */
} readable_byob_request;
THAW_CLASS_DECLARE(readable_byob_request);

/* A stream of bytes with a source in C. Its high water mark is 0: the source is asked when someone reads. */
JSValue create_readable_byte_stream(JSContext *ctx, const stream_source *source, JSValueConst holder);

/* --- the controller; the functions that can fail return 0, or -1 with an exception pending --- */
THAW_MUST_USE int readable_byte_controller_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst view);
THAW_MUST_USE int readable_byte_controller_close(JSContext *ctx, JSValueConst controller);
THAW_MUST_USE int readable_byte_controller_respond(JSContext *ctx, JSValueConst controller, uint64_t bytes_written);
THAW_MUST_USE int readable_byte_controller_respond_with_new_view(JSContext *ctx, JSValueConst controller,
                                                                 JSValueConst view);
/* The request for the first pull: borrowed, kept by the controller. JS_NULL if nobody waits with a buffer. */
JSValueConst readable_byte_controller_get_byob_request(JSContext *ctx, JSValueConst controller);
void readable_byte_controller_pull_into(JSContext *ctx, JSValueConst controller, JSValueConst view, uint64_t min,
                                        read_request request);

/* CloneAsUint8Array; owned. */
JSValue clone_as_uint8_array(JSContext *ctx, JSValueConst view);

/* --- for sources in C --- */
/* Where the first reader wants its bytes; NULL if nobody waits with a buffer. To be followed by respond(). */
uint8_t *readable_byte_controller_room(const readable_byte_controller *c, uint32_t *ret_size);
/* Of a Uint8Array that nobody else has, which is taken in any case. */
THAW_MUST_USE int readable_byte_controller_enqueue_own(JSContext *ctx, JSValueConst controller, JSValue own);
/* The end, for who waits with a buffer as well. */
THAW_MUST_USE int readable_byte_controller_finish(JSContext *ctx, JSValueConst controller);

/* --- BYOB readers --- */
/* Owned; JS_EXCEPTION with a TypeError if it is locked, or no stream of bytes. */
JSValue acquire_readable_byob_reader(JSContext *ctx, JSValueConst stream);
void readable_byob_reader_read(JSContext *ctx, JSValueConst reader, JSValueConst view, uint64_t min,
                               read_request request);

#endif
