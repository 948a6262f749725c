/* SPDX-License-Identifier: MIT */
#include "lambda/emulator/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define ROOT "/sys/fs/cgroup"
/* 20 ms: a small function gets its share in small slices, as on Lambda. */
enum { PERIOD_US = 20000 };

static int write_file(const char *folder, const char *file, const char *text)
{
    char path[640];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    THAW_AUTO(thaw_fd) fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* The line of /proc/self/cgroup for a controller ("" is version 2): the group's path, or false. */
static bool own_group(const char *controller, char *ret, size_t size)
{
    THAW_AUTO(thaw_buf) text = thaw_buf_of(1 << 16);
    if (thaw_file_read("/proc/self/cgroup", &text) || !text.data)
        return false;
    char *rest = NULL;
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\0';
        bool match = strcmp(names + 1, controller) == 0;
        char *more = NULL;
        for (char *n = strtok_r(names + 1, ",", &more); n && !match; n = strtok_r(NULL, ",", &more))
            match = strcmp(n, controller) == 0;
        if (match)
            return (size_t)snprintf(ret, size, "%s", path) < size;
    }
    return false;
}

/* A group beside our own: a group with processes in it can't have limited children in version 2. */
static int make_place(cgroup_place *p, const char *mount, const char *controller, const char *name)
{
    char own[256];
    if (!own_group(controller, own, sizeof own))
        return -ENOENT;
    char *slash = strrchr(own, '/');
    snprintf(p->home, sizeof p->home, "%s%s", mount, own);
    snprintf(p->folder, sizeof p->folder, "%s%.*s/%s", mount, slash ? (int)(slash - own) : 0, own, name);
    if (mkdir(p->folder, 0755) < 0 && errno != EEXIST) {
        int err = -errno;
        *p = (cgroup_place){ 0 };
        return err;
    }
    return 0;
}

static int drop_place(cgroup_place *p, int err)
{
    rmdir(p->folder);
    *p = (cgroup_place){ 0 };
    return err;
}

static int limit_cpu(cgroup *g, const char *name, int memory_mb)
{
    int err = make_place(&g->cpu, g->v2 ? ROOT : ROOT "/cpu", g->v2 ? "" : "cpu", name);
    if (err)
        return err;
    char quota[64], period[32];
    long us = (long)memory_mb * PERIOD_US / CGROUP_MB_PER_CPU;
    snprintf(period, sizeof period, "%d", PERIOD_US);
    snprintf(quota, sizeof quota, g->v2 ? "%ld %d" : "%ld", us < 1000 ? 1000 : us, PERIOD_US);
    if (!g->v2)
        err = write_file(g->cpu.folder, "cpu.cfs_period_us", period);
    if (!err)
        err = write_file(g->cpu.folder, g->v2 ? "cpu.max" : "cpu.cfs_quota_us", quota);
    return err ? drop_place(&g->cpu, err) : 0;
}

static int limit_memory(cgroup *g, const char *name, int memory_mb)
{
    int err = make_place(&g->memory, g->v2 ? ROOT : ROOT "/memory", g->v2 ? "" : "memory", name);
    if (err)
        return err;
    char bytes[32];
    snprintf(bytes, sizeof bytes, "%lld", (long long)memory_mb << 20);
    err = write_file(g->memory.folder, g->v2 ? "memory.max" : "memory.limit_in_bytes", bytes);
    if (!err) /* no swapping instead of dying, where swap is accounted for */
        (void)write_file(g->memory.folder, g->v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes",
                         g->v2 ? "0" : bytes);
    return err ? drop_place(&g->memory, err) : 0;
}

static long count_oom_kills(const cgroup *g)
{
    char path[640];
    THAW_AUTO(thaw_buf) text = thaw_buf_of(4096);
    if (!g->memory.folder[0])
        return 0;
    snprintf(path, sizeof path, "%s/%s", g->memory.folder, g->v2 ? "memory.events" : "memory.oom_control");
    if (thaw_file_read(path, &text) || !text.data)
        return 0;
    const char *at = strstr(text.data, "oom_kill ");
    return at ? strtol(at + strlen("oom_kill "), NULL, 10) : 0;
}

void cgroup_open(cgroup *g, const char *name, int memory_mb, thaw_buf *note)
{
    *g = (cgroup){ .v2 = access(ROOT "/cgroup.controllers", F_OK) == 0 };
    int cpu = limit_cpu(g, name, memory_mb), memory = limit_memory(g, name, memory_mb);
    if (cpu)
        thaw_buf_printf(note, "CPU not limited (%s)", thaw_error_text(cpu));
    else
        thaw_buf_printf(note, "CPU limited to %.1f %% of one", 100.0 * memory_mb / CGROUP_MB_PER_CPU);
    if (memory)
        thaw_buf_printf(note, ", memory not limited (%s)", thaw_error_text(memory));
    else
        thaw_buf_printf(note, ", memory limited to %d MB", memory_mb);
    g->oom_kills = count_oom_kills(g);
}

static void move_self(const cgroup *g, bool in)
{
    const cgroup_place *places[] = { &g->cpu, &g->memory };
    for (int i = 0; i < 2; i++) {
        if (places[i]->folder[0])
            (void)write_file(in ? places[i]->folder : places[i]->home, "cgroup.procs", "0");
    }
}

void cgroup_enter(const cgroup *g)
{
    move_self(g, true);
}

void cgroup_leave(const cgroup *g)
{
    move_self(g, false);
}

bool cgroup_was_oom(cgroup *g)
{
    long before = g->oom_kills;
    g->oom_kills = count_oom_kills(g);
    return g->oom_kills > before;
}

void cgroup_close(cgroup *g)
{
    if (g->cpu.folder[0])
        rmdir(g->cpu.folder);
    if (g->memory.folder[0])
        rmdir(g->memory.folder);
    *g = (cgroup){ 0 };
}
