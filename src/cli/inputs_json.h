/* SPDX-License-Identifier: MIT
 * Recorded inputs as JSON, for the reports of `thaw freeze` and `thaw image`. */
#ifndef THAW_CLI_INPUTS_JSON_H
#define THAW_CLI_INPUTS_JSON_H

#include "base/buf.h"
#include "base/slice.h"

/* Appends [{ kind, name, where, absent, accepted }] for a serialised list, which may be empty. THAW_E_IMAGE_DAMAGED if
 * it is none. */
THAW_MUST_USE int thaw_inputs_json(thaw_buf *b, thaw_slice inputs);

#endif
