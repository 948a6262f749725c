/* SPDX-License-Identifier: MIT
 * How C enters JavaScript. From inside a binding: thaw_call. From the loop: thaw_enter, which also drains nextTicks and
 * microtasks when nothing else is on the stack, and routes what nobody caught. After either returns, any state may have
 * changed: re-read it. */
#ifndef THAW_JS_CALL_H
#define THAW_JS_CALL_H

#include "base/buf.h"
#include "js/engine.h"

/* Calls `function`, holding it and `this_val` meanwhile. Result owned; JS_EXCEPTION leaves the exception pending. */
JSValue thaw_call(JSContext *ctx, JSValueConst function, JSValueConst this_val, int argc, JSValueConst *argv);
/* Calls it as a callback of the event loop; the result is dropped. Does nothing once the program is exiting. */
void thaw_enter(JSContext *ctx, JSValueConst function, JSValueConst this_val, int argc, JSValueConst *argv);
/* Runs nextTicks, microtasks and unhandled-rejection processing until all are empty; only at depth 0. */
void thaw_drain(JSContext *ctx);
/* The same with microtasks before ticks: after an ES module that is the program, whose evaluation is a microtask itself
 * in Node. */
void thaw_drain_microtasks_first(JSContext *ctx);
/* Routes the pending exception to process.on('uncaughtException'), or reports it and begins the exit with code 1 (or 7
 * if the handler itself threw). */
void thaw_uncaught(JSContext *ctx);
/* Same for a given error; origin is "uncaughtException" or "unhandledRejection". */
void thaw_uncaught_error(JSContext *ctx, JSValue owned_error, const char *origin);
/* What a layer above is told of errors that nobody caught, before process is. Static data. Each returns true if that
 * is all that is to happen. */
typedef struct thaw_error_events {
    bool (*error)(JSContext *ctx, JSValueConst error);
    /* is_handled: it was told before and has a handler now. */
    bool (*rejection)(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool is_handled);
} thaw_error_events;
/* The exception of a callback whose caller goes on: as thaw_uncaught, but process is told in the next tick, so that the
 * code that is running is not cut short. Takes the error. */
void thaw_report_exception(JSContext *ctx, JSValue owned_error);
/* "file:line" of the running JavaScript as a string while a program is being frozen, so that freezing can name what is
 * still open; undefined otherwise, at no cost. */
JSValue thaw_origin(JSContext *ctx);
/* Appends "file:line:column" of the innermost running code that is no built-in; nothing if there is none. */
void thaw_append_position(JSContext *ctx, thaw_buf *out);
/* Begins the exit: nothing more is entered from now on. Throws an uncatchable exception for what still runs. */
JSValue thaw_exit(JSContext *ctx, int code);

#endif
