/* SPDX-License-Identifier: MIT
 * Ids of all native classes: one enum, one block per runtime, the same in every build, because images hold them. Add a
 * class at the end of its layer's lines. */
#ifndef THAW_JS_CLASS_IDS_H
#define THAW_JS_CLASS_IDS_H

#include "js/engine.h"

/* clang-format off */ // one a line, so that lines can be added side by side
#define THAW_CLASS_LIST(X)          \
    /* js */                        \
    X(OP_LIST)                      \
    X(TICK_QUEUE)                   \
    X(REJECTIONS)                   \
    X(TIMER_QUEUE)                  \
    X(MODULES)                      \
    X(INTERFACES)                   \
    X(PAIR_ITERATOR)                \
    X(ASYNC_ITERATOR)               \
    X(TEST_PROBE)                   \
    X(TEST_PROBE_CHILD)             \
    X(TEST_ASYNC_PROBE)             \
    X(TEST_ASYNC_PAIRS_PROBE)       \
    /* web/performance */           \
    X(PERFORMANCE)                  \
    X(PERFORMANCE_TIMELINE)         \
    X(PERFORMANCE_ENTRY)            \
    X(PERFORMANCE_MARK)             \
    X(PERFORMANCE_MEASURE)          \
    X(PERFORMANCE_OBSERVER)         \
    X(OBSERVED_ENTRIES)             \
    /* web/scheduler */             \
    X(SCHEDULER)                    \
    X(SCHEDULER_QUEUES)             \
    X(SCHEDULER_TASK)               \
    X(TASK_SIGNAL)                  \
    X(TASK_CONTROLLER)              \
    X(TASK_PRIORITY_CHANGE_EVENT)   \
    /* web/locks */                 \
    X(LOCK)                         \
    X(LOCK_MANAGER)                 \
    X(LOCK_REQUEST)                 \
    X(LOCK_TABLE)                   \
    /* web/streams */               \
    X(COUNT_QUEUING_STRATEGY)       \
    X(BYTE_LENGTH_QUEUING_STRATEGY) \
    X(QUEUING_SIZES)                \
    X(READABLE_STREAM) \
    X(READABLE_STREAM_READER) \
    X(READABLE_STREAM_DEFAULT_READER) \
    X(READABLE_STREAM_BYOB_READER) \
    X(READABLE_STREAM_CONTROLLER) \
    X(READABLE_STREAM_DEFAULT_CONTROLLER) \
    X(READABLE_BYTE_STREAM_CONTROLLER) \
    X(READABLE_STREAM_BYOB_REQUEST) \
    X(WRITABLE_STREAM) \
    X(WRITABLE_STREAM_DEFAULT_WRITER) \
    X(WRITABLE_STREAM_DEFAULT_CONTROLLER) \
    X(TRANSFORM_STREAM) \
    X(TRANSFORM_STREAM_DEFAULT_CONTROLLER) \
    X(PIPE) \
    X(TEE) \
    X(TEE_WATCH) \
    X(CROSS_REALM) \
    X(ITERATOR_SOURCE) \
    X(BYTE_SOURCE) \
    X(BODY_READING) \
    /* web/dom */                   \
    X(DOM_STATE)                    \
    X(DOM_EXCEPTION)                \
    X(QUOTA_EXCEEDED_ERROR)         \
    X(EVENT)                        \
    X(CUSTOM_EVENT)                 \
    X(ERROR_EVENT)                  \
    X(MESSAGE_EVENT)                \
    X(CLOSE_EVENT)                  \
    X(PROGRESS_EVENT)               \
    X(PROMISE_REJECTION_EVENT)      \
    X(EVENT_TARGET)                 \
    X(GLOBAL_SCOPE)                 \
    X(ABORT_SIGNAL)                 \
    X(ABORT_CONTROLLER)             \
    /* web/file */                  \
    X(BLOB)                         \
    X(FILE)                         \
    X(FORM_DATA)                    \
    /* web/fetch */                 \
    X(HEADERS)                      \
    /* web/html */                  \
    X(CLONE_RECORD)                 \
    X(GLOBAL_MEMBERS)               \
    X(GLOBAL_MIXIN)                 \
    X(NAVIGATOR)                    \
    /* web/url */                   \
    X(URL)                          \
    X(URL_SEARCH_PARAMS)            \
    X(URL_PATTERN)                  \
    /* web/messaging */             \
    X(MAILBOX)                      \
    X(MESSAGE)                      \
    X(MESSAGE_TASKS)                \
    X(MESSAGE_PORT)                 \
    X(MESSAGE_CHANNEL)              \
    X(BROADCAST_CHANNEL)            \
    X(BROADCAST_CHANNELS)           \
    /* web/encoding */              \
    X(TEXT_DECODER)                 \
    X(TEXT_ENCODER)                 \
    X(TEXT_DECODER_STREAM)          \
    X(TEXT_ENCODER_STREAM)          \
    /* web/compression */           \
    X(COMPRESSION_STREAM)           \
    X(DECOMPRESSION_STREAM)         \
    /* web/crypto */                \
    X(CRYPTO)                       \
    X(SUBTLE_CRYPTO)                \
    X(CRYPTO_KEY)                   \
    X(REQUEST)                      \
    X(RESPONSE)                     \
    X(FETCH_SCOPE)                  \
    X(FETCHING)                     \
    X(BLOB_URLS)                    \
    X(FILE_READER)                  \
    /* node */                      \
    X(TIMERS)                       \
    X(TIMEOUT)                      \
    X(IMMEDIATE)                    \
    X(ENVIRONMENT)                  \
    X(SIGNAL_WATCH)                 \
    /* lambda */                    \
    X(LAMBDA)

/* clang-format on */

enum thaw_class_id {
    THAW_CLASS_ID_BASE_ = THAW_CLASS_ID_FIRST - 1,
#define THAW_CLASS_ENUM(name) THAW_CLASS_##name,
    THAW_CLASS_LIST(THAW_CLASS_ENUM)
#undef THAW_CLASS_ENUM
        THAW_CLASS_ID_LIMIT
};

#endif
