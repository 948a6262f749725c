/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

void thaw_fd_done(thaw_fd *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* The buffer is full: 0 if the file ends here too. */
static int expect_end(int fd, thaw_buf *b)
{
    char extra;
    ssize_t n;
    do
        n = read(fd, &extra, 1);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        return b->err = THAW_E_TOO_LARGE;
    return n < 0 ? -errno : 0;
}

static int read_to_end(int fd, thaw_buf *b)
{
    while (b->len < b->max) {
        /* one byte more than asked for shows that the file ended without another call's growth */
        size_t left = b->max - b->len;
        size_t room = b->cap > b->len + 1 ? b->cap - b->len - 1 : 0;
        if (room == 0) {
            size_t more = b->len < 65536 ? 65536 : b->len;
            int err = thaw_buf_reserve(b, more < left ? more : left);
            if (err)
                return err;
            continue;
        }
        ssize_t n = read(fd, b->data + b->len, room < left ? room : left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        b->data[b->len + (size_t)n] = '\0';
        if (n == 0)
            return 0;
        b->len += (size_t)n;
    }
    return expect_end(fd, b);
}

int thaw_file_read(const char *path, thaw_buf *b)
{
    THAW_AUTO(thaw_fd) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    struct stat st;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (S_ISDIR(st.st_mode))
        return -EISDIR;
    size_t expect = S_ISREG(st.st_mode) && st.st_size > 0 ? (size_t)st.st_size + 1 : 4096;
    int err = thaw_buf_reserve(b, expect <= b->max ? expect : b->max);
    return err ? err : read_to_end(fd, b);
}

int thaw_fd_write_all(int fd, const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

int thaw_file_write(const char *path, const void *data, size_t len, unsigned mode)
{
    THAW_AUTO(thaw_buf) temp = thaw_buf_of(8192);
    int err = thaw_buf_printf(&temp, "%s.%ld.tmp", path, (long)getpid());
    if (err)
        return err;
    THAW_AUTO(thaw_fd) fd = open(temp.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return -errno;
    err = thaw_fd_write_all(fd, data, len);
    if (!err && rename(temp.data, path) < 0)
        err = -errno;
    if (err)
        unlink(temp.data);
    return err;
}

/* Appends the segments of `path` to what stands in b from `start` on, resolving "." and "..". */
static int append_segments(thaw_buf *b, size_t start, thaw_slice path)
{
    for (size_t i = 0; i < path.len;) {
        size_t end = i;
        while (end < path.len && path.ptr[end] != '/')
            end++;
        thaw_slice segment = { path.ptr + i, end - i };
        i = end + 1;
        if (segment.len == 0 || thaw_slice_is(segment, "."))
            continue;
        if (thaw_slice_is(segment, "..")) {
            while (b->len > start && b->data[b->len - 1] != '/')
                b->len--;
            if (b->len > start)
                b->len--;
            continue;
        }
        int err = thaw_buf_putc(b, '/');
        if (!err)
            err = thaw_buf_append(b, segment.ptr, segment.len);
        if (err)
            return err;
    }
    return 0;
}

int thaw_path_resolve(thaw_buf *b, const char *base, thaw_slice path)
{
    size_t start = b->len;
    int err = thaw_buf_reserve(b, 1);
    if (!err && !(path.len && path.ptr[0] == '/'))
        err = append_segments(b, start, thaw_slice_of(base));
    if (!err)
        err = append_segments(b, start, path);
    if (!err && b->len == start)
        err = thaw_buf_putc(b, '/');
    if (!err)
        b->data[b->len] = '\0';
    return err;
}

thaw_slice thaw_path_dirname(thaw_slice path)
{
    size_t end = path.len;
    while (end > 1 && path.ptr[end - 1] == '/')
        end--;
    while (end > 0 && path.ptr[end - 1] != '/')
        end--;
    if (end == 0)
        return THAW_SLICE(".");
    while (end > 1 && path.ptr[end - 1] == '/')
        end--;
    return (thaw_slice){ path.ptr, end };
}

thaw_slice thaw_path_basename(thaw_slice path)
{
    size_t end = path.len;
    while (end > 0 && path.ptr[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path.ptr[start - 1] != '/')
        start--;
    return (thaw_slice){ path.ptr + start, end - start };
}

thaw_slice thaw_path_extname(thaw_slice path)
{
    thaw_slice name = thaw_path_basename(path);
    for (size_t i = name.len; i-- > 1;) {
        if (name.ptr[i] == '.')
            return (thaw_slice){ name.ptr + i, name.len - i };
    }
    return (thaw_slice){ name.ptr + name.len, 0 };
}
