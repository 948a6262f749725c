/* SPDX-License-Identifier: MIT
 * One control group with the CPU share and memory of a Lambda size: version 2 where its controllers are, else 1. A
 * process gets into it by being born there: the emulator enters, spawns, and leaves. All of it is optional: without
 * permission the functions do nothing and cgroup_open says why. */
#ifndef THAW_LAMBDA_EMULATOR_CGROUP_H
#define THAW_LAMBDA_EMULATOR_CGROUP_H

#include <stdbool.h>

#include "base/buf.h"

/* Of one controller (version 1 has a tree for each; with version 2 both are the same folder). Empty: not limited. */
typedef struct {
    char folder[512], home[512]; /* the group, and where the emulator itself belongs */
} cgroup_place;

typedef struct cgroup {
    cgroup_place cpu, memory;
    bool v2;
    long oom_kills;
} cgroup;

enum { CGROUP_MB_PER_CPU = 1769 };

/* Appends to `note` what is limited and what is not, and why. */
void cgroup_open(cgroup *g, const char *name, int memory_mb, thaw_buf *note);
void cgroup_enter(const cgroup *g);
void cgroup_leave(const cgroup *g);
/* True if the kernel has killed something in the group since the last time this was asked. */
bool cgroup_was_oom(cgroup *g);
/* Removes the group; its processes must be gone. */
void cgroup_close(cgroup *g);

#endif
