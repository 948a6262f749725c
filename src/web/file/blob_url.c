/* SPDX-License-Identifier: MIT */
#include "web/file/blob_url.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "heap/inputs.h"
#include "js/auto_values.h"
#include "js/errors.h"
#include "js/native.h"
#include "js/runtime.h"

enum { ID_SIZE = 36, URLS_MAX = 1 << 20 };
#define PREFIX "blob:nodedata:"

typedef struct {
    char id[ID_SIZE + 1];
    JSValue blob;
} blob_url;
typedef struct {
    thaw_native base;
    blob_url *urls;
    uint32_t count, size;
} blob_urls;

static void blob_urls_visit(void *self, thaw_visitor *v)
{
    blob_urls *all = self;
    for (uint32_t i = 0; i < all->count; i++)
        v->slot(v, &all->urls[i].blob);
}

static void blob_urls_dispose(JSRuntime *rt, void *self)
{
    js_free_rt(rt, ((blob_urls *)self)->urls);
}
THAW_CLASS_PLAIN(blob_urls, BLOB_URLS, "BlobURLs", .visit = blob_urls_visit, .dispose = blob_urls_dispose);

static int make_id(JSContext *ctx, char ret[ID_SIZE + 1])
{
    unsigned char r[16];
    thaw_input_random();
    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r) {
        thaw_throw(ctx, -errno, "getrandom", NULL);
        return -1;
    }
    r[6] = (unsigned char)(0x40 | (r[6] & 0x0F)); /* a random UUID: version 4 */
    r[8] = (unsigned char)(0x80 | (r[8] & 0x3F));
    char *at = ret;
    for (int i = 0; i < 16; i++) {
        bool dash = i == 4 || i == 6 || i == 8 || i == 10;
        at += snprintf(at, (size_t)(ret + ID_SIZE + 1 - at), dash ? "-%02x" : "%02x", r[i]);
    }
    return 0;
}

static int reserve_one(JSContext *ctx, blob_urls *all)
{
    if (all->count < all->size)
        return 0;
    if (all->count >= URLS_MAX) {
        JS_ThrowOutOfMemory(ctx);
        return -1;
    }
    uint32_t size = all->size ? all->size * 2 : 8;
    blob_url *urls = js_realloc(ctx, all->urls, size * sizeof *urls);
    if (!urls)
        return -1;
    all->urls = urls;
    all->size = size;
    return 0;
}

JSValue thaw_blob_url_create(JSContext *ctx, JSValueConst blob)
{
    blob_urls *all = thaw_runtime_state(ctx, THAW_STATE_BLOB_URLS);
    char text[sizeof PREFIX + ID_SIZE];
    blob_url new = { .blob = JS_UNDEFINED };
    if (make_id(ctx, new.id) < 0 || reserve_one(ctx, all) < 0)
        return JS_EXCEPTION;
    snprintf(text, sizeof text, PREFIX "%s", new.id);
    JSValue string = JS_NewString(ctx, text);
    if (JS_IsException(string))
        return JS_EXCEPTION;
    new.blob = JS_DupValue(ctx, blob);
    all->urls[all->count++] = new;
    return string;
}

static blob_url *find(const blob_urls *all, thaw_slice url)
{
    const size_t prefix = sizeof PREFIX - 1;
    if (url.len != prefix + ID_SIZE || !thaw_slice_starts(url, PREFIX))
        return NULL;
    for (uint32_t i = 0; i < all->count; i++) {
        if (memcmp(all->urls[i].id, url.ptr + prefix, ID_SIZE) == 0)
            return &all->urls[i];
    }
    return NULL;
}

void thaw_blob_url_revoke(JSContext *ctx, thaw_slice url)
{
    blob_urls *all = thaw_runtime_state(ctx, THAW_STATE_BLOB_URLS);
    blob_url *found = find(all, url);
    if (!found)
        return;
    JSValue blob = found->blob;
    *found = all->urls[--all->count];
    JS_FreeValue(ctx, blob);
}

JSValueConst thaw_blob_url_find(JSContext *ctx, thaw_slice url)
{
    const blob_url *found = find(thaw_runtime_state(ctx, THAW_STATE_BLOB_URLS), url);
    return found ? found->blob : JS_UNDEFINED;
}

int thaw_blob_url_init(JSContext *ctx)
{
    return thaw_runtime_add_state(ctx, THAW_STATE_BLOB_URLS, &blob_urls_class) ? 0 : -1;
}
