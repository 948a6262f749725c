/* SPDX-License-Identifier: MIT
 * The Runtime API client against a scripted peer: a forked process that plays a list of steps on one connection after
 * the other: expect a piece of the request, send bytes (all at once or one by one), close. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "lambda/http_message.h"
#include "lambda/runtime_client.h"
#include "test.h"

typedef enum { END, EXPECT_TEXT, SEND, DRIBBLE, SEND_BIG, PAUSE, HANG_UP, RESET } action;
typedef struct {
    action what;
    const char *text;
    int n;
} play;

typedef struct {
    pid_t pid;
    char address[64];
} peer;

/* Reads until everything read since the last step contains `text`. */
static void peer_expect(int fd, const char *text)
{
    static char seen[1 << 16];
    size_t len = 0;
    while (!memmem(seen, len, text, strlen(text))) {
        ssize_t n = len < sizeof seen ? recv(fd, seen + len, sizeof seen - len, 0) : 0;
        if (n <= 0) {
            fprintf(stderr, "peer: wanted \"%s\", got \"%.*s\"\n", text, (int)len, seen);
            _exit(1);
        }
        len += (size_t)n;
    }
}

static void peer_big(int fd, int n)
{
    char block[4096];
    memset(block, 'x', sizeof block);
    for (int left = n; left > 0; left -= (int)sizeof block)
        send(fd, block, left < (int)sizeof block ? (size_t)left : sizeof block, MSG_NOSIGNAL);
}

static void peer_run(int listener, const play *p)
{
    int fd = -1;
    for (; p->what != END; p++) {
        if (fd < 0)
            fd = accept(listener, NULL, NULL);
        size_t len = p->text ? strlen(p->text) : 0;
        if (p->what == EXPECT_TEXT)
            peer_expect(fd, p->text);
        else if (p->what == SEND)
            send(fd, p->text, len, MSG_NOSIGNAL);
        else if (p->what == SEND_BIG)
            peer_big(fd, p->n);
        else if (p->what == PAUSE)
            usleep((useconds_t)p->n * 1000);
        for (size_t i = 0; p->what == DRIBBLE && i < len; i++) {
            send(fd, p->text + i, 1, MSG_NOSIGNAL);
            usleep(200);
        }
        if (p->what == RESET)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
        if (p->what == HANG_UP || p->what == RESET) {
            close(fd);
            fd = -1;
        }
    }
    _exit(0);
}

static peer peer_start(const play *script)
{
    peer p;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
    EXPECT_EQ(listen(listener, 8), 0);
    getsockname(listener, (struct sockaddr *)&a, &len);
    snprintf(p.address, sizeof p.address, "127.0.0.1:%d", ntohs(a.sin_port));
    p.pid = fork();
    if (p.pid == 0)
        peer_run(listener, script);
    close(listener);
    return p;
}

static void peer_end(peer *p)
{
    int status;
    EXPECT_EQ(waitpid(p->pid, &status, 0), p->pid);
    EXPECT_EQ(status, 0);
}

static thaw_runtime_client *client(const peer *p)
{
    thaw_runtime_client *c;
    EXPECT_EQ(thaw_runtime_client_new(p->address, &c), 0);
    return c;
}

static void expect_event(thaw_runtime_client *c, const char *id, const char *event)
{
    EXPECT_STR(thaw_runtime_client_request_id(c), id);
    EXPECT_STR(thaw_runtime_client_event(c).ptr, event);
}

#define NEXT                                                                   \
    {                                                                          \
        EXPECT_TEXT, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n", 0 \
    }
#define EVENT(id, length) \
    "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: " id "\r\nContent-Length: " length "\r\n\r\n"
#define ACCEPTED "HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}"

TEST(runtime_client_serves_over_one_connection)
{
    static const play script[] = {
        NEXT,
        { DRIBBLE,
          "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-ID: a/b c\r\nLAMBDA-RUNTIME-DEADLINE-MS: 12345\r\nX-Other:\r\n"
          "Content-Length: 7\r\n\r\n{\"a\":1}",
          0 },
        { EXPECT_TEXT, "POST /2018-06-01/runtime/invocation/a%2Fb%20c/response HTTP/1.1\r\n", 0 },
        { SEND, ACCEPTED, 0 },
        NEXT,
        { SEND, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nLambda-Runtime-Aws-Request-Id: 2\r\n\r\n1\r\n[\r\n",
          0 },
        { PAUSE, NULL, 20 },
        { SEND, "1\r\n]\r\n0\r\n\r\n", 0 },
        { EXPECT_TEXT, "Lambda-Runtime-Function-Error-Type: TypeError\r\nContent-Length: 2\r\n\r\n{}", 0 },
        { SEND, ACCEPTED, 0 },
        { HANG_UP, NULL, 0 },
        { END, NULL, 0 },
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    expect_event(c, "a/b c", "{\"a\":1}");
    EXPECT_STR(thaw_runtime_client_header(c, "Lambda-Runtime-Deadline-Ms").ptr, "12345");
    EXPECT_STR(thaw_runtime_client_header(c, "x-other").ptr, "");
    EXPECT(thaw_runtime_client_header(c, "Lambda-Runtime-Trace-Id").ptr == NULL);
    EXPECT_EQ(thaw_runtime_client_respond(c, THAW_SLICE("42")), 0);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    expect_event(c, "2", "[]");
    EXPECT_EQ(thaw_runtime_client_fail(c, "TypeError", THAW_SLICE("{}")), 0);
    thaw_runtime_client_free(c);
    peer_end(&p);
}

TEST(runtime_client_waits_with_a_loop)
{
    static const play script[] = { NEXT, { PAUSE, NULL, 30 }, { SEND, EVENT("1", "2") "{}", 0 }, { END, NULL, 0 } };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_next_send(c), 0);
    EXPECT_EQ(thaw_runtime_client_next_poll(c), 0);
    int done = 0;
    for (int turns = 0; done == 0 && turns < 1000; turns++) {
        struct pollfd wait = { .fd = thaw_runtime_client_fd(c), .events = POLLIN };
        poll(&wait, 1, 1000);
        done = thaw_runtime_client_next_poll(c);
    }
    EXPECT_EQ(done, 1);
    expect_event(c, "1", "{}");
    thaw_runtime_client_free(c);
    peer_end(&p);
}

static void reconnects(action how)
{
    const play script[] = {
        NEXT,
        { SEND, EVENT("1", "2") "{}", 0 },
        { how, NULL, 0 },
        { EXPECT_TEXT, "/invocation/1/response", 0 },
        { SEND, ACCEPTED, 0 },
        { how, NULL, 0 },
        NEXT,
        { SEND, EVENT("2", "2") "{}", 0 },
        { END, NULL, 0 },
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    usleep(20000);
    EXPECT_EQ(thaw_runtime_client_respond(c, THAW_SLICE("1")), 0);
    usleep(20000);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    EXPECT_STR(thaw_runtime_client_request_id(c), "2");
    thaw_runtime_client_free(c);
    peer_end(&p);
}

TEST(runtime_client_reconnects_after_an_idle_connection_died)
{
    reconnects(HANG_UP);
    reconnects(RESET);
}

TEST(runtime_client_takes_a_lost_answer_for_delivered)
{
    static const play script[] = {
        NEXT,
        { SEND, EVENT("1", "2") "{}", 0 },
        { EXPECT_TEXT, "/invocation/1/response", 0 },
        { HANG_UP, NULL, 0 },
        { EXPECT_TEXT, "/invocation/1/response", 0 },
        { SEND, "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}", 0 },
        { END, NULL, 0 },
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    EXPECT_EQ(thaw_runtime_client_respond(c, THAW_SLICE("1")), 0);
    thaw_runtime_client_free(c);
    peer_end(&p);
}

static int first_next(const char *answer, int big, const char *after)
{
    const play script[] = {
        NEXT, { SEND, answer, 0 }, { SEND_BIG, NULL, big }, { SEND, after, 0 }, { HANG_UP, NULL, 0 }, { END, NULL, 0 }
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    int err = thaw_runtime_client_next(c);
    EXPECT(err == 0 || strstr(thaw_runtime_client_problem(c), "GET /2018-06-01/runtime/invocation/next: "));
    thaw_runtime_client_free(c);
    peer_end(&p);
    return err;
}

TEST(runtime_client_reports_what_is_no_answer)
{
    EXPECT_EQ(first_next("", 0, ""), THAW_E_CLOSED);
    EXPECT_EQ(first_next("SSH-2.0-OpenSSH\r\n", 0, ""), THAW_E_PROTOCOL);
    EXPECT_EQ(first_next(EVENT("1", "10"), 0, "{}"), THAW_E_CLOSED);
    EXPECT_EQ(first_next("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", 0, "{}"), THAW_E_PROTOCOL);
    EXPECT_EQ(first_next("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n", 0, "{}"), THAW_E_PROTOCOL);
    EXPECT_EQ(first_next("HTTP/1.1 200 OK\r\nX: ", 70000, "\r\n\r\n"), THAW_E_TOO_LARGE);
}

TEST(runtime_client_limits_the_event)
{
    EXPECT_EQ(first_next(EVENT("1", "6291556"), 6291556, ""), 0);
    EXPECT_EQ(first_next(EVENT("1", "6291557"), 6291557, ""), THAW_E_TOO_LARGE);
}

TEST(runtime_client_passes_over_interim_answers)
{
    EXPECT_EQ(first_next("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\n", 0, EVENT("7", "2") "{}"),
              0);
}

TEST(runtime_client_survives_a_refused_response)
{
    static const play script[] = {
        NEXT,
        { SEND, EVENT("1", "2") "{}", 0 },
        { EXPECT_TEXT, "/response", 0 },
        { SEND, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0 },
        { PAUSE, NULL, 30 },
        { HANG_UP, NULL, 0 },
        NEXT,
        { SEND, EVENT("2", "2") "{}", 0 },
        { END, NULL, 0 },
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    size_t size = 1 << 20;
    char *big = calloc(1, size);
    EXPECT_EQ(thaw_runtime_client_respond(c, (thaw_slice){ big, size }), THAW_E_TOO_LARGE);
    free(big);
    EXPECT_EQ(thaw_runtime_client_next(c), 0);
    EXPECT_STR(thaw_runtime_client_request_id(c), "2");
    thaw_runtime_client_free(c);
    peer_end(&p);
}

TEST(runtime_client_posts_init_errors)
{
    static const play script[] = {
        { EXPECT_TEXT, "POST /2018-06-01/runtime/init/error HTTP/1.1\r\n", 0 },
        { SEND, "HTTP/1.1 403 Forbidden\r\nContent-Length: 22\r\n\r\n{\"errorType\":\"Invalid\"}", 0 },
        { END, NULL, 0 },
    };
    peer p = peer_start(script);
    thaw_runtime_client *c = client(&p);
    EXPECT_EQ(thaw_runtime_client_fail_init(c, "Bad\r\nType", THAW_SLICE("{}")), THAW_E_PROTOCOL);
    EXPECT(strstr(thaw_runtime_client_problem(c), "HTTP 403: {\"errorType\":\"Invalid\"") != NULL);
    thaw_runtime_client_free(c);
    peer_end(&p);
}

TEST(runtime_client_addresses)
{
    thaw_runtime_client *c;
    const char *good[] = { "127.0.0.1", "127.0.0.1:9001", "localhost:80", "[::1]:9001" };
    const char *bad[] = { "", ":80", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "[::1]x:1", "a b:1" };
    for (size_t i = 0; i < THAW_COUNT(good); i++) {
        EXPECT_EQ(thaw_runtime_client_new(good[i], &c), 0);
        thaw_runtime_client_free(c);
    }
    for (size_t i = 0; i < THAW_COUNT(bad); i++)
        EXPECT_EQ(thaw_runtime_client_new(bad[i], &c), -EINVAL);
    EXPECT_EQ(thaw_runtime_client_new("no-such-host.invalid:80", &c), -ENOENT);
    EXPECT_EQ(thaw_runtime_client_new("127.0.0.1:1", &c), 0);
    EXPECT_EQ(thaw_runtime_client_next(c), -ECONNREFUSED);
    thaw_runtime_client_free(c);
}
