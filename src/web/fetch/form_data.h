/* SPDX-License-Identifier: MIT
 * FormData: an ordered list of names with texts or Files. */
#ifndef THAW_WEB_FETCH_FORM_DATA_H
#define THAW_WEB_FETCH_FORM_DATA_H

#include "base/auto.h"
#include "base/buf.h"
#include "js/webidl/types.h"
#include "web/file/bytes.h"

typedef struct {
    char *name, *text; /* UTF-8, each its own block; text is NULL where `file` is a File */
    size_t name_len, text_len;
    JSValue file;
} thaw_form_entry;

typedef struct thaw_form_data {
    thaw_native base;
    thaw_form_entry *entries;
    uint32_t count, size;
} thaw_form_data;
THAW_CLASS_DECLARE(thaw_form_data);

/* A new, empty one. */
JSValue thaw_form_data_new(JSContext *ctx, thaw_form_data **ret_self);
/* 0, or -1 with an exception pending. `file` is taken. */
THAW_MUST_USE int thaw_form_data_append_text(JSContext *ctx, thaw_form_data *form, thaw_slice name, thaw_slice text);
THAW_MUST_USE int thaw_form_data_append_file(JSContext *ctx, thaw_form_data *form, thaw_slice name, JSValue file);
/* As multipart/form-data: files are shared, not copied. `type` receives the Content-Type with the boundary. */
THAW_MUST_USE int thaw_form_data_serialise(JSContext *ctx, const thaw_form_data *form, thaw_buf *type, thaw_bytes *ret);
/* A new FormData from a body of one of the two types; TypeError if it is malformed. */
JSValue thaw_form_data_from_multipart(JSContext *ctx, thaw_slice boundary, thaw_slice body);
JSValue thaw_form_data_from_urlencoded(JSContext *ctx, thaw_slice body);

THAW_MUST_USE int thaw_form_data_init(JSContext *ctx);

#endif
