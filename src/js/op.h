/* SPDX-License-Identifier: MIT
 * An op is a piece of asynchronous work: no JavaScript wrapper, a root until it settles, and it settles exactly once.
 *
 *     typedef struct {
 *         thaw_op base;                  // must be first
 *         int fd;
 *         THAW_JS_FIELDS(buffer);        // what must stay alive meanwhile
 *     } read_op;
 *     THAW_OP_CLASS(read_op, .cancel = read_op_cancel);
 *
 *     JSValue promise;
 *     read_op *op = thaw_op_new(ctx, &read_op_class, &promise);
 *     ... later, from the loop: thaw_op_resolve(&op->base, value);
 *
 * States:
 *     in flight --thaw_op_resolve/reject--> settled (freed)
 *         |
 *         +-------thaw_ops_cancel_all-----> cancelled (its `cancel` stops the work; freed; the promise stays pending)
 */
#ifndef THAW_JS_OP_H
#define THAW_JS_OP_H

#include "js/native.h"

struct thaw_runtime;

typedef struct thaw_op_class {
    const char *name; /* what is going on, for messages: "reading a file" */
    uint32_t size;
    uint16_t js_offset, js_count;
    void (*dispose)(JSRuntime *rt, void *op); /* frees what is not JavaScript; runs once, last */
    void (*cancel)(void *op);                 /* stops the work; it must not settle the op afterwards */
} thaw_op_class;

typedef struct thaw_op {
    const thaw_op_class *cls;
    JSContext *ctx;
    thaw_link link;
    struct {
        THAW_JS_FIELDS(resolve, reject, origin);
    } settle;
} thaw_op;

#define THAW_OP_CLASS(T, op_name, ...)                                                                \
    _Static_assert(offsetof(T, base) == 0, "thaw_op must come first");                                \
    static const thaw_op_class T##_class = { .name = (op_name),                                       \
                                             .size = sizeof(T),                                       \
                                             .js_offset = offsetof(T, js_slot),                       \
                                             .js_count = sizeof(((T *)0)->js_slot) / sizeof(JSValue), \
                                             __VA_ARGS__ }
#define THAW_OP_CLASS_PLAIN(T, op_name, ...)                           \
    _Static_assert(offsetof(T, base) == 0, "thaw_op must come first"); \
    static const thaw_op_class T##_class = { .name = (op_name), .size = sizeof(T), __VA_ARGS__ }

/* A new op in flight and its promise (owned by the caller). NULL with an exception pending, *ret_promise untouched. */
void *thaw_op_new(JSContext *ctx, const thaw_op_class *cls, JSValue *ret_promise);
/* Each settles the op, frees it and runs what JavaScript was waiting for it (if nothing else is running). */
void thaw_op_resolve(void *op, JSValue owned);
void thaw_op_reject(void *op, JSValue owned_error);
/* Rejects with a Node-shaped error; syscall and path may be NULL. */
void thaw_op_fail(void *op, int err, const char *syscall, const char *path);
void thaw_ops_cancel_all(struct thaw_runtime *runtime);

#endif
