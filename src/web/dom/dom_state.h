/* SPDX-License-Identifier: MIT
 * What the files of this folder share per runtime: names that are compared or defined often, and hidden objects. */
#ifndef THAW_WEB_DOM_DOM_STATE_H
#define THAW_WEB_DOM_DOM_STATE_H

#include "js/native.h"
#include "js/runtime.h"

#define THAW_DOM_ATOM_LIST(X) \
    X(abort)                  \
    X(error)                  \
    X(handleEvent)            \
    X(isTrusted)              \
    X(message)                \
    X(prioritychange)         \
    X(rejectionhandled)       \
    X(unhandledrejection)

typedef struct thaw_dom_state {
    thaw_native base;
    struct {
#define THAW_DOM_ATOM(name) JSAtom name;
        THAW_DOM_ATOM_LIST(THAW_DOM_ATOM)
#undef THAW_DOM_ATOM
    } atom;
    bool reporting; /* an error is being told to listeners: one more is not */
    THAW_JS_FIELDS(get_is_trusted, global_target /* the EventTarget that stands for the global object */);
} thaw_dom_state;

static inline thaw_dom_state *thaw_dom_state_of(JSContext *ctx)
{
    return thaw_runtime_state(ctx, THAW_STATE_DOM);
}

#endif
