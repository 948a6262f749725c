/* SPDX-License-Identifier: MIT
 * Any bytes as JSON: of an accepted text, each part is JSON again, and strings come out as valid UTF-8. */
#include <stdint.h>

#include "base/error.h"
#include "base/utf8.h"
#include "lambda/emulator/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(json_value v)
{
    json_value key, item, again;
    THAW_AUTO(thaw_buf) text = thaw_buf_of(v.text.len);
    thaw_assert(json_parse(v.text, &again) && again.kind == v.kind && thaw_slice_equal(again.text, v.text));
    json_text(v, &text);
    thaw_assert(!thaw_buf_error(&text) && thaw_utf8_valid(text.data, text.len));
    for (size_t at = 0, before = 0; json_next(v, &at, &key, &item); before = at) {
        thaw_assert(at > before && at <= v.text.len);
        thaw_assert(item.text.ptr > v.text.ptr && item.text.ptr + item.text.len < v.text.ptr + v.text.len);
        if (v.kind == JSON_OBJECT) {
            THAW_AUTO(thaw_buf) name = thaw_buf_of(key.text.len + 1);
            thaw_assert(key.kind == JSON_STRING);
            json_text(key, &name);
            thaw_assert(json_member(v, name.data ? name.data : "", &again));
        }
        walk(item);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_value v;
    if (size <= 4096 && json_parse((thaw_slice){ (const char *)data, size }, &v)) /* parts are parsed again and again */
        walk(v);
    return 0;
}
