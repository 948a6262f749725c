/* SPDX-License-Identifier: MIT
 * The encodings of the Encoding Standard (section 4): names, labels. */
#ifndef THAW_PARSE_ENCODING_ENCODING_H
#define THAW_PARSE_ENCODING_ENCODING_H

#include "base/slice.h"

typedef enum {
    THAW_ENCODING_UTF_8,
    THAW_ENCODING_UTF_16BE,
    THAW_ENCODING_UTF_16LE,
    THAW_ENCODING_REPLACEMENT,
    THAW_ENCODING_X_USER_DEFINED,
    THAW_ENCODING_GBK,
    THAW_ENCODING_GB18030,
    THAW_ENCODING_BIG5,
    THAW_ENCODING_EUC_JP,
    THAW_ENCODING_ISO_2022_JP,
    THAW_ENCODING_SHIFT_JIS,
    THAW_ENCODING_EUC_KR,
    THAW_ENCODING_ISO_8859_8_I, /* differs from ISO-8859-8 by its name only */
    THAW_ENCODING_SINGLE_BYTE,  /* this and those after it: the tables of thaw_index_single_byte */
    THAW_ENCODING_COUNT = THAW_ENCODING_SINGLE_BYTE + 27,
} thaw_encoding;

/* "get an encoding": white space around the label and case don't matter. The encoding, or -1. */
int thaw_encoding_of_label(thaw_slice label);
/* As TextDecoder's attribute has it: in lower case. */
const char *thaw_encoding_name(thaw_encoding encoding);

#endif
