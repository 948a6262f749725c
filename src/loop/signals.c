/* SPDX-License-Identifier: MIT */
#include "loop/signals.h"

#include <errno.h>
#include <stdlib.h>

#include "loop/loop.h"

enum { SIGNAL_MAX = 65 };

typedef struct {
    uv_signal_t handle; /* must be first: the close callback gets it */
    thaw_signal_fn *on_signal;
    void *opaque;
} watch;

static watch *watches[SIGNAL_MAX];

static void on_uv_signal(uv_signal_t *handle, int number)
{
    watch *w = (watch *)handle;
    w->on_signal(w->opaque, number);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

int thaw_signal_watch(int number, thaw_signal_fn *on_signal, void *opaque)
{
    if (number <= 0 || number >= SIGNAL_MAX)
        return -EINVAL;
    thaw_signal_unwatch(number);
    watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->on_signal = on_signal;
    w->opaque = opaque;
    uv_signal_init(thaw_loop_uv(), &w->handle);
    int err = uv_signal_start(&w->handle, on_uv_signal, number);
    if (err) {
        uv_close((uv_handle_t *)&w->handle, on_closed);
        return err;
    }
    uv_unref((uv_handle_t *)&w->handle);
    watches[number] = w;
    return 0;
}

void thaw_signal_unwatch(int number)
{
    if (number <= 0 || number >= SIGNAL_MAX || !watches[number])
        return;
    uv_close((uv_handle_t *)&watches[number]->handle, on_closed);
    watches[number] = NULL;
}
