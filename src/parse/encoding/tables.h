/* SPDX-License-Identifier: MIT
 * The indexes of the Encoding Standard, made by tools/gen_encoding_tables.py: arrays of code points by pointer, 0 where
 * there is none. Code points of Big5 beyond the basic plane are all in plane 2; a bit tells which. */
#ifndef THAW_PARSE_ENCODING_TABLES_H
#define THAW_PARSE_ENCODING_TABLES_H

#include <stdint.h>

enum {
    THAW_INDEX_SINGLE_BYTES = 27, /* in the order of their names */
    THAW_INDEX_BIG5 = 19782,
    THAW_INDEX_GB18030 = 23940,
    THAW_INDEX_GB18030_RANGES = 206,
    THAW_INDEX_JIS0208 = 11280,
    THAW_INDEX_JIS0212 = 8836,
    THAW_INDEX_EUC_KR = 23750,
};

extern const uint16_t thaw_index_single_byte[THAW_INDEX_SINGLE_BYTES][128];
extern const uint16_t thaw_index_big5[THAW_INDEX_BIG5];
extern const uint8_t thaw_index_big5_plane2[(THAW_INDEX_BIG5 + 7) / 8];
extern const uint16_t thaw_index_gb18030[THAW_INDEX_GB18030];
/* Runs of code points that follow each other: the pointer where each begins, and its code point. */
extern const uint16_t thaw_index_gb18030_pointer[THAW_INDEX_GB18030_RANGES];
extern const uint16_t thaw_index_gb18030_code_point[THAW_INDEX_GB18030_RANGES];
extern const uint16_t thaw_index_jis0208[THAW_INDEX_JIS0208];
extern const uint16_t thaw_index_jis0212[THAW_INDEX_JIS0212];
extern const uint16_t thaw_index_euc_kr[THAW_INDEX_EUC_KR];

#endif
