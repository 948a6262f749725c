/* SPDX-License-Identifier: MIT
 * Finds test files: a folder stands for all *.test.{js,mjs,cjs} below it, without node_modules, hidden folders and
 * links to folders; a file stands for itself whatever its name. */
#ifndef THAW_CLI_TEST_DISCOVER_H
#define THAW_CLI_TEST_DISCOVER_H

#include <stddef.h>

#include "base/auto.h"

typedef struct {
    char **path; /* sorted, each once; malloc's */
    size_t count, cap;
} thaw_test_files;

/* Adds what `path` stands for. 0; -ENOENT and the like; -ENOMEM. */
THAW_MUST_USE int thaw_test_files_add(thaw_test_files *files, const char *path);
void thaw_test_files_sort(thaw_test_files *files);
void thaw_test_files_done(thaw_test_files *files);

#endif
