/* SPDX-License-Identifier: MIT
 * Blob and File by the File API. A Blob is ranges of shared chunks (bytes.h) and a type; a File has a name and a date
 * besides. Neither ever changes. */
#ifndef THAW_WEB_FILE_BLOB_H
#define THAW_WEB_FILE_BLOB_H

#include "base/auto.h"
#include "js/webidl/types.h"
#include "web/file/bytes.h"

typedef struct thaw_blob {
    thaw_native base;
    thaw_bytes bytes;
    char *type; /* of the engine's heap; NULL if empty */
} thaw_blob;
typedef struct thaw_file {
    thaw_blob base;
    char *name; /* UTF-8 */
    size_t name_len;
    int64_t last_modified;
} thaw_file;

THAW_CLASS_DECLARE(thaw_blob);
THAW_CLASS_DECLARE(thaw_file);
THAW_IDL_INTERFACE(thaw_blob);

/* A Blob that takes over the bytes, which are left empty in any case. `type` is taken as it is. */
JSValue thaw_blob_new(JSContext *ctx, thaw_bytes *bytes, thaw_slice type);
JSValue thaw_file_new(JSContext *ctx, thaw_bytes *bytes, thaw_slice type, thaw_slice name, int64_t last_modified);
/* A byte per character, as in headers: what a Content-Type says can hold more than ASCII. */
thaw_slice thaw_blob_type(const thaw_blob *blob);
/* Milliseconds, as a File gets when nobody said when it was changed. */
int64_t thaw_file_now(void);

THAW_MUST_USE int thaw_blob_init(JSContext *ctx);

#endif
