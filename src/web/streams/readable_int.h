/* SPDX-License-Identifier: MIT
 * The structs of the readable side and the abstract operations on them, by their names in the Streams Standard (section
 * 4). Objects are passed as values; X_of() gives the struct. What is about bytes: readable_byte_int.h.
 *
 *                close, queue empty                      error, or a callback fails
 *   READABLE ────────────────────────> CLOSED    READABLE ──────────────────────────> ERRORED
 *
 * References: stream -> controller, reader; controller -> stream, the source and its callbacks, queued chunks; reader
 * -> stream, read requests. A read request is a promise that a program waits for, or a handler in C with what it works
 * on, so that pipes, tees, iterators and bodies take chunks without promises. */
#ifndef THAW_WEB_STREAMS_READABLE_INT_H
#define THAW_WEB_STREAMS_READABLE_INT_H

#include "js/native.h"
#include "js/ring.h"
#include "js/webidl/interface.h"
#include "js/webidl/types.h"
#include "web/streams/chunk_queue.h"

typedef enum { READABLE_STREAM_READABLE, READABLE_STREAM_CLOSED, READABLE_STREAM_ERRORED } readable_stream_state;

typedef struct readable_stream {
    thaw_native base;
    readable_stream_state state;
    bool disturbed;
    THAW_JS_FIELDS(controller, reader, stored_error);
} readable_stream;
THAW_CLASS_DECLARE(readable_stream);
THAW_IDL_INTERFACE(readable_stream);

/* What a consumer in C is told of one read. Each takes the place of resolving a promise; none may leave an exception.
 */
typedef struct {
    void (*chunk)(JSContext *ctx, JSValueConst target, JSValueConst chunk);
    /* `view`: what a BYOB reader gives back without bytes in it, else undefined */
    void (*close)(JSContext *ctx, JSValueConst target, JSValueConst view);
    void (*error)(JSContext *ctx, JSValueConst target, JSValueConst reason);
} read_handler;

typedef struct {
    const read_handler *handler;
    JSValueConst target; /* borrowed until it is queued */
} read_request;

typedef struct {
    const read_handler *handler; /* NULL: the target is a promise of {value, done} */
    JSValue target;
} queued_read;

/* What both kinds of readers are. */
typedef struct readable_reader {
    thaw_native base;
    thaw_ring reads;     /* of queued_read */
    bool prevent_cancel; /* of an asynchronous iterator */
    THAW_JS_FIELDS(stream, closed, iteration /* the promise of an asynchronous iterator's step, one at a time */);
} readable_reader;
THAW_CLASS_DECLARE(readable_reader);
typedef struct readable_default_reader {
    readable_reader base;
} readable_default_reader;
THAW_CLASS_DECLARE(readable_default_reader);

/* A source in C: what a program's source object is otherwise. Static data. */
typedef struct {
    /* undefined, a promise to wait for, or JS_EXCEPTION. NULL: none. */
    JSValue (*start)(JSContext *ctx, JSValueConst controller, JSValueConst holder);
    JSValue (*pull)(JSContext *ctx, JSValueConst controller, JSValueConst holder);
    JSValue (*cancel)(JSContext *ctx, JSValueConst holder, JSValueConst reason);
} stream_source;

/* Where the kinds of controllers differ. */
typedef struct {
    double (*total)(const void *self);                      /* of what is queued */
    void (*reset)(JSContext *ctx, JSValueConst controller); /* drops what is queued and what waits for it */
    void (*pull_steps)(JSContext *ctx, JSValueConst controller, read_request request);
    void (*release_steps)(JSContext *ctx, JSValueConst controller); /* NULL: none */
} readable_controller_kind;

/* What both kinds of controllers are. */
typedef struct readable_controller {
    thaw_native base;
    const readable_controller_kind *kind;
    const stream_source *native; /* then `source` is its holder */
    bool started, pulling, pull_again, close_requested;
    double high_water_mark;
    THAW_JS_FIELDS(stream, source, pull, cancel);
} readable_controller;
THAW_CLASS_DECLARE(readable_controller);
typedef struct readable_default_controller {
    readable_controller base;
    thaw_chunk_queue queue;
    THAW_JS_FIELDS(size);
} readable_default_controller;
THAW_CLASS_DECLARE(readable_default_controller);

/* --- the stream --- */
JSValue create_readable_stream(JSContext *ctx, const stream_source *source, JSValueConst holder,
                               double high_water_mark);
static inline bool is_readable_stream_locked(const readable_stream *s)
{
    return !JS_IsUndefined(s->reader);
}
/* A promise, owned. */
JSValue readable_stream_cancel(JSContext *ctx, JSValueConst stream, JSValueConst reason);
void readable_stream_close(JSContext *ctx, JSValueConst stream);
void readable_stream_error(JSContext *ctx, JSValueConst stream, JSValueConst reason);
uint32_t readable_stream_num_read_requests(const readable_stream *s);
/* Gives the chunk to the first request, `done` as its end. */
void readable_stream_fulfill_read_request(JSContext *ctx, JSValueConst stream, JSValueConst chunk, bool done);

/* --- readers of both kinds --- */
THAW_MUST_USE int readable_reader_set_up(JSContext *ctx, JSValueConst reader, JSValueConst stream);
void readable_reader_release(JSContext *ctx, JSValueConst reader);
/* Queues it, or tells it of the exception if there is no memory: then -1. */
THAW_MUST_USE int readable_reader_add_request(JSContext *ctx, readable_reader *r, read_request request);
/* All requests that wait: the stream was closed, or failed for the reason. `reader` is held by the caller. */
void readable_reader_end_requests(JSContext *ctx, JSValueConst reader, bool failed, JSValueConst reason);
/* The first request; its target is owned by the caller. */
queued_read readable_reader_take_request(readable_reader *r);
void read_request_chunk(JSContext *ctx, read_request request, JSValueConst chunk);
void read_request_close(JSContext *ctx, read_request request, JSValueConst view);
void read_request_error(JSContext *ctx, read_request request, JSValueConst reason);
/* The pending exception. */
void read_request_fail(JSContext *ctx, read_request request);
/* Members of both interfaces. */
JSValue readable_reader_closed(JSContext *ctx, const thaw_invocation *in);
JSValue readable_reader_cancel(JSContext *ctx, const thaw_invocation *in);
JSValue readable_reader_release_lock(JSContext *ctx, const thaw_invocation *in);
typedef struct {
    JSValueConst reason;
} readable_reader_cancel_args;
#define READABLE_READER_MEMBERS                                                                                  \
    THAW_PROMISE_READONLY("closed", readable_reader_closed),                                                     \
        THAW_PROMISE_METHOD_ARGS("cancel", readable_reader_cancel, readable_reader_cancel_args,                  \
                                 THAW_DEFAULT(readable_reader_cancel_args, reason, "reason", any, THAW_ABSENT)), \
        THAW_METHOD("releaseLock", readable_reader_release_lock)
JSValue readable_reader_throw_released(JSContext *ctx);

/* --- default readers --- */
/* Owned; JS_EXCEPTION with a TypeError if it is locked. */
JSValue acquire_readable_reader(JSContext *ctx, JSValueConst stream);
void readable_reader_read(JSContext *ctx, JSValueConst reader, read_request request);

/* --- controllers of both kinds --- */
/* `controller` is one that was made and not set up yet; `start` is the result of the source's start, taken. */
THAW_MUST_USE int readable_controller_set_up(JSContext *ctx, JSValueConst controller, JSValue start);
bool readable_controller_can_close_or_enqueue(const readable_controller *c);
bool readable_controller_should_call_pull(const readable_controller *c);
void readable_controller_call_pull_if_needed(JSContext *ctx, JSValueConst controller);
void readable_controller_error(JSContext *ctx, JSValueConst controller, JSValueConst reason);
/* The pending exception. */
void readable_controller_fail(JSContext *ctx, JSValueConst controller);
/* Lets the source go: nothing is asked of it any more. */
void readable_controller_clear_algorithms(JSRuntime *rt, readable_controller *c);
/* False if there is none (errored). */
bool readable_controller_desired_size(const readable_controller *c, double *ret);
JSValue readable_controller_cancel_steps(JSContext *ctx, JSValueConst controller, JSValueConst reason);
/* 0, or -1 with a TypeError if it is closed, or is to be. */
THAW_MUST_USE int readable_controller_check_open(JSContext *ctx, const readable_controller *c);
/* Members of both interfaces. */
JSValue readable_controller_get_desired_size(JSContext *ctx, const thaw_invocation *in);
typedef struct {
    JSValueConst value;
} readable_controller_value_args;
JSValue readable_controller_error_method(JSContext *ctx, const thaw_invocation *in);

/* --- default controllers --- */
extern const readable_controller_kind readable_default_kind;
THAW_MUST_USE int readable_default_controller_enqueue(JSContext *ctx, JSValueConst controller, JSValueConst chunk);
void readable_default_controller_close(JSContext *ctx, JSValueConst controller);

/* --- strategies --- */
typedef struct {
    bool has_high_water_mark, has_size;
    double high_water_mark;
    JSValueConst size;
} queuing_strategy;
extern const thaw_idl_type thaw_idl_queuing_strategy;
typedef queuing_strategy thaw_idl_queuing_strategy_c;
/* ExtractHighWaterMark: RangeError if it is negative or no number. 0, or -1 with an exception pending. */
THAW_MUST_USE int extract_high_water_mark(JSContext *ctx, const queuing_strategy *strategy, double otherwise,
                                          double *ret);
/* The size of a chunk by a strategy's function (undefined: 1). 0, or -1 with an exception pending. */
THAW_MUST_USE int chunk_size(JSContext *ctx, JSValueConst size_function, JSValueConst chunk, double *ret);

/* A plain object {value, done}. */
JSValue read_result(JSContext *ctx, JSValueConst value, bool done);

#endif
