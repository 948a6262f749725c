/* SPDX-License-Identifier: MIT
 * Whole files and POSIX paths. Blocking. What a program may see of the file system while it is being frozen goes
 * through heap/inputs.h instead, which records it. */
#ifndef THAW_BASE_FILE_H
#define THAW_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"

/* An open descriptor; -1 is none. */
typedef int thaw_fd;
void thaw_fd_done(thaw_fd *fd);

/* Appends the file's bytes to b (whose max is the limit). 0 or a negative error. */
THAW_MUST_USE int thaw_file_read(const char *path, thaw_buf *b);
/* Writes all bytes to a new file beside it and renames it into place, so a reader never sees half a file. */
THAW_MUST_USE int thaw_file_write(const char *path, const void *data, size_t len, unsigned mode);
THAW_MUST_USE int thaw_fd_write_all(int fd, const void *data, size_t len);

/* Appends to b the absolute, normalised form of `path` ("." and ".." resolved textually), relative to `base`, which is
 * absolute; as Node's path.resolve(base, path). */
int thaw_path_resolve(thaw_buf *b, const char *base, thaw_slice path);
/* "/a/b/c.js" -> "/a/b"; "/a" -> "/"; "a" -> ".". Borrows. */
thaw_slice thaw_path_dirname(thaw_slice path);
thaw_slice thaw_path_basename(thaw_slice path);
/* ".js" of "a.b.js"; empty for ".bashrc" and "a". Borrows. */
thaw_slice thaw_path_extname(thaw_slice path);

#endif
