/* SPDX-License-Identifier: MIT
 * Between clone_write.c and clone_read.c: what a record looks like.
 *
 *     value   = tag payload
 *     object  = tag payload          takes the next number; 'o' number stands for it from then on
 *
 * A key is an index atom itself, or 1 + where it is among the record's keys.
 *
 * What was transferred has the first numbers. Numbers are in the byte order of the machine, two-byte characters are
 * aligned. A record is only ever read by the executable that wrote it. */
#ifndef THAW_WEB_HTML_CLONE_INT_H
#define THAW_WEB_HTML_CLONE_INT_H

#include "base/slice.h"
#include "js/engine_values.h"
#include "web/html/structured_clone.h"

typedef enum {
    TAG_UNDEFINED,
    TAG_NULL,
    TAG_FALSE,
    TAG_TRUE,
    TAG_INT,       /* int32 */
    TAG_DOUBLE,    /* double */
    TAG_TEXT,      /* length, Latin-1 */
    TAG_WIDE_TEXT, /* length, UTF-16 */
    TAG_BIGINT,    /* count, limbs */
    TAG_SEEN,      /* number */
    TAG_PLAIN,     /* (key value)... 0 */
    TAG_ARRAY,     /* length; (key value)... 0 */
    TAG_BOXED,     /* value */
    TAG_DATE,      /* double */
    TAG_REGEXP,    /* flags, text */
    TAG_ERROR,     /* name, stack, presence of message and cause, these */
    TAG_BUFFER,    /* index of a block */
    TAG_SHARED,    /* attached */
    TAG_VIEW,      /* buffer; type, offset, size, is tracking */
    TAG_MAP,       /* count, keys and values */
    TAG_SET,       /* count, keys */
    TAG_NATIVE,    /* the class; what its hook wrote */
} clone_tag;

enum { ERROR_HAS_MESSAGE = 1, ERROR_HAS_CAUSE = 2 };

typedef struct {
    thaw_native base;
    uint8_t *bytes;
    size_t size, cap;
    thaw_engine_block *blocks; /* copied bytes of buffers; data NULL where they moved on */
    uint32_t n_blocks, cap_blocks;
    JSAtom *keys; /* of properties; each counted */
    uint32_t n_keys, cap_keys;
    uint32_t n_attached;
    uint32_t n_transferred;                /* 0 once they arrived */
    const thaw_clone_hooks **receivers;    /* one for each that was transferred; NULL for ArrayBuffers */
    THAW_JS_FIELDS(attached, transferred); /* arrays, or undefined */
} clone_record;
extern const thaw_class clone_record_class;
static inline clone_record *clone_record_of(JSValueConst value)
{
    return thaw_native_as(value, &clone_record_class);
}

#endif
