/* SPDX-License-Identifier: MIT
 * Runs the registry: one forked child per test, its output kept in memory and shown only if it failed, its process
 * group killed when its time is up. The exit code of a child says how it went: 0 passed, EXIT_SKIP skipped, anything
 * else (a leak found by a sanitizer at exit included) failed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <uv.h>

#include "base/buf.h"
#include "base/file.h"
#include "test.h"

enum { EXIT_FAIL = 1, EXIT_SKIP = 77, FD_MAX = 256, CORPUS_FILE_MAX = 1 << 24 };

/* ---- what tests call ---- */

void test_silence(bool silent)
{
    static int output = -1;
    int null = silent ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    fflush(NULL);
    if (silent && output < 0)
        output = dup(STDERR_FILENO);
    if (silent ? null < 0 || output < 0 : output < 0)
        return;
    dup2(silent ? null : output, STDOUT_FILENO);
    dup2(silent ? null : output, STDERR_FILENO);
    close(silent ? null : output);
    if (!silent)
        output = -1;
}

_Noreturn void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;
    test_silence(false);
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    fflush(NULL);
    _exit(EXIT_FAIL);
}

_Noreturn void test_skip(const char *reason)
{
    fprintf(stderr, "%s\n", reason);
    fflush(NULL);
    _exit(EXIT_SKIP);
}

void test_expect_eq(const char *file, int line, const char *what, long long got, long long want)
{
    if (got != want)
        test_fail(file, line, "%s is %lld, expected %lld", what, got, want);
}

void test_expect_str(const char *file, int line, const char *what, const char *got, const char *want)
{
    if (got == want || (got && want && strcmp(got, want) == 0))
        return;
    test_fail(file, line, "%s is\n  %s\nexpected\n  %s", what, got ? got : "(null)", want ? want : "(null)");
}

void test_expect_mem(const char *file, int line, const char *what, const void *got, const void *want, size_t len)
{
    const unsigned char *a = got;
    const unsigned char *b = want;
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i])
            test_fail(file, line, "%s differs at byte %zu: %02x, expected %02x", what, i, a[i], b[i]);
    }
}

/* ---- in the child ---- */

static void list_open(bool open[FD_MAX])
{
    DIR *dir = opendir("/proc/self/fd");
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));) {
        int fd = atoi(e->d_name);
        if (e->d_name[0] != '.' && fd < FD_MAX && fd != dirfd(dir))
            open[fd] = true;
    }
    closedir(dir);
}

static void expect_same_open(const bool before[FD_MAX])
{
    bool after[FD_MAX] = { false };
    list_open(after);
    for (int fd = 0; fd < FD_MAX; fd++) {
        if (after[fd] && !before[fd])
            test_fail("descriptors", fd, "left open");
    }
}

static void replay(const test_entry *t)
{
    DIR *dir = opendir(t->corpus);
    if (!dir)
        test_skip("no corpus");
    for (struct dirent *e; (e = readdir(dir));) {
        char path[4096];
        if (e->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s", t->corpus, e->d_name) >= (int)sizeof path)
            continue;
        THAW_AUTO(thaw_buf) input = thaw_buf_of(CORPUS_FILE_MAX);
        fprintf(stderr, "%s\n", path);
        EXPECT_EQ(thaw_file_read(path, &input), 0);
        t->fuzz((const uint8_t *)(input.data ? input.data : ""), input.len);
    }
    closedir(dir);
}

static _Noreturn void run_child(const test_entry *t, int output)
{
    bool open[FD_MAX] = { false };
    sigset_t none;
    setpgid(0, 0);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close(output);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    list_open(open);
    if (t->fuzz)
        replay(t);
    else
        t->run();
    test_silence(false);
    uv_library_shutdown(); /* its pipe for signals outlives every loop */
    expect_same_open(open);
    exit(0);
}

/* ---- in the runner ---- */

typedef enum { PASSED, FAILED, SKIPPED } outcome;

static long limit_seconds(void)
{
    const char *seconds = getenv("THAW_TEST_SECONDS");
    return seconds ? strtol(seconds, NULL, 10) : 120;
}

/* Waits for the child until its time is up, then kills its whole group. *ret_timeout says which it was. */
static int wait_child(pid_t pid, bool *ret_timeout)
{
    sigset_t chld;
    int status = 0;
    time_t end = time(NULL) + limit_seconds();
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    *ret_timeout = false;
    for (;;) {
        pid_t done = waitpid(pid, &status, WNOHANG);
        if (done == pid)
            break;
        if (time(NULL) >= end) {
            *ret_timeout = true;
            kill(-pid, SIGKILL);
            waitpid(pid, &status, 0);
            break;
        }
        sigtimedwait(&chld, NULL, &(struct timespec){ .tv_sec = 1 });
    }
    kill(-pid, SIGKILL); /* what the test started and forgot */
    return status;
}

static void show(int output)
{
    char chunk[4096];
    lseek(output, 0, SEEK_SET);
    for (ssize_t n; (n = read(output, chunk, sizeof chunk)) > 0;)
        fwrite(chunk, 1, (size_t)n, stdout);
}

static outcome judge(const test_entry *t, int status, bool timeout, int output)
{
    if (!timeout && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return PASSED;
    bool skipped = !timeout && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP;
    printf("%s %s", skipped ? "skip" : "FAIL", t->name);
    if (timeout)
        printf(" (no end after %ld s)", limit_seconds());
    else if (WIFSIGNALED(status))
        printf(" (%s)", strsignal(WTERMSIG(status)));
    putchar('\n');
    show(output);
    return skipped ? SKIPPED : FAILED;
}

static outcome run_test(const test_entry *t)
{
    bool timeout;
    int output = memfd_create(t->name, MFD_CLOEXEC);
    fflush(NULL);
    pid_t pid = output < 0 ? -1 : fork();
    if (pid == 0)
        run_child(t, output);
    if (pid < 0) {
        printf("FAIL %s: %s\n", t->name, strerror(errno));
        return FAILED;
    }
    setpgid(pid, pid);
    int status = wait_child(pid, &timeout);
    outcome result = judge(t, status, timeout, output);
    close(output);
    return result;
}

static bool wanted(const test_entry *t, int n, char **parts)
{
    for (int i = 0; i < n; i++) {
        if (strstr(t->name, parts[i]))
            return true;
    }
    return n == 0;
}

int main(int argc, char **argv)
{
    int count[3] = { 0 };
    bool list = argc > 1 && strcmp(argv[1], "--list") == 0;
    int first = list ? 2 : 1;
    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, NULL);
    for (size_t i = 0; i < test_registry_size; i++) {
        const test_entry *t = &test_registry[i];
        if (!wanted(t, argc - first, argv + first))
            continue;
        if (list)
            puts(t->name);
        else
            count[run_test(t)]++;
    }
    if (list)
        return 0;
    if (count[PASSED] + count[FAILED] + count[SKIPPED] == 0) {
        printf("no test has such a name\n");
        count[FAILED] = 1;
    }
    printf("%d passed, %d failed, %d skipped\n", count[PASSED], count[FAILED], count[SKIPPED]);
    return count[FAILED] ? 1 : 0;
}
