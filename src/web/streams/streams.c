/* SPDX-License-Identifier: MIT */
#include "web/streams/streams.h"

#include "js/engine_values.h"
#include "web/streams/byte_source.h"
#include "web/streams/queuing_strategy.h"

int thaw_streams_init(JSContext *ctx)
{
    static int (*const init[])(JSContext *) = {
        thaw_queuing_strategy_init,
        readable_stream_init,
        readable_default_reader_init,
        readable_byob_reader_init,
        readable_default_controller_init,
        readable_byte_controller_init,
        readable_byob_request_init,
        writable_stream_init,
        writable_writer_init,
        writable_controller_init,
        transform_stream_init,
        pipe_init,
        tee_init,
        byte_tee_init,
        from_init,
        cross_realm_init,
        thaw_byte_source_init,
    };
    for (size_t i = 0; i < THAW_COUNT(init); i++) {
        if (init[i](ctx) < 0)
            return -1;
    }
    return 0;
}
