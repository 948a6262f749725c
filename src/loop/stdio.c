/* SPDX-License-Identifier: MIT */
#include "loop/stdio.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/auto.h"

enum { BLOCK = 32768 };

typedef struct {
    char data[BLOCK];
    size_t len;
    enum { KIND_UNKNOWN, KIND_TTY, KIND_OTHER } kind;
    bool broken; /* the reader is gone */
} output;

static output outputs[2]; /* descriptors 1 and 2 */
static struct {
    thaw_stdio_tap_fn *tap;
    void *opaque;
    bool muted;
} listener;

void thaw_stdio_mute(bool muted)
{
    listener.muted = muted;
}

void thaw_stdio_tap(thaw_stdio_tap_fn *tap, void *opaque)
{
    listener.tap = tap;
    listener.opaque = opaque;
}

static output *output_of(int fd)
{
    return fd == 1 || fd == 2 ? &outputs[fd - 1] : NULL;
}

/* Waits out EAGAIN, which inherited non-blocking pipes give. */
static bool write_all(int fd, const char *p, size_t len)
{
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n >= 0) {
            p += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static void flush(output *o)
{
    size_t len = o->len;
    o->len = 0; /* first: a fatal signal in write must not write it twice */
    if (len && !o->broken && !write_all((int)(o - outputs) + 1, o->data, len))
        o->broken = true;
}

void thaw_stdio_flush(void)
{
    flush(&outputs[0]);
    flush(&outputs[1]);
}

bool thaw_stdio_is_tty(int fd)
{
    output *o = output_of(fd);
    if (!o)
        return isatty(fd);
    if (o->kind == KIND_UNKNOWN)
        o->kind = isatty(fd) ? KIND_TTY : KIND_OTHER;
    return o->kind == KIND_TTY;
}

int thaw_stdio_columns(int fd)
{
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void thaw_stdio_write(int fd, const void *data, size_t len)
{
    output *o = output_of(fd);
    if (!o) {
        write_all(fd, data, len);
        return;
    }
    if (listener.tap)
        listener.tap(listener.opaque, fd, data, len);
    if (listener.muted)
        return;
    if (o->len + len > BLOCK)
        flush(o);
    if (len > BLOCK) {
        if (!o->broken && !write_all(fd, data, len))
            o->broken = true;
        return;
    }
    memcpy(o->data + o->len, data, len);
    o->len += len;
    if (fd == 2 || thaw_stdio_is_tty(fd)) {
        if (fd == 2) /* what was printed before must not come after */
            flush(&outputs[0]);
        flush(o);
    }
}

static void on_fatal(int signal_number)
{
    thaw_stdio_flush(); /* SA_RESETHAND is in force: the signal that comes back ends the process */
    raise(signal_number);
}

void thaw_stdio_guard(void)
{
    static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
    struct sigaction action = { .sa_handler = on_fatal, .sa_flags = SA_RESETHAND | SA_NODEFER };
    for (size_t i = 0; i < THAW_COUNT(fatal); i++)
        sigaction(fatal[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

void thaw_stdio_reset(void)
{
    outputs[0].kind = outputs[1].kind = KIND_UNKNOWN;
    outputs[0].broken = outputs[1].broken = false;
}
