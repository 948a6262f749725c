/* SPDX-License-Identifier: MIT
 * MIME types: what was serialised parses to the same. */
#include <stdlib.h>

#include "parse/mime_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    THAW_AUTO(thaw_mime_type) type = { 0 };
    if (thaw_mime_type_parse((thaw_slice){ (const char *)data, size }, &type) < 0)
        return 0;
    THAW_AUTO(thaw_buf) text = thaw_buf_of(THAW_MIME_SIZE_MAX);
    THAW_AUTO(thaw_buf) again = thaw_buf_of(THAW_MIME_SIZE_MAX);
    thaw_mime_type_serialise(&type, &text);
    if (thaw_buf_error(&text))
        return 0;
    THAW_AUTO(thaw_mime_type) second = { 0 };
    if (thaw_mime_type_parse((thaw_slice){ text.data, text.len }, &second) < 0)
        abort();
    thaw_mime_type_serialise(&second, &again);
    if (again.len != text.len || memcmp(again.data, text.data, text.len) != 0)
        abort();
    return 0;
}
