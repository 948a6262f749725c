/* SPDX-License-Identifier: MIT */
#include "web/fetch/content_type.h"

#include "base/error.h"

/* The next item of a list with commas, which may stand in quotes. */
static thaw_slice take_item(thaw_slice *rest)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->len; n++) {
        char c = rest->ptr[n];
        if (c == ',' && !quoted)
            break;
        if (c == '"')
            quoted = !quoted;
        else if (c == '\\' && quoted && n + 1 < rest->len)
            n++;
    }
    thaw_slice item = { rest->ptr, n };
    size_t taken = n < rest->len ? n + 1 : n;
    *rest = (thaw_slice){ rest->ptr + taken, rest->len - taken };
    return item;
}

/* Makes `next` the type; what it lacks of a charset it takes from the one before. */
static int succeed(thaw_mime_type *type, thaw_mime_type *next)
{
    int err = 0;
    thaw_slice charset = thaw_mime_type_get(type, "charset");
    if (charset.ptr && thaw_slice_equal(thaw_mime_type_essence(type), thaw_mime_type_essence(next)))
        err = thaw_mime_type_add(next, "charset", charset);
    thaw_mime_type_done(type);
    *type = *next;
    *next = (thaw_mime_type){ 0 };
    return err;
}

int thaw_content_type_of(const thaw_header_list *list, thaw_mime_type *ret)
{
    THAW_AUTO(thaw_buf) all = thaw_buf_of(THAW_MIME_SIZE_MAX);
    if (!thaw_header_list_get(list, THAW_SLICE("content-type"), &all))
        return THAW_E_SYNTAX;
    int err = thaw_buf_error(&all);
    thaw_slice rest = { all.data ? all.data : "", all.len };
    bool found = false;
    while (!err && rest.len) {
        THAW_AUTO(thaw_mime_type) next = { 0 };
        err = thaw_mime_type_parse(take_item(&rest), &next);
        if (!err && !thaw_slice_is(thaw_mime_type_essence(&next), "*/*")) {
            err = succeed(ret, &next);
            found = true;
        }
        err = err == THAW_E_SYNTAX ? 0 : err;
    }
    if (!err && !found)
        err = THAW_E_SYNTAX;
    if (err)
        thaw_mime_type_done(ret);
    return err;
}
