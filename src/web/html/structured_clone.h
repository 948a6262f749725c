/* SPDX-License-Identifier: MIT
 * Structured cloning and transfer (HTML, "Safe passing of structured data").
 *
 * A value is written to a record and made anew from it, any number of times. A record is an object of a hidden class:
 * bytes for what has no identity outside of them, and an array of values ("attached") for what moves or is shared
 * inside this process: transferred objects and data of platform objects that never changes.
 *
 * A class of platform objects takes part through hooks, which are named beside it: `.clone = &blob_clone`. Each class
 * has its own; they are not inherited. */
#ifndef THAW_WEB_HTML_STRUCTURED_CLONE_H
#define THAW_WEB_HTML_STRUCTURED_CLONE_H

#include "base/auto.h"
#include "base/slice.h"
#include "js/native.h"
#include "js/webidl/types.h"

typedef struct thaw_clone_writer thaw_clone_writer;
typedef struct thaw_clone_reader thaw_clone_reader;

typedef struct thaw_clone_hooks {
    /* Serializable objects. `write` describes the object by calls of thaw_clone_write_*: 0, or -1 with an exception
     * pending. `read` makes the same calls of thaw_clone_read_* and returns the new object, owned. */
    int (*write)(thaw_clone_writer *w, JSValueConst object);
    JSValue (*read)(thaw_clone_reader *r);
    /* Transferable objects. `transfer` moves what the object stands for into a value that the record holds, and leaves
     * the object detached; `receive` makes a new object of it. Both results are owned; JS_EXCEPTION fails the clone.
     * `is_detached` tells whether there is nothing to transfer any more; NULL: `transfer` looks itself. */
    JSValue (*transfer)(JSContext *ctx, JSValueConst object);
    JSValue (*receive)(JSContext *ctx, JSValueConst moved);
    bool (*is_detached)(JSValueConst object);
} thaw_clone_hooks;

/* For `write`. Each 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_clone_write_u32(thaw_clone_writer *w, uint32_t number);
THAW_MUST_USE int thaw_clone_write_double(thaw_clone_writer *w, double number);
THAW_MUST_USE int thaw_clone_write_bytes(thaw_clone_writer *w, const void *bytes, size_t size);
/* Any value, by the algorithm itself. */
THAW_MUST_USE int thaw_clone_write_value(thaw_clone_writer *w, JSValueConst value);
/* A value that is shared as it is and that no program ever sees. */
THAW_MUST_USE int thaw_clone_attach(thaw_clone_writer *w, JSValueConst value);
JSContext *thaw_clone_writer_context(const thaw_clone_writer *w);

/* For `read`. Numbers and bytes can't fail: a record is our own. */
uint32_t thaw_clone_read_u32(thaw_clone_reader *r);
double thaw_clone_read_double(thaw_clone_reader *r);
/* Borrowed from the record. */
thaw_slice thaw_clone_read_bytes(thaw_clone_reader *r);
JSValue thaw_clone_read_value(thaw_clone_reader *r);
/* Owned. */
JSValue thaw_clone_attached(thaw_clone_reader *r);
JSContext *thaw_clone_reader_context(const thaw_clone_reader *r);

/* dictionary StructuredSerializeOptions, which is also the second form of postMessage(message, transfer) */
THAW_IDL_SEQUENCE(thaw_objects, "sequence<object>", object);
typedef struct {
    thaw_idl_sequence transfer;
} thaw_clone_options;
THAW_IDL_DICTIONARY(thaw_clone_options, "StructuredSerializeOptions",
                    THAW_DEFAULT(thaw_clone_options, transfer, "transfer", thaw_objects, THAW_ABSENT));

/* StructuredSerializeWithTransfer: a record, owned; JS_EXCEPTION with an exception pending. `transfer` may be NULL.
 * Runs JavaScript. */
JSValue thaw_clone_serialize(JSContext *ctx, JSValueConst value, const thaw_idl_sequence *transfer);
/* StructuredDeserializeWithTransfer: the value, owned. What was transferred arrives once: `ret_transferred`, if it is
 * not NULL, gets it as an owned array. `is_last` says that the record is not read again, so its bytes may move. Runs no
 * JavaScript. */
JSValue thaw_clone_deserialize(JSContext *ctx, JSValueConst record, bool is_last, JSValue *ret_transferred);
/* Both at once: structuredClone(). */
JSValue thaw_structured_clone(JSContext *ctx, JSValueConst value, const thaw_idl_sequence *transfer);

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_structured_clone_init(JSContext *ctx);

#endif
