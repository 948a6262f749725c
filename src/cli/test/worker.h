/* SPDX-License-Identifier: MIT
 * One test file under way: its process, its pipes, what it reported so far.
 *
 *     start -> running -> (channel closed or killed) -> reap -> done
 *
 * The process gets the write ends of two pipes: descriptor 3 for records, 1 and 2 for what it prints. */
#ifndef THAW_CLI_TEST_WORKER_H
#define THAW_CLI_TEST_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "cli/test/runner.h"

enum { THAW_WORKER_TEXT_MAX = 4 << 20, THAW_WORKER_RECORD_MAX = 1 << 20 };

typedef struct {
    const char *file;                /* borrowed */
    pid_t pid;                       /* 0 when there is none */
    int channel, output;             /* read ends, -1 once closed */
    int64_t started_ms, deadline_ms; /* on the monotonic clock; deadline 0: none */
    bool ended;                      /* all tests were run */
    bool killed;                     /* by us, since it hung */
    bool truncated;                  /* it printed more than we keep */
    int64_t defined;                 /* tests, once ended */
    int passed, failed, skipped, hidden;
    thaw_buf partial; /* of a record */
    thaw_buf running; /* name of what runs now */
    thaw_buf report;  /* lines about its tests, ready to print */
    thaw_buf printed;
} thaw_worker;

int64_t thaw_worker_clock_ms(void);
/* 0 or a negative error. */
THAW_MUST_USE int thaw_worker_start(thaw_worker *w, const char *file, const thaw_test_options *options);
/* Reads what has come on a pipe; closes it at its end. */
void thaw_worker_read_channel(thaw_worker *w, const thaw_test_options *options);
void thaw_worker_read_output(thaw_worker *w);
/* Ends a process that is past its deadline. */
void thaw_worker_check_deadline(thaw_worker *w);
/* True when the process has ended: then its verdict is in `report` and the counts. */
bool thaw_worker_reap(thaw_worker *w, const thaw_test_options *options);
void thaw_worker_done(thaw_worker *w);

#endif
