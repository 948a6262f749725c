/* SPDX-License-Identifier: MIT
 * The blob URL store: names that a program gave to its Blobs, which live until they are revoked. */
#ifndef THAW_WEB_FILE_BLOB_URL_H
#define THAW_WEB_FILE_BLOB_URL_H

#include "base/auto.h"
#include "base/slice.h"
#include "js/engine.h"

/* A new URL for the Blob, as a string. */
JSValue thaw_blob_url_create(JSContext *ctx, JSValueConst blob);
/* Does nothing if there is no such URL, or if it has a fragment. */
void thaw_blob_url_revoke(JSContext *ctx, thaw_slice url);
/* Borrowed: the Blob, or undefined. */
JSValueConst thaw_blob_url_find(JSContext *ctx, thaw_slice url);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_blob_url_init(JSContext *ctx);

#endif
