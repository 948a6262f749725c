/* SPDX-License-Identifier: MIT
 * The performance timeline: entries in the order in which they were added, and the observers that are told of them. */
#ifndef THAW_WEB_PERFORMANCE_TIMELINE_H
#define THAW_WEB_PERFORMANCE_TIMELINE_H

#include "base/auto.h"
#include "js/native.h"
#include "js/webidl/interface.h"
#include "web/performance/entry.h"

enum { THAW_TIMELINE_MAX = 1 << 20 /* entries that are kept; those after them are dropped */ };

/* A growing list of references to entries. */
typedef struct {
    THAW_JS_FIELDS(entry);
} thaw_entry_slot;
typedef struct {
    thaw_entry_slot *item;
    uint32_t count, size, dropped;
} thaw_entry_list;
void thaw_entry_list_visit(thaw_entry_list *list, thaw_visitor *v);
/* Takes a reference of its own. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_entry_list_add(JSContext *ctx, thaw_entry_list *list, JSValueConst entry);
/* Drops those of these kinds and, unless it is JS_ATOM_NULL, of this name. */
void thaw_entry_list_remove(JSContext *ctx, thaw_entry_list *list, thaw_entry_kind kinds, JSAtom name);
/* An array of those of these kinds and this name (or any), by start time. */
JSValue thaw_entry_list_to_array(JSContext *ctx, const thaw_entry_list *list, thaw_entry_kind kinds, JSAtom name);

/* The runtime's timeline. */
thaw_entry_list *thaw_timeline_entries(JSContext *ctx);
uint32_t thaw_timeline_next_id(JSContext *ctx);
/* Keeps the entry, and queues it for observers. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_timeline_add(JSContext *ctx, JSValueConst entry);

/* The members that Performance and PerformanceObserverEntryList have in common. */
typedef struct {
    JSValueConst type;
} thaw_entries_by_type_args;
typedef struct {
    JSValueConst name, type;
    bool has_type;
} thaw_entries_by_name_args;
thaw_member_body thaw_get_entries, thaw_get_entries_by_type, thaw_get_entries_by_name;
#define THAW_GET_ENTRIES_MEMBERS                                                                  \
    THAW_METHOD("getEntries", thaw_get_entries),                                                  \
        THAW_METHOD_ARGS("getEntriesByType", thaw_get_entries_by_type, thaw_entries_by_type_args, \
                         THAW_REQUIRED(thaw_entries_by_type_args, type, "type", DOMString)),      \
        THAW_METHOD_ARGS("getEntriesByName", thaw_get_entries_by_name, thaw_entries_by_name_args, \
                         THAW_REQUIRED(thaw_entries_by_name_args, name, "name", DOMString),       \
                         THAW_OPTIONAL(thaw_entries_by_name_args, type, "type", DOMString))

/* PerformanceObserver and the timeline. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_timeline_init(JSContext *ctx);

#endif
