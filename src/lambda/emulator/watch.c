/* SPDX-License-Identifier: MIT
 * Restarts workers when files change. Every folder under the watched one is watched, except node_modules and hidden
 * ones, up to MAX_WATCHES. Editors write a file in several steps, so a change counts once nothing more came for
 * DEBOUNCE_MS; then the folders are looked for anew, since some may be new or others of the same name. A worker that is
 * busy finishes first. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lambda/emulator/emulator_int.h"

static void watch_tree(emulator *emu);

static void on_settled(uv_timer_t *timer)
{
    emulator *emu = timer->data;
    int restarted = 0;
    watch_tree(emu);
    for (int i = 0; i < emu->options->n_workers; i++) {
        worker *w = &emu->workers[i];
        restarted += w->state != WORKER_STOPPED;
        if (w->state == WORKER_IDLE)
            worker_stop(w);
        else
            w->stale = true;
    }
    if (restarted)
        emulator_say(emu, "files changed: the next invocation starts cold");
}

static void on_change(uv_fs_event_t *watch, const char *name, int events, int status)
{
    emulator *emu = watch->data;
    if (name && (name[0] == '.' || strchr(name, '~')))
        return;
    uv_timer_start(&emu->debounce, on_settled, DEBOUNCE_MS, 0);
}

static bool is_watched(const struct dirent *entry)
{
    return entry->d_type == DT_DIR && entry->d_name[0] != '.' && strcmp(entry->d_name, "node_modules") != 0;
}

static void watch_folder(emulator *emu, const char *path, int depth)
{
    if (emu->n_watches == MAX_WATCHES || depth > 32)
        return;
    uv_fs_event_t *watch = calloc(1, sizeof *watch);
    if (!watch)
        return;
    uv_fs_event_init(emu->loop, watch);
    watch->data = emu;
    emu->watches[emu->n_watches++] = watch;
    if (uv_fs_event_start(watch, on_change, path, 0) < 0)
        return;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char inner[4096];
        if (is_watched(entry) && (size_t)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < sizeof inner)
            watch_folder(emu, inner, depth + 1);
    }
    if (folder)
        closedir(folder);
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle);
}

static void forget_tree(emulator *emu)
{
    while (emu->n_watches > 0)
        uv_close((uv_handle_t *)emu->watches[--emu->n_watches], on_watch_closed);
}

static void watch_tree(emulator *emu)
{
    forget_tree(emu);
    watch_folder(emu, emu->options->watch, 0);
}

void watch_start(emulator *emu)
{
    uv_timer_init(emu->loop, &emu->debounce);
    emu->debounce.data = emu;
    if (emu->options->watch)
        watch_tree(emu);
}

void watch_stop(emulator *emu)
{
    uv_close((uv_handle_t *)&emu->debounce, NULL);
    forget_tree(emu);
}
