/* SPDX-License-Identifier: MIT
 * The environment of a worker: what Lambda gives an OS-only runtime, credentials and region of the developer where
 * there are some, and what --env says. Nothing else of the emulator's own environment leaks in, so that a function
 * does not come to depend on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lambda/emulator/emulator_int.h"

typedef struct {
    char **items;
    int n;
    bool failed;
} env_list;

static void env_put(env_list *e, char *item)
{
    char **items = item ? realloc(e->items, sizeof *items * (size_t)(e->n + 2)) : NULL;
    if (!items) {
        free(item);
        e->failed = true;
        return;
    }
    e->items = items;
    size_t name = strcspn(item, "=") + 1;
    for (int i = 0; i < e->n; i++) {
        if (strncmp(e->items[i], item, name) == 0) {
            free(e->items[i]);
            e->items[i] = item;
            return;
        }
    }
    e->items[e->n++] = item;
    e->items[e->n] = NULL;
}

THAW_PRINTF(2, 3) static void env_add(env_list *e, const char *format, ...)
{
    char *item = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&item, format, args) < 0)
        item = NULL;
    va_end(args);
    env_put(e, item);
}

/* The emulator's own value, or a stand-in. */
static void env_inherit(env_list *e, const char *name, const char *otherwise)
{
    const char *own = getenv(name);
    if (own || otherwise)
        env_add(e, "%s=%s", name, own ? own : otherwise);
}

static void add_function(env_list *e, const worker *w)
{
    const thaw_emulator_options *o = w->emu->options;
    char date[32];
    time_t now = time(NULL);
    struct tm utc;
    strftime(date, sizeof date, "%Y/%m/%d", gmtime_r(&now, &utc));
    env_add(e, "AWS_LAMBDA_RUNTIME_API=127.0.0.1:%d", http_server_port(&w->api));
    env_add(e, "AWS_LAMBDA_FUNCTION_NAME=%s", o->function_name);
    env_add(e, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST");
    env_add(e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=%d", o->memory_mb ? o->memory_mb : CGROUP_MB_PER_CPU);
    env_add(e, "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/%s", o->function_name);
    env_add(e, "AWS_LAMBDA_LOG_STREAM_NAME=%s/[$LATEST]%032x", date, (unsigned)w->index + 1);
    env_add(e, "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand");
    env_add(e, "AWS_LAMBDA_LOG_FORMAT=Text");
    if (o->handler)
        env_add(e, "_HANDLER=%s", o->handler);
    env_add(e, "LAMBDA_TASK_ROOT=%s", o->task_root);
    env_add(e, "LAMBDA_RUNTIME_DIR=/var/runtime");
}

static void add_platform(env_list *e, const worker *w)
{
    env_add(e, "AWS_REGION=%s", w->emu->region);
    env_add(e, "AWS_DEFAULT_REGION=%s", w->emu->region);
    env_inherit(e, "AWS_ACCESS_KEY_ID", "local");
    env_inherit(e, "AWS_SECRET_ACCESS_KEY", "local");
    env_inherit(e, "AWS_SESSION_TOKEN", NULL);
    env_inherit(e, "AWS_ENDPOINT_URL", NULL);
    env_add(e, "AWS_XRAY_CONTEXT_MISSING=LOG_ERROR");
    env_add(e, "AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000");
    env_add(e, "_AWS_XRAY_DAEMON_ADDRESS=127.0.0.1");
    env_add(e, "_AWS_XRAY_DAEMON_PORT=2000");
    env_add(e, "TZ=:UTC");
    env_add(e, "LANG=en_US.UTF-8");
    env_inherit(e, "PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin");
    env_add(e, "LD_LIBRARY_PATH=/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib");
    /* For looking into a runtime that is started here. */
    env_inherit(e, "THAW_TRACE", NULL);
    env_inherit(e, "THAW_LEAK_CHECK", NULL);
}

char **worker_env_new(const worker *w)
{
    env_list e = { 0 };
    add_function(&e, w);
    add_platform(&e, w);
    for (int i = 0; i < w->emu->options->n_env; i++)
        env_put(&e, strdup(w->emu->options->env[i]));
    if (e.failed) {
        worker_env_free(e.items);
        return NULL;
    }
    return e.items;
}

void worker_env_free(char **env)
{
    for (char **item = env; item && *item; item++)
        free(*item);
    free(env);
}
