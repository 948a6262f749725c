/* SPDX-License-Identifier: MIT */
#include "web/locks/lock_table.h"

static void unlink_all(thaw_link *list)
{
    while (list->next && !thaw_list_empty(list))
        thaw_list_remove(list->next);
}

static void lock_table_dispose(JSRuntime *rt, void *self)
{
    lock_table *t = self;
    while (t->resources.next && !thaw_list_empty(&t->resources)) {
        lock_resource *r = THAW_CONTAINER(t->resources.next, lock_resource, link);
        unlink_all(&r->held);
        unlink_all(&r->queue);
        thaw_list_remove(&r->link);
        JS_FreeAtomRT(rt, r->name);
        js_free_rt(rt, r);
    }
    unlink_all(&t->tasks);
    js_free_rt(rt, t->buckets);
}
THAW_CLASS_TABLE_PLAIN(lock_table, LOCK_TABLE, "LockTable", .dispose = lock_table_dispose);

static lock_resource **bucket_of(lock_table *t, JSAtom name)
{
    return &t->buckets[(name * 0x9e3779b1u >> 8) & (t->n_buckets - 1)];
}

static int grow(JSContext *ctx, lock_table *t)
{
    uint32_t n = t->n_buckets ? t->n_buckets * 2 : 8;
    lock_resource **buckets = js_mallocz(ctx, n * sizeof(*buckets));
    if (!buckets)
        return -1;
    js_free(ctx, t->buckets);
    t->buckets = buckets;
    t->n_buckets = n;
    for (thaw_link *l = t->resources.next; l != &t->resources; l = l->next) {
        lock_resource *r = THAW_CONTAINER(l, lock_resource, link), **bucket = bucket_of(t, r->name);
        r->next = *bucket;
        *bucket = r;
    }
    return 0;
}

lock_resource *lock_table_get(JSContext *ctx, lock_table *t, JSAtom name)
{
    for (lock_resource *r = t->n_buckets ? *bucket_of(t, name) : NULL; r; r = r->next) {
        if (r->name == name)
            return r;
    }
    if (t->n_resources == t->n_buckets && grow(ctx, t) < 0)
        return NULL;
    lock_resource *r = js_mallocz(ctx, sizeof(*r)), **bucket = bucket_of(t, name);
    if (!r)
        return NULL;
    r->name = JS_DupAtom(ctx, name);
    thaw_list_init(&r->held);
    thaw_list_init(&r->queue);
    thaw_list_append(&t->resources, &r->link);
    r->next = *bucket;
    *bucket = r;
    t->n_resources++;
    return r;
}

void lock_table_tidy(JSContext *ctx, lock_table *t, lock_resource *r)
{
    if (!thaw_list_empty(&r->held) || !thaw_list_empty(&r->queue))
        return;
    lock_resource **at = bucket_of(t, r->name);
    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
    t->n_resources--;
    thaw_list_remove(&r->link);
    JS_FreeAtom(ctx, r->name);
    js_free(ctx, r);
}
