/* SPDX-License-Identifier: MIT
 * invoke RUNS EVENT -- COMMAND ARG... -- COMMAND ARG... : a Runtime API for one invocation. Starts the commands in
 * turn, RUNS times over, gives each the bytes of the file EVENT as its first event, takes its answer and ends it.
 * Prints per run: index of the command, microseconds from spawn until the answer is there as a whole, peak resident KB.
 * The environment is passed on, with AWS_LAMBDA_RUNTIME_API. What the commands print is thrown away. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
enum { COMMANDS_MAX = 16, REQUEST_MAX = 1 << 16, WAIT_MS = 20000 };

static char event[REQUEST_MAX], request[REQUEST_MAX];
static size_t event_size;

static long long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static bool readable(int fd)
{
    return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, WAIT_MS) == 1;
}

/* Whether the n bytes in `request` are a whole request. */
static bool is_whole(size_t n)
{
    request[n] = '\0';
    const char *end = strstr(request, "\r\n\r\n"), *length = strcasestr(request, "\r\ncontent-length:");
    if (!end)
        return false;
    size_t body = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
    return n >= (size_t)(end + 4 - request) + body;
}

static bool read_request(int fd)
{
    for (size_t n = 0; n < sizeof request - 1;) {
        if (!readable(fd))
            return false;
        ssize_t got = read(fd, request + n, sizeof request - 1 - n);
        if (got <= 0)
            return false;
        n += (size_t)got;
        if (is_whole(n))
            return true;
    }
    return false;
}

static bool send_event(int fd)
{
    char head[512];
    int n = snprintf(
        head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
        "Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n"
        "Lambda-Runtime-Deadline-Ms: %lld\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:orders\r\n\r\n",
        event_size, (long long)time(NULL) * 1000 + 30000);
    return send(fd, head, (size_t)n, MSG_MORE | MSG_NOSIGNAL) == n &&
           send(fd, event, event_size, MSG_NOSIGNAL) == (ssize_t)event_size;
}

/* Whether next was asked for and answered, and then a response came; it may come over a connection of its own. */
static bool serve(int listener)
{
    if (!readable(listener))
        return false;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    bool ok = read_request(fd) && strstr(request, "/invocation/next") && send_event(fd);
    struct pollfd either[] = { { .fd = fd, .events = POLLIN }, { .fd = listener, .events = POLLIN } };
    ok = ok && poll(either, 2, WAIT_MS) > 0;
    if (ok && either[1].revents) {
        close(fd);
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    }
    ok = ok && read_request(fd) && strstr(request, "/response");
    close(fd);
    return ok;
}

/* One for each run: what an earlier process left in the queue is not taken for the next one's. */
static int open_listener(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&at, size) != 0 || listen(fd, 8) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        return -1;
    char api[32];
    snprintf(api, sizeof api, "127.0.0.1:%d", ntohs(at.sin_port));
    setenv("AWS_LAMBDA_RUNTIME_API", api, 1);
    return fd;
}

static int run(int index, char **command, const posix_spawn_file_actions_t *quiet)
{
    pid_t pid;
    struct rusage usage;
    int listener = open_listener();
    if (listener < 0) {
        perror("invoke");
        return 1;
    }
    long long start = now_ns();
    if (posix_spawn(&pid, command[0], quiet, NULL, command, environ) != 0) {
        fprintf(stderr, "invoke: can't start %s\n", command[0]);
        return 1;
    }
    bool ok = serve(listener);
    long long took = now_ns() - start;
    kill(pid, SIGKILL);
    wait4(pid, NULL, 0, &usage);
    close(listener);
    if (ok)
        printf("%d %.1f %ld\n", index, (double)took / 1000, usage.ru_maxrss);
    else
        fprintf(stderr, "invoke: %s did not answer\n", command[0]);
    return !ok;
}

static bool read_event(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, event, sizeof event);
    if (fd >= 0)
        close(fd);
    event_size = n > 0 ? (size_t)n : 0;
    return n > 0 && event_size < sizeof event;
}

int main(int argc, char **argv)
{
    char **commands[COMMANDS_MAX];
    int n = 0;
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && n < COMMANDS_MAX) {
            argv[i] = NULL;
            commands[n++] = &argv[i + 1];
        }
    }
    if (argc < 4 || !read_event(argv[2])) {
        fprintf(stderr, "usage: invoke RUNS EVENT -- COMMAND ARG... -- COMMAND ARG...\n");
        return 2;
    }
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    for (int r = 0; r < atoi(argv[1]); r++) {
        for (int i = 0; i < n; i++) {
            if (run(i, commands[i], &quiet))
                return 1;
        }
    }
    return 0;
}
