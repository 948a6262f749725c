/* SPDX-License-Identifier: MIT */
#include "cli/test/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/test/channel.h"

enum {
    GRACE_MS = 5000, /* beyond a test's own timeout, which the process itself should have noticed */
    LOAD_MS = 60000, /* until the first record; sanitizer builds are slow */
    LEAVE_MS = 20000 /* from the last test to the end of the process: exit handlers, leak check */
};

int64_t thaw_worker_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static THAW_NORETURN void become_child(const char *file, int channel, int output, const thaw_test_options *options)
{
    char timeout[32];
    snprintf(timeout, sizeof timeout, "%" PRId64, options->timeout_ms);
    setpgid(0, 0); /* so that what a hanging test started dies with it */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDONLY);
    /* the pipes are numbered above 3, so no dup2 overwrites one of them */
    if (null >= 0 && dup2(null, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0 &&
        dup2(channel, THAW_TEST_CHANNEL) >= 0) {
        const char *argv[] = { "thaw", "test", THAW_TEST_CHILD_OPTION, timeout, file, options->pattern, NULL };
        execv("/proc/self/exe", (char **)argv);
    }
    _exit(127);
}

/* A pipe whose ends are above the descriptors a child is given. */
static int open_pipe(int ret_ends[2])
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    for (int i = 0; i < 2; i++) {
        ret_ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, THAW_TEST_CHANNEL + 1);
        close(ends[i]);
    }
    if (ret_ends[0] < 0 || ret_ends[1] < 0)
        return -EMFILE;
    fcntl(ret_ends[0], F_SETFL, O_NONBLOCK);
    return 0;
}

int thaw_worker_start(thaw_worker *w, const char *file, const thaw_test_options *options)
{
    int channel[2] = { -1, -1 }, output[2] = { -1, -1 };
    *w = (thaw_worker){ .file = file,
                        .channel = -1,
                        .output = -1,
                        .partial = thaw_buf_of(THAW_WORKER_RECORD_MAX),
                        .running = thaw_buf_of(THAW_WORKER_RECORD_MAX),
                        .report = thaw_buf_of(THAW_WORKER_TEXT_MAX),
                        .printed = thaw_buf_of(THAW_WORKER_TEXT_MAX) };
    int err = open_pipe(channel);
    if (!err)
        err = open_pipe(output);
    w->pid = err ? 0 : fork();
    if (!err && w->pid == 0)
        become_child(file, channel[1], output[1], options);
    if (!err && w->pid < 0)
        err = -errno;
    for (int i = 0; i < 2; i++) { /* the write ends are the child's; on failure the read ends go too */
        if (channel[i] >= 0 && (i == 1 || err))
            close(channel[i]);
        if (output[i] >= 0 && (i == 1 || err))
            close(output[i]);
    }
    if (err) {
        w->pid = 0;
        return err;
    }
    w->channel = channel[0];
    w->output = output[0];
    w->started_ms = thaw_worker_clock_ms();
    w->deadline_ms = w->started_ms + LOAD_MS;
    return 0;
}

/* --- records --- */

static void unescape(char *s)
{
    char *to = s;
    for (; *s; s++) {
        if (*s == '\\' && s[1]) {
            s++;
            *to++ = *s == 't' ? '\t' : *s == 'n' ? '\n' : *s == 'r' ? '\r' : *s;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static void append_indented(thaw_buf *b, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        thaw_buf_printf(b, "      %.*s\n", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static void note(thaw_worker *w, const thaw_test_options *options, const char *color, const char *word,
                 const char *name, const char *text)
{
    thaw_buf_printf(&w->report, "  %s%s%s %s\n", options->colors ? color : "", word, options->colors ? "\x1b[0m" : "",
                    name);
    append_indented(&w->report, text);
}

static void fail(thaw_worker *w, const thaw_test_options *options, const char *name, const char *text)
{
    w->failed++;
    note(w, options, "\x1b[31m", "fail", name, text);
}

static void on_begin(thaw_worker *w, const char *timeout, const char *name)
{
    int64_t ms = strtoll(timeout, NULL, 10);
    thaw_buf_reset(&w->running);
    thaw_buf_puts(&w->running, name);
    w->deadline_ms = ms > 0 ? thaw_worker_clock_ms() + ms + GRACE_MS : 0;
}

static void on_record(thaw_worker *w, char *line, const thaw_test_options *options)
{
    char *field[4] = { line, "", "", "" };
    for (int i = 1; i < 4 && line; i++) {
        line = strchr(line, '\t');
        if (line) {
            *line++ = '\0';
            field[i] = line;
        }
    }
    for (int i = 1; i < 4; i++) {
        if (*field[i])
            unescape(field[i]);
    }
    const char *kind = field[0];
    if (strcmp(kind, "begin") == 0) {
        on_begin(w, field[1], field[2]);
    } else if (strcmp(kind, "pass") == 0) {
        w->passed++;
        if (options->verbose)
            note(w, options, "\x1b[32m", "pass", field[2], "");
    } else if (strcmp(kind, "fail") == 0) {
        fail(w, options, field[2], field[3]);
    } else if (strcmp(kind, "skip") == 0 || strcmp(kind, "todo") == 0) {
        w->skipped++;
        if (options->verbose)
            note(w, options, "\x1b[33m", kind, field[2], "");
    } else if (strcmp(kind, "hidden") == 0) {
        w->hidden++;
    } else if (strcmp(kind, "end") == 0) {
        w->ended = true;
        w->defined = strtoll(field[1], NULL, 10);
        w->deadline_ms = thaw_worker_clock_ms() + LEAVE_MS;
        thaw_buf_reset(&w->running);
    }
}

/* --- pipes --- */

/* Bytes read, 0 if there are none now; closes the descriptor at the end of the stream. */
static size_t read_some(int *fd, char *buf, size_t size)
{
    ssize_t n = *fd >= 0 ? read(*fd, buf, size) : -1;
    if (n > 0)
        return (size_t)n;
    if (*fd >= 0 && (n == 0 || (errno != EAGAIN && errno != EINTR))) {
        close(*fd);
        *fd = -1;
    }
    return 0;
}

void thaw_worker_read_channel(thaw_worker *w, const thaw_test_options *options)
{
    char chunk[16384];
    for (size_t n; (n = read_some(&w->channel, chunk, sizeof chunk)) > 0;) {
        if (thaw_buf_append(&w->partial, chunk, n) < 0) { /* a record beyond all measure: not one of ours */
            thaw_buf_reset(&w->partial);
            continue;
        }
        char *start = w->partial.data, *stop;
        while ((stop = memchr(start, '\n', (size_t)(w->partial.data + w->partial.len - start)))) {
            *stop = '\0';
            on_record(w, start, options);
            start = stop + 1;
        }
        thaw_buf_consume(&w->partial, (size_t)(start - w->partial.data));
    }
}

void thaw_worker_read_output(thaw_worker *w)
{
    char chunk[16384];
    for (size_t n; (n = read_some(&w->output, chunk, sizeof chunk)) > 0;) {
        if (w->printed.len + n > THAW_WORKER_TEXT_MAX)
            w->truncated = true; /* the rest is read and dropped, so that the test is not held up */
        else
            thaw_buf_append(&w->printed, chunk, n);
    }
}

void thaw_worker_check_deadline(thaw_worker *w)
{
    if (w->pid && !w->killed && w->deadline_ms && thaw_worker_clock_ms() > w->deadline_ms) {
        w->killed = true;
        kill(-w->pid, SIGKILL);
        kill(w->pid, SIGKILL); /* in case it left its group, or has not made it yet */
    }
}

/* --- the end --- */

static void judge(thaw_worker *w, int status, const thaw_test_options *options)
{
    char text[512];
    const char *running = w->running.len ? w->running.data : "nothing";
    enum { LEAKED = 70 };
    if (w->killed && w->ended)
        snprintf(text, sizeof text, "its tests are done, but something kept the process alive; it was killed");
    else if (w->killed)
        snprintf(text, sizeof text, "hung and was killed; running: %s", running);
    else if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "crashed: signal %d (%s); running: %s", WTERMSIG(status),
                 strsignal(WTERMSIG(status)), running);
    else if (!w->ended)
        snprintf(text, sizeof text, "exited with code %d before its tests had finished; running: %s",
                 WEXITSTATUS(status), running);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == LEAKED)
        snprintf(text, sizeof text, "leaked objects (exit code %d); the list is in its output", LEAKED);
    else if (WEXITSTATUS(status) != 0)
        snprintf(text, sizeof text, "exited with code %d", WEXITSTATUS(status));
    else if (w->defined == 0)
        snprintf(text, sizeof text, "defines no test");
    else
        return;
    fail(w, options, "(the file)", text);
}

bool thaw_worker_reap(thaw_worker *w, const thaw_test_options *options)
{
    int status;
    pid_t pid = waitpid(w->pid, &status, WNOHANG);
    if (pid == 0 || (pid < 0 && errno == EINTR))
        return false;
    /* what it wrote last; a grandchild may hold the pipes open for ever, so the end of the stream is not waited for */
    thaw_worker_read_channel(w, options);
    thaw_worker_read_output(w);
    kill(-w->pid, SIGKILL); /* what it left behind */
    w->pid = 0;
    judge(w, pid < 0 ? 1 << 8 : status, options);
    return true;
}

void thaw_worker_done(thaw_worker *w)
{
    if (w->channel >= 0)
        close(w->channel);
    if (w->output >= 0)
        close(w->output);
    w->channel = w->output = -1;
    thaw_buf_done(&w->partial);
    thaw_buf_done(&w->running);
    thaw_buf_done(&w->report);
    thaw_buf_done(&w->printed);
}
