/* SPDX-License-Identifier: MIT
 * A request is one head, kept in `head`, and a borrowed body, written together. Its answer is read by `step`, which is
 * also where a dead connection is found out: writing to one usually succeeds, reading tells. */
#include "lambda/runtime_client.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "lambda/http_message.h"

#define API "/2018-06-01/runtime"

enum { MAX_REQUEST_ID = 256, READ_SIZE = 64 * 1024, MAX_ERROR_TYPE = 128 };

struct thaw_runtime_client {
    struct sockaddr_storage addr;
    socklen_t addr_len;
    char host[256]; /* for the Host header, as given */
    int fd;
    bool proven;  /* an exchange was completed on this connection, so it may have died while idle */
    bool waiting; /* a request is out */
    bool resent;  /* this request went out on a second connection */
    thaw_http_message in;
    thaw_buf head;
    thaw_slice body;
    thaw_buf problem;
    char request_id[MAX_REQUEST_ID + 1];
};

/* --- address --- */

/* Address of a name in the text of /etc/hosts; IPv4 is preferred by being looked for first. */
static bool hosts_find(const char *text, const char *name, int family, char *ret_address, size_t size)
{
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        char copy[512];
        size_t len = strcspn(line, "\n#");
        if (len >= sizeof copy)
            continue;
        memcpy(copy, line, len);
        copy[len] = '\0';
        char *rest = NULL, *address = strtok_r(copy, " \t\r", &rest), *alias;
        if (!address || (strchr(address, ':') ? AF_INET6 : AF_INET) != family)
            continue;
        while ((alias = strtok_r(NULL, " \t\r", &rest))) {
            if (strcasecmp(alias, name) == 0 && strlen(address) < size) {
                memcpy(ret_address, address, strlen(address) + 1);
                return true;
            }
        }
    }
    return false;
}

static bool numeric_address(thaw_runtime_client *c, const char *host, int port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)&c->addr;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&c->addr;
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        c->addr_len = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        c->addr_len = sizeof *v6;
        return true;
    }
    return false;
}

static int look_up(thaw_runtime_client *c, const char *host, int port)
{
    char address[INET6_ADDRSTRLEN + 1];
    if (numeric_address(c, host, port))
        return 0;
    THAW_AUTO(thaw_buf) hosts = thaw_buf_of(1 << 20);
    if (thaw_file_read("/etc/hosts", &hosts) == 0 && hosts.data &&
        (hosts_find(hosts.data, host, AF_INET, address, sizeof address) ||
         hosts_find(hosts.data, host, AF_INET6, address, sizeof address)) &&
        numeric_address(c, address, port))
        return 0;
    if (strcasecmp(host, "localhost") == 0 && numeric_address(c, "127.0.0.1", port))
        return 0;
    return -ENOENT;
}

/* "host", "host:port", "[v6]:port". Cuts the port off `host`. */
static int split_port(char *host, int *ret_port)
{
    char *close = host[0] == '[' ? strchr(host, ']') : NULL;
    char *colon = strchr(close ? close : host, ':');
    long port = 80;
    if (colon) {
        char *end;
        port = strtol(colon + 1, &end, 10);
        if (!isdigit((unsigned char)colon[1]) || *end || port < 1 || port > 65535)
            return -EINVAL;
        *colon = '\0';
    }
    if (close) {
        if (close[1])
            return -EINVAL;
        *close = '\0';
        memmove(host, host + 1, strlen(host + 1) + 1);
    }
    *ret_port = (int)port;
    return *host ? 0 : -EINVAL;
}

int thaw_runtime_client_new(const char *address, thaw_runtime_client **ret)
{
    char host[sizeof((thaw_runtime_client *)0)->host];
    size_t len = strlen(address);
    if (len == 0 || len >= sizeof host || strpbrk(address, " \t\r\n/"))
        return -EINVAL;
    memcpy(host, address, len + 1);
    int port, err = split_port(host, &port);
    if (err)
        return err;
    thaw_runtime_client *c = calloc(1, sizeof *c);
    if (!c)
        return -ENOMEM;
    c->fd = -1;
    c->head = thaw_buf_of(4096);
    c->problem = thaw_buf_of(2048);
    thaw_http_message_init(&c->in, HTTP_RESPONSE, THAW_LAMBDA_MAX_PAYLOAD);
    memcpy(c->host, address, len + 1);
    err = look_up(c, host, port);
    if (err) {
        thaw_runtime_client_free(c);
        return err;
    }
    *ret = c;
    return 0;
}

/* --- connection --- */

static void disconnect(thaw_runtime_client *c)
{
    thaw_fd_done(&c->fd);
    c->fd = -1;
    c->proven = false;
}

void thaw_runtime_client_free(thaw_runtime_client *c)
{
    if (!c)
        return;
    disconnect(c);
    thaw_http_message_done(&c->in);
    thaw_buf_done(&c->head);
    thaw_buf_done(&c->problem);
    free(c);
}

static int finish_connect(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    while (poll(&p, 1, -1) < 0) {
        if (errno != EINTR)
            return -errno;
    }
    int err = 0;
    socklen_t len = sizeof err;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
    return -err;
}

static int make_connection(thaw_runtime_client *c)
{
    int one = 1, err = 0;
    int fd = socket(c->addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *)&c->addr, c->addr_len) < 0)
        err = errno == EINTR ? finish_connect(fd) : -errno; /* an interrupted connect goes on by itself */
    if (err) {
        close(fd);
        return err;
    }
    c->fd = fd;
    return 0;
}

static bool is_gone(int err)
{
    return err == -EPIPE || err == -ECONNRESET || err == -ENOTCONN || err == -ESHUTDOWN;
}

static int write_request(thaw_runtime_client *c)
{
    struct iovec part[2] = { { c->head.data, c->head.len }, { (void *)c->body.ptr, c->body.len } };
    struct msghdr msg = { .msg_iov = part, .msg_iovlen = c->body.len ? 2 : 1 };
    while (msg.msg_iovlen) {
        ssize_t n = sendmsg(c->fd, &msg, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        for (size_t left = (size_t)n; msg.msg_iovlen;) {
            struct iovec *v = msg.msg_iov;
            size_t take = left < v->iov_len ? left : v->iov_len;
            v->iov_base = (char *)v->iov_base + take;
            v->iov_len -= take;
            left -= take;
            if (v->iov_len)
                break;
            msg.msg_iov++;
            msg.msg_iovlen--;
        }
    }
    return 0;
}

static int problem(thaw_runtime_client *c, int err)
{
    size_t line = strcspn(c->head.data ? c->head.data : "", "\r");
    thaw_buf_reset(&c->problem);
    thaw_buf_append(&c->problem, c->head.data, line > 9 ? line - 9 : 0); /* without " HTTP/1.1" */
    thaw_buf_printf(&c->problem, ": %s", thaw_error_text(err));
    c->waiting = false;
    disconnect(c);
    return err;
}

/* Sends the request in `head` and `body` on the connection that is there or a new one. */
static int transmit(thaw_runtime_client *c)
{
    int err = c->fd < 0 ? make_connection(c) : 0;
    if (err)
        return err;
    thaw_http_message_reset(&c->in);
    err = write_request(c);
    /* Whoever closed while we wrote may have answered first (413), or died while idle: step() finds out which. */
    return is_gone(err) ? 0 : err;
}

static int begin(thaw_runtime_client *c, thaw_slice body)
{
    if (thaw_buf_error(&c->head))
        return problem(c, thaw_buf_error(&c->head));
    c->body = body;
    c->resent = false;
    int err = transmit(c);
    if (err)
        return problem(c, err);
    c->waiting = true;
    return 0;
}

/* The connection ended with `err`, or 0 for a close. Sends again if it had only been idle. */
static int recover(thaw_runtime_client *c, int err)
{
    bool idle = c->proven && !c->in.started && !c->resent;
    if (!idle || (err && !is_gone(err)))
        return problem(c, err ? err : THAW_E_CLOSED);
    disconnect(c);
    c->resent = true;
    err = transmit(c);
    return err ? problem(c, err) : 0;
}

/* One read. 1: the answer is complete, 0: not yet, or a negative error. */
static int step(thaw_runtime_client *c, bool wait)
{
    char bytes[READ_SIZE];
    ssize_t n = recv(c->fd, bytes, sizeof bytes, wait ? 0 : MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n < 0)
        return recover(c, -errno);
    if (n == 0 && thaw_http_message_end(&c->in) != 1)
        return recover(c, 0);
    size_t used = (size_t)n;
    int done = n ? thaw_http_message_feed(&c->in, bytes, (size_t)n, &used) : 1;
    if (done < 0)
        return problem(c, done);
    if (!done)
        return 0;
    c->waiting = false;
    c->proven = true;
    /* Bytes after the answer belong to nothing we asked for: such a peer is not to be trusted with another request. */
    if (n == 0 || !c->in.keep_alive || used != (size_t)n)
        disconnect(c);
    return 1;
}

/* --- requests --- */

/* encodeURIComponent, as AWS's own client applies it to ids. */
static void put_component(thaw_buf *b, const char *s)
{
    for (; *s; s++) {
        unsigned char ch = (unsigned char)*s;
        if (isalnum(ch) || strchr("-_.!~*'()", ch))
            thaw_buf_putc(b, (char)ch);
        else
            thaw_buf_printf(b, "%%%02X", ch);
    }
}

static void put_common(thaw_runtime_client *c)
{
    thaw_buf_printf(&c->head, " HTTP/1.1\r\nHost: %s\r\nUser-Agent: thaw/%s\r\n", c->host, THAW_VERSION);
}

static int refused(thaw_runtime_client *c)
{
    int status = thaw_http_message_status(&c->in);
    thaw_slice body = thaw_http_message_body(&c->in);
    int err = status == 413 ? THAW_E_TOO_LARGE : THAW_E_PROTOCOL;
    problem(c, err);
    thaw_buf_printf(&c->problem, ": HTTP %d: %.*s", status, body.len < 500 ? (int)body.len : 500, body.ptr);
    return err;
}

int thaw_runtime_client_next_send(thaw_runtime_client *c)
{
    thaw_assert(!c->waiting);
    thaw_buf_reset(&c->head);
    thaw_buf_puts(&c->head, "GET " API "/invocation/next");
    put_common(c);
    thaw_buf_puts(&c->head, "\r\n");
    return begin(c, THAW_SLICE(""));
}

/* The answer to next is here: is it an invocation? */
static int accept_invocation(thaw_runtime_client *c)
{
    if (thaw_http_message_status(&c->in) != 200)
        return refused(c);
    thaw_slice id = thaw_http_message_header(&c->in, "Lambda-Runtime-Aws-Request-Id");
    if (c->in.overflow)
        return problem(c, THAW_E_TOO_LARGE);
    if (id.len == 0 || id.len > MAX_REQUEST_ID)
        return problem(c, THAW_E_PROTOCOL);
    memcpy(c->request_id, id.ptr, id.len + 1);
    return 1;
}

int thaw_runtime_client_next_poll(thaw_runtime_client *c)
{
    thaw_assert(c->waiting);
    int done = step(c, false);
    return done == 1 ? accept_invocation(c) : done;
}

int thaw_runtime_client_next(thaw_runtime_client *c)
{
    int done = thaw_runtime_client_next_send(c);
    while (done == 0)
        done = step(c, true);
    if (done == 1)
        done = accept_invocation(c);
    return done < 0 ? done : 0;
}

/* The platform keeps only types of this form; others would also be a way to smuggle in header lines. */
static bool is_error_type(const char *type)
{
    if (!type || strlen(type) > MAX_ERROR_TYPE || !isalpha((unsigned char)*type))
        return false;
    for (; *type; type++) {
        if (!isalnum((unsigned char)*type) && *type != '.' && *type != '_')
            return false;
    }
    return true;
}

/* Ends the head that `c->head` has begun, sends it with the body, waits for the answer. */
static int post(thaw_runtime_client *c, const char *type, thaw_slice body)
{
    put_common(c);
    thaw_buf_puts(&c->head, "Content-Type: application/json\r\n");
    if (is_error_type(type))
        thaw_buf_printf(&c->head, "Lambda-Runtime-Function-Error-Type: %s\r\n", type);
    thaw_buf_printf(&c->head, "Content-Length: %zu\r\n\r\n", body.len);
    int done = begin(c, body);
    while (done == 0)
        done = step(c, true);
    c->body = (thaw_slice){ NULL, 0 };
    if (done < 0)
        return done;
    int status = thaw_http_message_status(&c->in);
    if (status >= 200 && status < 300)
        return 0;
    /* Sent twice because the first answer was lost: then the first one did arrive. */
    if (c->resent && (status == 400 || status == 403))
        return 0;
    return refused(c);
}

static void begin_post(thaw_runtime_client *c, const char *action)
{
    thaw_assert(!c->waiting);
    thaw_buf_reset(&c->head);
    thaw_buf_puts(&c->head, "POST " API "/invocation/");
    put_component(&c->head, c->request_id);
    thaw_buf_puts(&c->head, action);
}

int thaw_runtime_client_respond(thaw_runtime_client *c, thaw_slice body)
{
    begin_post(c, "/response");
    return post(c, NULL, body);
}

int thaw_runtime_client_fail(thaw_runtime_client *c, const char *type, thaw_slice body)
{
    begin_post(c, "/error");
    return post(c, type, body);
}

int thaw_runtime_client_fail_init(thaw_runtime_client *c, const char *type, thaw_slice body)
{
    thaw_assert(!c->waiting);
    thaw_buf_reset(&c->head);
    thaw_buf_puts(&c->head, "POST " API "/init/error");
    return post(c, type, body);
}

/* --- what next brought --- */

int thaw_runtime_client_fd(const thaw_runtime_client *c)
{
    return c->fd;
}

thaw_slice thaw_runtime_client_event(const thaw_runtime_client *c)
{
    return thaw_http_message_body(&c->in);
}

thaw_slice thaw_runtime_client_header(const thaw_runtime_client *c, const char *name)
{
    return thaw_http_message_header(&c->in, name);
}

const char *thaw_runtime_client_request_id(const thaw_runtime_client *c)
{
    return c->request_id;
}

const char *thaw_runtime_client_problem(const thaw_runtime_client *c)
{
    return c->problem.data ? c->problem.data : "";
}
