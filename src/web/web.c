/* SPDX-License-Identifier: MIT */
#include "web/web.h"

#include "web/console/console.h"
#include "web/performance/performance.h"
#include "web/streams/queuing_strategy.h"

int thaw_web_init(JSContext *ctx)
{
    return thaw_console_init(ctx) < 0 || thaw_performance_init(ctx) < 0 || thaw_queuing_strategy_init(ctx) < 0 ? -1 : 0;
}
