/* SPDX-License-Identifier: MIT */
#include "web/web.h"

#include "web/console/console.h"
#include "web/performance/performance.h"
#include "web/streams/queuing_strategy.h"

int thaw_web_init(JSContext *ctx)
{
    /* In this order: an interface comes after the one that it inherits from. */
    static int (*const init[])(JSContext *) = {
        thaw_console_init,
        thaw_performance_init,
        thaw_queuing_strategy_init,
    };
    for (size_t i = 0; i < THAW_COUNT(init); i++)
        if (init[i](ctx) < 0)
            return -1;
    return 0;
}
