/* SPDX-License-Identifier: MIT
 * What is still open when a program has started: none of it can be frozen. */
#include "cli/freeze/freeze.h"
#include "js/auto_values.h"
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

void thaw_freeze_find_open(JSContext *ctx, thaw_buf *lines)
{
    thaw_runtime *r = thaw_runtime_of(ctx);
    finder f = { ctx, lines };
    thaw_timers_each(ctx, found_timer, &f);
    for (thaw_link *l = r->ops.next; l != &r->ops; l = l->next) {
        thaw_op *op = THAW_CONTAINER(l, thaw_op, link);
        add_line(&f, op->cls->name, op->settle.origin);
    }
    for (thaw_link *l = r->pins.next; l != &r->pins; l = l->next) {
        thaw_native *n = THAW_CONTAINER(l, thaw_native, pin_link);
        const char *live = thaw_native_live(n);
        if (live)
            add_line(&f, live, JS_UNDEFINED);
    }
    if (thaw_loop_is_alive())
        thaw_buf_puts(lines, "a handle of the event loop\n");
}
