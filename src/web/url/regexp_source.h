/* SPDX-License-Identifier: MIT
 * Regular expressions in the words that the engine takes. */
#ifndef THAW_WEB_URL_REGEXP_SOURCE_H
#define THAW_WEB_URL_REGEXP_SOURCE_H

#include "base/auto.h"
#include "base/buf.h"
#include "base/slice.h"

/* With the flag `v` the engine refuses, also outside of classes, what is reserved in a class only: "-", "/" and
 * punctuation twice in a row. Appends the source with these as escapes, which mean the same. 0 or the buffer's error.
 */
THAW_MUST_USE int thaw_regexp_source_for_engine(thaw_slice source, thaw_buf *out);

#endif
