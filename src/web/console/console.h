/* SPDX-License-Identifier: MIT
 * The console namespace (WHATWG Console, with Node's printing), and the native helpers its JavaScript needs to look
 * into values without running any of their code: entries of collections and iterators, proxies, promises, the engine's
 * class of an object, the kind of a function. The JavaScript is in inspect.js, format.js and console.js beside. */
#ifndef THAW_WEB_CONSOLE_CONSOLE_H
#define THAW_WEB_CONSOLE_CONSOLE_H

#include "base/auto.h"
#include "js/engine.h"

/* Adds internal.console and the global `console`. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_console_init(JSContext *ctx);
/* Is output to the descriptor coloured? Node's rules: FORCE_COLOR decides if it is there, else it takes a terminal that
 * is not dumb, and neither NO_COLOR nor NODE_DISABLE_COLORS. */
bool thaw_console_has_colors(int fd);

#endif
