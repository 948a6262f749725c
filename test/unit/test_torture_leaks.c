/* SPDX-License-Identifier: MIT
 * Failing allocations in the leak suite: every class in a cycle through each of its references and in each state of its
 * life. */
#include "torture.h"

TEST(torture_leaks_abort_signal)
{
    torture_tests("leak/abort_signal.test.mjs");
}

TEST(torture_leaks_crypto)
{
    torture_tests("leak/crypto.test.mjs");
}

TEST(torture_leaks_every_class)
{
    torture_tests("leak/every_class.test.mjs");
}

TEST(torture_leaks_fetch)
{
    torture_tests("leak/fetch.test.mjs");
}

TEST(torture_leaks_locks)
{
    torture_tests("leak/locks.test.mjs");
}

TEST(torture_leaks_message_port)
{
    torture_tests("leak/message_port.test.mjs");
}

TEST(torture_leaks_performance)
{
    torture_tests("leak/performance.test.mjs");
}

TEST(torture_leaks_request_body_stream)
{
    torture_tests("leak/request_body_stream.test.mjs");
}

TEST(torture_leaks_scheduler)
{
    torture_tests("leak/scheduler.test.mjs");
}

TEST(torture_leaks_singletons)
{
    torture_tests("leak/singletons.test.mjs");
}

TEST(torture_leaks_transforms)
{
    torture_tests("leak/transforms.test.mjs");
}

TEST(torture_leaks_url)
{
    torture_tests("leak/url.test.mjs");
}
