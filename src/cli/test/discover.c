/* SPDX-License-Identifier: MIT */
#include "cli/test/discover.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 64, PATH_SIZE = 4096 };

static bool is_test_file(const char *name)
{
    static const char *const endings[] = { ".test.js", ".test.mjs", ".test.cjs" };
    size_t len = strlen(name);
    for (size_t i = 0; i < THAW_COUNT(endings); i++) {
        size_t n = strlen(endings[i]);
        if (len > n && strcmp(name + len - n, endings[i]) == 0)
            return true;
    }
    return false;
}

static int add_file(thaw_test_files *files, const char *path)
{
    if (files->count == files->cap) {
        size_t cap = files->cap ? files->cap * 2 : 64;
        char **grown = realloc(files->path, cap * sizeof *grown);
        if (!grown)
            return -ENOMEM;
        files->path = grown;
        files->cap = cap;
    }
    char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    files->path[files->count++] = copy;
    return 0;
}

static int add_folder(thaw_test_files *files, const char *path, int depth);

static int add_entry(thaw_test_files *files, const char *folder, const char *name, int depth)
{
    char path[PATH_SIZE];
    struct stat st;
    if (name[0] == '.' || strcmp(name, "node_modules") == 0)
        return 0;
    bool here = strcmp(folder, ".") == 0;
    if (snprintf(path, sizeof path, "%s%s%s", here ? "" : folder, here ? "" : "/", name) >= (int)sizeof path)
        return -ENAMETOOLONG;
    if (lstat(path, &st) < 0)
        return 0; /* gone meanwhile */
    if (S_ISDIR(st.st_mode))
        return depth < DEPTH_MAX ? add_folder(files, path, depth + 1) : -ELOOP;
    return is_test_file(name) ? add_file(files, path) : 0;
}

static int add_folder(thaw_test_files *files, const char *path, int depth)
{
    DIR *dir = opendir(path);
    if (!dir)
        return -errno;
    int err = 0;
    for (struct dirent *entry; !err && (entry = readdir(dir));)
        err = add_entry(files, path, entry->d_name, depth);
    closedir(dir);
    return err;
}

int thaw_test_files_add(thaw_test_files *files, const char *path)
{
    struct stat st;
    char trimmed[PATH_SIZE];
    if (stat(path, &st) < 0)
        return -errno;
    if (!S_ISDIR(st.st_mode))
        return add_file(files, path);
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len >= sizeof trimmed)
        return -ENAMETOOLONG;
    memcpy(trimmed, path, len);
    trimmed[len] = '\0';
    return add_folder(files, trimmed, 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void thaw_test_files_sort(thaw_test_files *files)
{
    size_t kept = 0;
    if (files->count)
        qsort(files->path, files->count, sizeof *files->path, by_name);
    for (size_t i = 0; i < files->count; i++) {
        if (kept && strcmp(files->path[kept - 1], files->path[i]) == 0)
            free(files->path[i]);
        else
            files->path[kept++] = files->path[i];
    }
    files->count = kept;
}

void thaw_test_files_done(thaw_test_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->path[i]);
    free(files->path);
    *files = (thaw_test_files){ 0 };
}
