/* SPDX-License-Identifier: MIT */
#include "loop/readable.h"

#include <errno.h>
#include <stdlib.h>

#include "loop/loop.h"

struct thaw_readable {
    uv_poll_t poll; /* must be first: the close callback gets it */
    thaw_readable_fn *on_readable;
    void *opaque;
};

static void on_poll(uv_poll_t *poll, int status, int events)
{
    thaw_readable *r = (thaw_readable *)poll;
    r->on_readable(r->opaque); /* an error shows when it is read */
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

int thaw_readable_start(int fd, thaw_readable_fn *on_readable, void *opaque, thaw_readable **ret)
{
    thaw_readable *r = calloc(1, sizeof *r);
    if (!r)
        return -ENOMEM;
    r->on_readable = on_readable;
    r->opaque = opaque;
    int err = uv_poll_init(thaw_loop_uv(), &r->poll, fd);
    if (err) { /* then there is no handle to close */
        free(r);
        return err;
    }
    err = uv_poll_start(&r->poll, UV_READABLE | UV_DISCONNECT, on_poll);
    if (err) {
        uv_close((uv_handle_t *)&r->poll, on_closed);
        return err;
    }
    *ret = r;
    return 0;
}

void thaw_readable_stop(thaw_readable *r)
{
    if (!r)
        return;
    if (uv_is_closing((uv_handle_t *)&r->poll))
        free(r); /* thaw_loop_close was before us */
    else
        uv_close((uv_handle_t *)&r->poll, on_closed);
}
