/* SPDX-License-Identifier: MIT
 * node:fs, as far as it reads (Node docs: fs): files, what they are, folders, links. Every read goes through
 * heap/inputs.h, so that a frozen program that looked at a file starts cold if the file changed. Files that
 * `thaw freeze --include` took along are found in the program itself (assets.js), without any file. */
#ifndef THAW_NODE_FS_FS_H
#define THAW_NODE_FS_FS_H

#include "base/auto.h"
#include "js/engine.h"

enum { THAW_FS_READ_MAX = 1 << 30 }; /* bytes of a file that is read whole; more is ERR_FS_FILE_TOO_LARGE */

/* internal.fs. 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_fs_init(JSContext *ctx);

#endif
