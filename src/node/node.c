/* SPDX-License-Identifier: MIT */
#include "node/node.h"

#include "js/builtins.h"
#include "js/runtime.h"
#include "node/process/process.h"
#include "node/timers/timers.h"

static const thaw_builtin_module modules[] = {
    { "events", "node/events/events", false },
    { "module", "js/modules/cjs", false },
    { "process", "node/process/process", false },
    { NULL, NULL, false },
};

int thaw_node_init(JSContext *ctx)
{
    thaw_runtime_of(ctx)->modules = modules;
    return thaw_timers_init(ctx) < 0 || thaw_process_init(ctx) < 0 ? -1 : 0;
}
