/* SPDX-License-Identifier: MIT
 * PerformanceEntry, PerformanceMark and PerformanceMeasure (Performance Timeline, User Timing). */
#ifndef THAW_WEB_PERFORMANCE_ENTRY_H
#define THAW_WEB_PERFORMANCE_ENTRY_H

#include "base/auto.h"
#include "js/native.h"
#include "js/webidl/types.h"

/* Kinds of entries are bits, so that a set of them is a number. */
typedef enum { THAW_ENTRY_MARK = 1, THAW_ENTRY_MEASURE = 2, THAW_ENTRY_ALL = 3 } thaw_entry_kind;

typedef struct thaw_performance_entry {
    thaw_native base;
    JSAtom name;
    thaw_entry_kind kind;
    uint32_t id;
    double start, duration; /* in milliseconds since the time origin */
    THAW_JS_FIELDS(detail);
} thaw_performance_entry;
THAW_CLASS_DECLARE(thaw_performance_entry);

typedef struct {
    bool has_start;
    JSValueConst detail; /* undefined: null */
    double start;
} thaw_mark_options;
THAW_IDL_DICTIONARY(thaw_mark_options, "PerformanceMarkOptions",
                    THAW_DEFAULT(thaw_mark_options, detail, "detail", any, THAW_ABSENT),
                    THAW_OPTIONAL(thaw_mark_options, start, "startTime", double));

/* The names of the kinds as entryType has them. */
const char *thaw_entry_kind_name(thaw_entry_kind kind);
/* The bit of a name (a string); 0 if it is none. */
thaw_entry_kind thaw_entry_kind_of(JSContext *ctx, JSValueConst name);

/* New entries; name and detail are borrowed, the detail is cloned. Owned; JS_EXCEPTION with an exception pending. */
JSValue thaw_mark_new(JSContext *ctx, JSAtom name, const thaw_mark_options *options);
JSValue thaw_measure_new(JSContext *ctx, JSAtom name, double start, double duration, JSValueConst detail);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_performance_entry_init(JSContext *ctx);

#endif
