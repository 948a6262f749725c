/* SPDX-License-Identifier: MIT */
#include "web/web.h"

#include "web/console/console.h"

int thaw_web_init(JSContext *ctx)
{
    return thaw_console_init(ctx);
}
