/* SPDX-License-Identifier: MIT
 * Options of `thaw freeze`; freeze.c does it. */
#include "cli/freeze/command.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/freeze/freeze.h"
#include "cli/options.h"
#include "cli/run.h"
#include "cli/session.h"

typedef struct {
    const char *out, *handler, *tier, *root;
    thaw_option_list env, env_files, accept, conditions, include;
    bool runtime, json;
} freeze_options;

#define ROW(name, letter, kind, field, value, help)                            \
    {                                                                          \
        name, letter, kind, offsetof(freeze_options, field), value, help, 0, 0 \
    }
static const thaw_option options_table[] = {
    ROW("--output", 'o', THAW_OPTION_STRING, out, "FILE",
        "the executable to write; NAME.image for an image only, beside a copy of thaw as NAME"),
    ROW("--env", 0, THAW_OPTION_LIST, env, "NAME=VALUE", "a variable that the program may see; there are no others"),
    ROW("--env-file", 0, THAW_OPTION_LIST, env_files, "FILE", "such variables from a file"),
    ROW("--accept", 0, THAW_OPTION_LIST, accept, "time|random",
        "keep a tier although the clock or random numbers were read"),
    ROW("--handler", 0, THAW_OPTION_STRING, handler, "FILE.EXPORT",
        "the program is a Lambda function; ENTRY is its folder"),
    ROW("--root", 0, THAW_OPTION_STRING, root, "FOLDER", "where the program will stand (with --handler: /var/task)"),
    ROW("--tier", 0, THAW_OPTION_STRING, tier, "full|deps|base", "the warmest tier to make (full)"),
    ROW("--conditions", 'C', THAW_OPTION_LIST, conditions, "NAME", "a condition of exports and imports maps"),
    ROW("--include", 0, THAW_OPTION_LIST, include, "GLOB", "files that fs finds under the root"),
    ROW("--json", 0, THAW_OPTION_FLAG, json, NULL, "print the report as JSON"),
    ROW("--runtime", 0, THAW_OPTION_FLAG, runtime, NULL, "freeze Thaw itself, without a program"),
};
#undef ROW

static const thaw_command freeze_command = {
    .name = "freeze",
    .usage =
        "thaw freeze ENTRY -o FILE [options]\n       thaw freeze FOLDER --handler index.handler -o bootstrap [options]",
    .summary = "Start a program once and keep its heap: FILE goes on from there at every start.",
    .options = options_table,
    .n_options = THAW_COUNT(options_table),
    .examples = "  thaw freeze app.mjs -o app                     a program in one executable\n"
                "  thaw freeze . --handler index.handler -o bootstrap --env TABLE_NAME=orders\n"
                "  THAW_TRACE=start ./app                         which tier ran, and why\n",
};

static int usage_error(const char *message, const char *what)
{
    fprintf(stderr, "thaw freeze: ");
    fprintf(stderr, message, what);
    fputc('\n', stderr);
    return THAW_EXIT_USAGE;
}

/* The freezing process has no environment but what was asked for, so that nothing else can get into an image. */
static int set_environment(const freeze_options *o)
{
    clearenv();
    for (int i = 0; i < o->env_files.count; i++) {
        int err = thaw_load_env_file(o->env_files.item[i]);
        if (err)
            return usage_error("%s can't be read", o->env_files.item[i]);
    }
    for (int i = 0; i < o->env.count; i++) {
        THAW_AUTO(thaw_buf) name = thaw_buf_of(65536);
        const char *equals = strchr(o->env.item[i], '=');
        if (!equals || equals == o->env.item[i])
            return usage_error("--env wants NAME=VALUE, not '%s'", o->env.item[i]);
        thaw_buf_append(&name, o->env.item[i], (size_t)(equals - o->env.item[i]));
        setenv(name.data, equals + 1, 1);
    }
    return 0;
}

static int parse_words(const freeze_options *o, thaw_freeze_plan *plan)
{
    static const char *const tiers[] = { "base", "deps", "full" };
    plan->warmest = THAW_TIER_FULL;
    for (size_t i = 0; o->tier && i <= THAW_COUNT(tiers); i++) {
        if (i == THAW_COUNT(tiers))
            return usage_error("--tier is full, deps or base, not '%s'", o->tier);
        if (strcmp(o->tier, tiers[i]) == 0) {
            plan->warmest = (thaw_tier_kind)(THAW_TIER_BASE + i);
            break;
        }
    }
    for (int i = 0; i < o->accept.count; i++) {
        plan->accept_time |= strcmp(o->accept.item[i], "time") == 0;
        plan->accept_random |= strcmp(o->accept.item[i], "random") == 0;
        if (strcmp(o->accept.item[i], "time") != 0 && strcmp(o->accept.item[i], "random") != 0)
            return usage_error("--accept is time or random, not '%s'", o->accept.item[i]);
    }
    return 0;
}

static bool has_file(const char *folder, const char *name)
{
    THAW_AUTO(thaw_buf) path = thaw_buf_of(PATH_MAX);
    thaw_buf_printf(&path, "%s/%s", folder, name);
    return path.data && access(path.data, F_OK) == 0;
}

/* The folder that a deployment would put in place: the nearest one up that has a package.json or node_modules, else the
 * file's own. */
static void project_folder(const char *file, char ret[PATH_MAX])
{
    thaw_slice own = thaw_path_dirname(thaw_slice_of(file));
    thaw_slice folder = own;
    for (;; folder = thaw_path_dirname(folder)) {
        snprintf(ret, PATH_MAX, "%.*s", (int)folder.len, folder.ptr);
        if (has_file(ret, "package.json") || has_file(ret, "node_modules"))
            return;
        if (folder.len <= 1)
            break;
    }
    snprintf(ret, PATH_MAX, "%.*s", (int)own.len, own.ptr);
}

/* The file of "dir/file.export" under a folder, with the extensions that Lambda tries. */
static int find_handler_file(const char *folder, const char *handler, thaw_buf *ret)
{
    static const char *const extensions[] = { "", ".js", ".mjs", ".cjs" };
    thaw_slice name = thaw_path_basename(thaw_slice_of(handler));
    const char *dot = memchr(name.ptr, '.', name.len);
    if (!dot)
        return -1;
    for (size_t i = 0; i < THAW_COUNT(extensions); i++) {
        struct stat st;
        thaw_buf_reset(ret);
        thaw_buf_printf(ret, "%s/%.*s%s", folder, (int)(dot - handler), handler, extensions[i]);
        if (stat(ret->data, &st) == 0 && S_ISREG(st.st_mode))
            return 0;
    }
    return -1;
}

/* Appends the way from one absolute folder to another. */
static void relative_path(thaw_buf *b, const char *from, const char *to)
{
    size_t same = 0, i = 0;
    for (; from[i] && from[i] == to[i]; i++)
        same = from[i] == '/' ? i : same;
    if ((!from[i] && (!to[i] || to[i] == '/')) || (!to[i] && from[i] == '/'))
        same = i;
    for (const char *p = from + same; *p; p++) {
        if (*p == '/' && p[1])
            thaw_buf_puts(b, "../");
    }
    const char *rest = to + same;
    rest += *rest == '/';
    thaw_buf_puts(b, *rest || b->len ? rest : ".");
}

/* A program frozen for a given root is started there; one that isn't stays as far from its files as it is now. */
static int plan_executable(const freeze_options *o, thaw_freeze_plan *plan)
{
    char name[PATH_MAX];
    thaw_slice folder = thaw_path_dirname(thaw_slice_of(o->out));
    snprintf(name, sizeof name, "%.*s", (int)folder.len, folder.ptr);
    if (!realpath(name, plan->executable_folder))
        return usage_error("the folder of %s does not exist", o->out);
    THAW_AUTO(thaw_buf) way = thaw_buf_of(PATH_MAX);
    if (o->root || o->handler) {
        snprintf(plan->executable_folder, PATH_MAX, "%s", plan->root);
        thaw_buf_puts(&way, ".");
    } else {
        relative_path(&way, plan->executable_folder, plan->root);
    }
    snprintf(plan->from_executable, PATH_MAX, "%s", way.data ? way.data : ".");
    return 0;
}

/* A folder that holds a function: the file is found by the handler's name. */
static int plan_folder(const freeze_options *o, const char *typed, thaw_freeze_plan *plan)
{
    THAW_AUTO(thaw_buf) file = thaw_buf_of(PATH_MAX);
    if (!o->handler)
        return usage_error("%s is a folder; name a file, or give --handler", typed);
    if (find_handler_file(plan->base, o->handler, &file) < 0)
        return usage_error("there is no file for the handler '%s'", o->handler);
    return realpath(file.data, plan->entry) ? 0 : usage_error("%s can't be read", file.data);
}

static int plan_paths(const freeze_options *o, const char *typed, thaw_freeze_plan *plan)
{
    struct stat st;
    int err = 0;
    if (!realpath(typed, plan->entry) || stat(plan->entry, &st) < 0)
        return usage_error("%s does not exist", typed);
    if (S_ISDIR(st.st_mode)) {
        memcpy(plan->base, plan->entry, sizeof plan->base);
        err = plan_folder(o, typed, plan);
    } else {
        project_folder(plan->entry, plan->base);
    }
    snprintf(plan->root, PATH_MAX, "%s", o->root ? o->root : o->handler ? "/var/task" : plan->base);
    if (!err && plan->root[0] != '/')
        return usage_error("--root wants an absolute path, not '%s'", plan->root);
    size_t n = strlen(plan->base);
    bool inside = strncmp(plan->entry, plan->base, n) == 0 && plan->entry[n] == '/';
    snprintf(plan->main, sizeof plan->main, "%s%s", inside ? plan->root : "", inside ? plan->entry + n : plan->entry);
    plan->handler = o->handler;
    plan->out = o->out;
    plan->json = o->json;
    return err;
}

int thaw_freeze_main(int argc, char **argv)
{
    freeze_options o = { 0 };
    thaw_freeze_plan plan = { 0 };
    int first = 1;
    int err = thaw_options_parse(&freeze_command, argc, argv, &first, &o, true);
    if (err)
        return err > 0 ? 0 : THAW_EXIT_USAGE;
    if (!o.out)
        return usage_error("%s", "-o FILE says where the executable goes");
    if (o.runtime)
        return thaw_freeze_runtime(o.out);
    if (first + 1 != argc)
        return usage_error("%s", first == argc ? "which program? ENTRY is missing" : "only one ENTRY can be frozen");
    err = parse_words(&o, &plan);
    if (!err)
        err = plan_paths(&o, argv[first], &plan);
    if (!err)
        err = plan_executable(&o, &plan);
    if (!err)
        err = set_environment(&o);
    if (err)
        return err;
    plan.conditions = o.conditions.item;
    plan.n_conditions = o.conditions.count;
    plan.include = o.include.item;
    plan.n_include = o.include.count;
    return thaw_freeze_program(&plan);
}
