/* SPDX-License-Identifier: MIT */
#include "loop/work.h"

#include "base/auto.h"
#include "loop/loop.h"

static void on_run(uv_work_t *request)
{
    thaw_work *w = THAW_CONTAINER(request, thaw_work, request);
    w->run(w);
}

static void on_done(uv_work_t *request, int status)
{
    thaw_work *w = THAW_CONTAINER(request, thaw_work, request);
    w->done(w, w->owner);
}

int thaw_work_start(thaw_work *w, void *owner)
{
    w->owner = owner;
    return uv_queue_work(thaw_loop_uv(), &w->request, on_run, on_done);
}

void thaw_work_abandon(thaw_work *w)
{
    w->owner = NULL;
    uv_cancel((uv_req_t *)&w->request);
}
