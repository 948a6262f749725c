/* SPDX-License-Identifier: MIT */
#include "web/fetch/fetch.h"
#include "web/fetch/body_stream.h"

#include "web/fetch/form_data.h"
#include "web/fetch/headers.h"
#include "web/fetch/message.h"
#include "web/file/blob.h"
#include "web/file/blob_url.h"
#include "web/file/file_reader.h"

int thaw_fetch_init(JSContext *ctx)
{
    static int (*const init[])(JSContext *) = {
        thaw_blob_init,        thaw_headers_init,  thaw_form_data_init,    thaw_request_init,     thaw_response_init,
        thaw_body_stream_init, thaw_blob_url_init, thaw_fetch_method_init, thaw_file_reader_init,
    };
    for (size_t i = 0; i < THAW_COUNT(init); i++)
        if (init[i](ctx) < 0)
            return -1;
    return 0;
}
