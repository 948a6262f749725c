/* SPDX-License-Identifier: MIT
 * internal.io.readChunk(fd): a promise of what can be read next, as a Uint8Array; null at the end. input.js makes
 * process.stdin of it. */
#include "node/process/process.h"

#include <errno.h>
#include <unistd.h>

#include "js/auto_values.h"
#include "js/errors.h"
#include "js/op.h"
#include "loop/readable.h"
#include "loop/stdio.h"

enum { CHUNK = 65536 };

typedef struct {
    thaw_op base;
    int fd;
    thaw_readable *readable;
} chunk_op;

static void chunk_dispose(JSRuntime *rt, void *self)
{
    thaw_readable_stop(((chunk_op *)self)->readable);
}
THAW_OP_CLASS_PLAIN(chunk_op, "reading standard input", .dispose = chunk_dispose);

/* The next bytes, null at the end, JS_EXCEPTION. */
static JSValue read_now(JSContext *ctx, int fd)
{
    uint8_t bytes[CHUNK];
    ssize_t n;
    do
        n = read(fd, bytes, sizeof bytes);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return thaw_throw(ctx, -errno, "read", NULL);
    return n ? JS_NewUint8ArrayCopy(ctx, bytes, (size_t)n) : JS_NULL;
}

static void on_readable(void *opaque)
{
    chunk_op *op = opaque;
    JSContext *ctx = op->base.ctx;
    JSValue chunk = read_now(ctx, op->fd);
    if (JS_IsException(chunk))
        thaw_op_reject(op, JS_GetException(ctx));
    else
        thaw_op_resolve(op, chunk);
}

JSValue thaw_js_read_chunk(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
    int32_t fd;
    if (JS_ToInt32(ctx, &fd, argv[0]) < 0)
        return JS_EXCEPTION;
    thaw_stdio_flush(); /* a question should stand there before the answer is waited for */
    JSValue promise;
    chunk_op *op = thaw_op_new(ctx, &chunk_op_class, &promise);
    if (!op)
        return JS_EXCEPTION;
    op->fd = fd;
    int err = thaw_readable_start(fd, on_readable, op, &op->readable);
    if (err == -EPERM)
        on_readable(op);
    else if (err)
        thaw_op_fail(op, err, "read", NULL);
    return promise;
}
