/* SPDX-License-Identifier: MIT
 * The resources that locks are asked for, by name: each has its held locks and its queue. One is there as long as
 * either has something in it. */
#ifndef THAW_WEB_LOCKS_LOCK_TABLE_H
#define THAW_WEB_LOCKS_LOCK_TABLE_H

#include "base/list.h"
#include "js/native.h"
#include "js/timer_queue.h"

typedef struct lock_resource {
    struct lock_resource *next; /* of the same bucket */
    thaw_link link;             /* in the table, in the order of first requests */
    JSAtom name;
    thaw_link held, queue; /* links of requests, which they own */
} lock_resource;

typedef struct {
    thaw_native base;
    lock_resource **buckets;
    uint32_t n_buckets /* a power of two, or 0 */, n_resources;
    thaw_link resources;
    thaw_link tasks; /* requests whose callback is to be called */
    thaw_immediate turn;
} lock_table;
THAW_CLASS_DECLARE(lock_table);

/* The resource of this name, made if need be. NULL with an exception pending. */
lock_resource *lock_table_get(JSContext *ctx, lock_table *t, JSAtom name);
/* Frees it if nothing is held or queued. */
void lock_table_tidy(JSContext *ctx, lock_table *t, lock_resource *r);

#endif
