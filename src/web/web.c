/* SPDX-License-Identifier: MIT */
#include "web/web.h"

#include "web/compression/compression_streams.h"
#include "web/console/console.h"
#include "web/dom/abort_signal.h"
#include "web/dom/dom_exception.h"
#include "web/dom/event_target.h"
#include "web/dom/global_events.h"
#include "web/encoding/text_decoder.h"
#include "web/encoding/text_decoder_stream.h"
#include "web/encoding/text_encoder.h"
#include "web/encoding/text_encoder_stream.h"
#include "web/fetch/fetch.h"
#include "web/html/global_scope.h"
#include "web/html/structured_clone.h"
#include "web/messaging/broadcast_channel.h"
#include "web/messaging/message_port.h"
#include "web/performance/entry.h"
#include "web/performance/performance.h"
#include "web/performance/timeline.h"
#include "web/scheduler/scheduler.h"
#include "web/streams/streams.h"
#include "web/url/url.h"

int thaw_web_init(JSContext *ctx)
{
    /* In this order: an interface comes after the one that it inherits from. */
    /* clang-format off */ // one a line, so that lines can be added side by side
    static int (*const init[])(JSContext *) = {
        thaw_console_init,
        thaw_dom_state_init,
        thaw_dom_exception_init,
        thaw_event_init,
        thaw_event_classes_init,
        thaw_event_target_init,
        thaw_abort_signal_init,
        thaw_global_events_init,
        thaw_scheduler_init,
        thaw_timeline_init,
        thaw_performance_entry_init,
        thaw_performance_init,
        thaw_streams_init,
        thaw_fetch_init,
        thaw_structured_clone_init,
        thaw_global_scope_init,
        thaw_url_init,
        thaw_search_params_init,
        thaw_url_pattern_init,
        thaw_message_port_init,
        thaw_broadcast_channel_init,
        thaw_text_decoder_init,
        thaw_text_encoder_init,
        thaw_text_decoder_stream_init,
        thaw_text_encoder_stream_init,
        thaw_compression_streams_init,
    };
    /* clang-format on */
    for (size_t i = 0; i < THAW_COUNT(init); i++)
        if (init[i](ctx) < 0)
            return -1;
    return 0;
}
