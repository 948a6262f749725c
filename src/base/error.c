/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"

static const struct {
    const char *code, *cls, *text;
} own_errors[] = {
#define THAW_ERROR_ROW(sym, code, cls, text) { code, cls, text },
    THAW_ERROR_LIST(THAW_ERROR_ROW)
#undef THAW_ERROR_ROW
};

/* Texts as Node prints them, which are libuv's; what is not listed falls back to the C library's. */
#define SYSTEM_ERROR_LIST(X)                        \
    X(E2BIG, "argument list too long")              \
    X(EACCES, "permission denied")                  \
    X(EADDRINUSE, "address already in use")         \
    X(EAGAIN, "resource temporarily unavailable")   \
    X(EBADF, "bad file descriptor")                 \
    X(EBUSY, "resource busy or locked")             \
    X(ECONNREFUSED, "connection refused")           \
    X(ECONNRESET, "connection reset by peer")       \
    X(EEXIST, "file already exists")                \
    X(EFBIG, "file too large")                      \
    X(EHOSTUNREACH, "host is unreachable")          \
    X(EINTR, "interrupted system call")             \
    X(EINVAL, "invalid argument")                   \
    X(EIO, "i/o error")                             \
    X(EISDIR, "illegal operation on a directory")   \
    X(ELOOP, "too many symbolic links encountered") \
    X(EMFILE, "too many open files")                \
    X(ENAMETOOLONG, "name too long")                \
    X(ENOENT, "no such file or directory")          \
    X(ENOMEM, "not enough memory")                  \
    X(ENOSPC, "no space left on device")            \
    X(ENOSYS, "function not implemented")           \
    X(ENOTDIR, "not a directory")                   \
    X(ENOTEMPTY, "directory not empty")             \
    X(ENXIO, "no such device or address")           \
    X(EPERM, "operation not permitted")             \
    X(EPIPE, "broken pipe")                         \
    X(EROFS, "read-only file system")               \
    X(ESPIPE, "invalid seek")                       \
    X(ESRCH, "no such process")                     \
    X(ETIMEDOUT, "connection timed out")            \
    X(ETXTBSY, "text file is busy")                 \
    X(EXDEV, "cross-device link not permitted")

static int own_index(int err)
{
    return err > THAW_E_BASE_ && err < THAW_E_LIMIT_ ? err - THAW_E_BASE_ - 1 : -1;
}

const char *thaw_error_code(int err)
{
    int i = own_index(err);
    if (i >= 0)
        return own_errors[i].code;
    const char *name = strerrorname_np(-err);
    return name ? name : "UNKNOWN";
}

const char *thaw_error_text(int err)
{
    int i = own_index(err);
    if (i >= 0)
        return own_errors[i].text;
    switch (-err) {
#define SYSTEM_ERROR_CASE(e, text) \
    case e:                        \
        return text;
        SYSTEM_ERROR_LIST(SYSTEM_ERROR_CASE)
#undef SYSTEM_ERROR_CASE
    default: {
        const char *text = strerrordesc_np(-err);
        return text ? text : "unknown error";
    }
    }
}

const char *thaw_error_class(int err)
{
    int i = own_index(err);
    return i >= 0 ? own_errors[i].cls : "Error";
}

void thaw_assert_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr, "thaw: internal error: %s:%d: %s\n", file, line, cond);
    abort();
}
