/* SPDX-License-Identifier: MIT */
#include "cli/test/runner.h"

#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/test/worker.h"

enum { JOBS_MAX = 256, TICK_MS = 50 };

typedef struct {
    int passed, failed, skipped, hidden;
} tally;

static int default_jobs(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static void print_worker(const thaw_worker *w, const thaw_test_options *options)
{
    const char *color = !options->colors ? "" : w->failed ? "\x1b[1;31m" : "\x1b[1;32m";
    printf("%s%s%s %s (%d passed, %d failed, %d skipped, %" PRId64 " ms)\n", color, w->failed ? "FAIL" : "PASS",
           options->colors ? "\x1b[0m" : "", w->file, w->passed, w->failed, w->skipped,
           thaw_worker_clock_ms() - w->started_ms);
    if (w->report.len)
        fwrite(w->report.data, 1, w->report.len, stdout);
    if (w->report.err)
        puts("  (more was reported than is kept)");
    if (w->printed.len) {
        printf("  --- output of %s ---\n", w->file);
        fwrite(w->printed.data, 1, w->printed.len, stdout);
        puts(w->truncated                                  ? "\n  --- more was printed than is kept ---"
             : w->printed.data[w->printed.len - 1] == '\n' ? "  ---"
                                                           : "\n  ---");
    }
    fflush(stdout);
}

static void finish(thaw_worker *w, const thaw_test_options *options, tally *total)
{
    print_worker(w, options);
    total->passed += w->passed;
    total->failed += w->failed;
    total->skipped += w->skipped;
    total->hidden += w->hidden;
    thaw_worker_done(w);
    *w = (thaw_worker){ .channel = -1, .output = -1 };
}

/* Waits for news of any worker and reads it. */
static void turn(thaw_worker *workers, int jobs, const thaw_test_options *options)
{
    struct pollfd fds[JOBS_MAX * 2];
    for (int i = 0; i < jobs; i++) { /* poll passes over negative descriptors */
        fds[i * 2] = (struct pollfd){ .fd = workers[i].pid ? workers[i].channel : -1, .events = POLLIN };
        fds[i * 2 + 1] = (struct pollfd){ .fd = workers[i].pid ? workers[i].output : -1, .events = POLLIN };
    }
    if (poll(fds, (nfds_t)jobs * 2, TICK_MS) > 0) {
        for (int i = 0; i < jobs; i++) {
            if (fds[i * 2].revents)
                thaw_worker_read_channel(&workers[i], options);
            if (fds[i * 2 + 1].revents)
                thaw_worker_read_output(&workers[i]);
        }
    }
}

static void run_all(const thaw_test_files *files, const thaw_test_options *options, int jobs, tally *total)
{
    thaw_worker *workers = calloc((size_t)jobs, sizeof *workers);
    size_t next = 0;
    int running = 0;
    if (!workers) {
        fputs("thaw test: out of memory\n", stderr);
        total->failed++;
        return;
    }
    while (running > 0 || next < files->count) {
        for (int i = 0; i < jobs && next < files->count; i++) {
            if (workers[i].pid)
                continue;
            const char *file = files->path[next++];
            int err = thaw_worker_start(&workers[i], file, options);
            if (err) {
                printf("FAIL %s: can't start a process: %s\n", file, thaw_error_text(err));
                total->failed++;
                thaw_worker_done(&workers[i]);
            } else {
                running++;
            }
        }
        turn(workers, jobs, options);
        for (int i = 0; i < jobs; i++) {
            if (!workers[i].pid)
                continue;
            thaw_worker_check_deadline(&workers[i]);
            if (thaw_worker_reap(&workers[i], options)) {
                finish(&workers[i], options, total);
                running--;
            }
        }
    }
    free(workers);
}

int thaw_test_run(const thaw_test_files *files, const thaw_test_options *options)
{
    tally total = { 0 };
    int64_t jobs = options->jobs > 0 ? options->jobs : default_jobs();
    if (jobs > JOBS_MAX)
        jobs = JOBS_MAX;
    if (files->count > 0)
        run_all(files, options, (int)jobs, &total);
    bool nothing = total.passed + total.failed + total.skipped == 0;
    if (files->count == 0)
        puts("no test files found");
    else if (nothing)
        puts("no test matches the pattern");
    printf("\n%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped);
    fflush(stdout);
    return total.failed || nothing ? 1 : 0;
}
