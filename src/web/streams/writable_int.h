/* SPDX-License-Identifier: MIT
 * The structs of the writable side and the abstract operations on them, by their names in the Streams Standard (section
 * 5).
 *
 *               close request processed
 *   WRITABLE ───────────────────────────> CLOSED
 *      │ StartErroring                       ^ a close was in flight
 *      v                                     │
 *   ERRORING ── nothing in flight, started ──┴──> ERRORED
 *
 * References: stream -> controller, writer, promises of requests; controller -> stream, the sink and its callbacks,
 * queued chunks; writer -> stream. */
#ifndef THAW_WEB_STREAMS_WRITABLE_INT_H
#define THAW_WEB_STREAMS_WRITABLE_INT_H

#include "js/native.h"
#include "web/streams/chunk_queue.h"
#include "web/streams/readable_int.h"

typedef enum {
    WRITABLE_STREAM_WRITABLE,
    WRITABLE_STREAM_ERRORING,
    WRITABLE_STREAM_ERRORED,
    WRITABLE_STREAM_CLOSED
} writable_stream_state;

typedef struct writable_stream {
    thaw_native base;
    writable_stream_state state;
    bool backpressure;
    bool abort_was_erroring;         /* of the pending abort */
    thaw_chunk_queue write_requests; /* promises */
    THAW_JS_FIELDS(controller, writer, stored_error, close_request, in_flight_write, in_flight_close, abort_promise,
                   abort_reason);
} writable_stream;
THAW_CLASS_DECLARE(writable_stream);
THAW_IDL_INTERFACE(writable_stream);

typedef struct writable_writer {
    thaw_native base;
    THAW_JS_FIELDS(stream, closed, ready);
} writable_writer;
THAW_CLASS_DECLARE(writable_writer);

/* A sink in C: what a program's sink object is otherwise. Static data. Each: undefined, a promise to wait for, or
 * JS_EXCEPTION; NULL: none. */
typedef struct {
    JSValue (*write)(JSContext *ctx, JSValueConst controller, JSValueConst holder, JSValueConst chunk);
    JSValue (*close)(JSContext *ctx, JSValueConst holder);
    JSValue (*abort)(JSContext *ctx, JSValueConst holder, JSValueConst reason);
} stream_sink;

typedef struct writable_controller {
    thaw_native base;
    thaw_chunk_queue queue;
    bool close_queued; /* behind the queue's last chunk */
    bool started;
    const stream_sink *native; /* then `sink` is its holder */
    double high_water_mark;
    THAW_JS_FIELDS(stream, sink, write, close, abort, size, abort_controller_signal);
} writable_controller;
THAW_CLASS_DECLARE(writable_controller);

/* --- the stream --- */
/* `start` is what the stream waits for before the first write: a promise or value, taken. */
JSValue create_writable_stream(JSContext *ctx, const stream_sink *sink, JSValueConst holder, JSValue start,
                               double high_water_mark, JSValueConst size);
static inline bool is_writable_stream_locked(const writable_stream *s)
{
    return !JS_IsUndefined(s->writer);
}
/* Promises, owned. */
JSValue writable_stream_abort(JSContext *ctx, JSValueConst stream, JSValueConst reason);
JSValue writable_stream_close(JSContext *ctx, JSValueConst stream);
bool writable_stream_close_queued_or_in_flight(const writable_stream *s);
void writable_stream_start_erroring(JSContext *ctx, JSValueConst stream, JSValueConst reason);
void writable_stream_finish_erroring(JSContext *ctx, JSValueConst stream);
void writable_stream_deal_with_rejection(JSContext *ctx, JSValueConst stream, JSValueConst error);
void writable_stream_finish_in_flight_write(JSContext *ctx, JSValueConst stream, const JSValueConst *error);
void writable_stream_finish_in_flight_close(JSContext *ctx, JSValueConst stream, const JSValueConst *error);
void writable_stream_update_backpressure(JSContext *ctx, JSValueConst stream, bool backpressure);

/* --- writers --- */
JSValue acquire_writable_writer(JSContext *ctx, JSValueConst stream);
void writable_writer_ensure_ready_rejected(JSContext *ctx, writable_writer *w, JSValueConst error);
JSValue writable_writer_write(JSContext *ctx, JSValueConst writer, JSValueConst chunk);
JSValue writable_writer_close_with_error_propagation(JSContext *ctx, JSValueConst writer);
void writable_writer_release(JSContext *ctx, JSValueConst writer);
/* False if there is none (errored). */
bool writable_stream_desired_size(const writable_stream *s, double *ret);

/* --- the controller --- */
THAW_MUST_USE int writable_controller_set_up(JSContext *ctx, JSValueConst stream, JSValue start);
JSValue writable_controller_abort_steps(JSContext *ctx, JSValueConst controller, JSValueConst reason);
void writable_controller_error_steps(JSContext *ctx, JSValueConst controller);
void writable_controller_close(JSContext *ctx, JSValueConst controller);
double writable_controller_chunk_size(JSContext *ctx, JSValueConst controller, JSValueConst chunk);
void writable_controller_write(JSContext *ctx, JSValueConst controller, JSValueConst chunk, double size);
void writable_controller_error_if_needed(JSContext *ctx, JSValueConst controller, JSValueConst error);
void writable_controller_error(JSContext *ctx, JSValueConst controller, JSValueConst error);

#endif
