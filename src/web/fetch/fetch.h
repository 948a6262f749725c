/* SPDX-License-Identifier: MIT
 * The classes of the Fetch standard and those of files that it is made of, set up in their order. */
#ifndef THAW_WEB_FETCH_FETCH_H
#define THAW_WEB_FETCH_FETCH_H

#include "base/auto.h"
#include "js/engine.h"

THAW_MUST_USE int thaw_fetch_init(JSContext *ctx);
/* fetch() itself; of the list above. */
THAW_MUST_USE int thaw_fetch_method_init(JSContext *ctx);

#endif
