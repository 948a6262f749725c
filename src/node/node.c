/* SPDX-License-Identifier: MIT */
#include "node/node.h"

#include "js/builtins.h"
#include "js/runtime.h"
#include "node/errors.h"
#include "node/fs/fs.h"
#include "node/process/process.h"
#include "node/timers/timers.h"
#include "node/v8/v8.h"

static const thaw_builtin_module modules[] = {
    { "console", "node/console/console", false },
    { "events", "node/events/events", false },
    { "fs", "node/fs/fs", false },
    { "fs/promises", "node/fs/promises", false },
    { "module", "js/modules/cjs", false },
    { "process", "node/process/process", false },
    { "timers", "node/timers/timers", false },
    { "timers/promises", "node/timers/promises", false },
    { "v8", "node/v8/v8", false },
    { NULL, NULL, false },
};

int thaw_node_init(JSContext *ctx)
{
    thaw_runtime_of(ctx)->modules = modules;
    return thaw_node_errors_init(ctx) < 0 || thaw_timers_init(ctx) < 0 || thaw_process_init(ctx) < 0 ||
                   thaw_fs_init(ctx) < 0 || thaw_v8_init(ctx) < 0
               ? -1
               : 0;
}
