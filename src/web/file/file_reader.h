/* SPDX-License-Identifier: MIT
 * FileReader (File API). */
#ifndef THAW_WEB_FILE_FILE_READER_H
#define THAW_WEB_FILE_FILE_READER_H

#include "base/auto.h"
#include "js/engine.h"

/* 0, or -1 with an exception pending. */
THAW_MUST_USE int thaw_file_reader_init(JSContext *ctx);

#endif
