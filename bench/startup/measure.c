/* SPDX-License-Identifier: MIT
 * measure RUNS -- COMMAND ARG... -- COMMAND ARG... : runs the commands in turn, RUNS times over, with their output
 * thrown away, and prints per run: index of the command, microseconds from spawn to exit, peak resident KB, page faults
 * that were served from memory.
 * A small static program, because a child's peak starts at that of the process that spawned it. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;
enum { COMMANDS_MAX = 16 };

static long long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int run(int index, char **command, const posix_spawn_file_actions_t *quiet)
{
    pid_t pid;
    int status;
    struct rusage usage;
    long long start = now_ns();
    if (posix_spawn(&pid, command[0], quiet, NULL, command, environ) != 0 || wait4(pid, &status, 0, &usage) != pid ||
        status != 0) {
        fprintf(stderr, "measure: %s failed\n", command[0]);
        return 1;
    }
    printf("%d %.1f %ld %ld\n", index, (double)(now_ns() - start) / 1000, usage.ru_maxrss, usage.ru_minflt);
    return 0;
}

int main(int argc, char **argv)
{
    char **commands[COMMANDS_MAX];
    int n = 0;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && n < COMMANDS_MAX) {
            argv[i] = NULL;
            commands[n++] = &argv[i + 1];
        }
    }
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    for (int r = 0; r < (argc > 1 ? atoi(argv[1]) : 0); r++) {
        for (int i = 0; i < n; i++) {
            if (run(i, commands[i], &quiet))
                return 1;
        }
    }
    return 0;
}
