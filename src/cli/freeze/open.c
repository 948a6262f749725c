/* SPDX-License-Identifier: MIT
 * What is still open when a program has started: none of it can be frozen. */
#include "cli/freeze/freeze.h"
#include "js/auto_values.h"
#include "js/engine.h"
#include "js/native.h"
#include "js/op.h"
#include "js/timer_queue.h"
#include "loop/loop.h"

typedef struct {
    JSContext *ctx;
    thaw_buf *lines;
} finder;

static void add_line(finder *f, const char *what, JSValueConst origin)
{
    thaw_buf_puts(f->lines, what);
    if (JS_IsString(origin)) {
        THAW_AUTO(thaw_cstr) at = thaw_cstr_of(f->ctx, origin);
        thaw_buf_printf(f->lines, ", made at %s", at.ptr ? at.ptr : "?");
    }
    thaw_buf_putc(f->lines, '\n');
}

static void found_timer(void *opaque, const char *kind, JSValueConst origin)
{
    add_line(opaque, kind, origin);
}

static void found_native(void *opaque, JSValueConst object)
{
    const thaw_class *cls = thaw_native_class_of(object);
    const char *live = cls ? thaw_native_live(thaw_native_as(object, cls)) : NULL;
    if (live)
        add_line(opaque, live, JS_UNDEFINED);
}

void thaw_freeze_find_open(JSContext *ctx, thaw_buf *lines)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    finder f = { ctx, lines };
    thaw_timers_each(ctx, found_timer, &f);
    for (thaw_link *l = r->ops.next; l != &r->ops; l = l->next) {
        thaw_op *op = THAW_CONTAINER(l, thaw_op, link);
        add_line(&f, op->cls->name, op->settle.origin);
    }
    JS_RunGC(r->rt); /* what nobody refers to is not open */
    thaw_engine_each_native(r->rt, found_native, &f);
    if (thaw_loop_is_alive())
        thaw_buf_puts(lines, "a handle of the event loop\n");
}
