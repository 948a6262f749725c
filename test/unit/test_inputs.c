/* SPDX-License-Identifier: MIT
 * Recorded inputs: each kind, unchanged and changed, what a list says, and lists that aren't lists. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "heap/inputs.h"
#include "test.h"

static void where(void *opaque, thaw_buf *out)
{
    thaw_buf_puts(out, opaque);
}

/* What `read` records, as bytes. */
static thaw_buf record(void (*read)(const char *), const char *argument)
{
    thaw_inputs *in;
    EXPECT_EQ(thaw_inputs_new(&in), 0);
    thaw_inputs_start(in, where, (void *)"app.js:3:14");
    read(argument);
    read(argument); /* twice is recorded once */
    thaw_inputs_stop();
    EXPECT_EQ(thaw_inputs_count(in), 1);
    thaw_buf list = thaw_buf_of(1 << 20);
    EXPECT_EQ(thaw_inputs_serialise(in, &list), 0);
    thaw_inputs_free(in);
    return list;
}

static void expect_same(const thaw_buf *list)
{
    THAW_AUTO(thaw_buf) reason = thaw_buf_of(10000);
    EXPECT_EQ(thaw_inputs_check(list->data, list->len, &reason), 0);
    EXPECT_EQ(reason.len, 0);
}

static void expect_different(const thaw_buf *list, const char *want)
{
    THAW_AUTO(thaw_buf) reason = thaw_buf_of(10000);
    EXPECT_EQ(thaw_inputs_check(list->data, list->len, &reason), 1);
    EXPECT_STR(reason.data, want);
}

static void read_env(const char *name)
{
    thaw_input_env(name);
}

TEST(inputs_environment_variable)
{
    setenv("THAW_T", "secret-value", 1);
    THAW_AUTO(thaw_buf) list = record(read_env, "THAW_T");
    EXPECT(memmem(list.data, list.len, "secret", 6) == NULL);
    expect_same(&list);
    setenv("THAW_T", "other", 1);
    expect_different(&list,
                     "environment variable THAW_T differs from when the program was frozen (read at app.js:3:14)");
    unsetenv("THAW_T");
    expect_different(&list, "environment variable THAW_T was there when the program was frozen and is not now "
                            "(read at app.js:3:14)");
    THAW_AUTO(thaw_buf) absent = record(read_env, "THAW_T");
    expect_same(&absent);
    setenv("THAW_T", "", 1);
    expect_different(&absent, "environment variable THAW_T is there now and was not when the program was frozen "
                              "(read at app.js:3:14)");
}

static void read_env_all(const char *unused)
{
    thaw_input_env_all();
}

static void read_env_names(const char *unused)
{
    thaw_input_env_names();
}

TEST(inputs_whole_environment)
{
    clearenv();
    setenv("A", "1", 1);
    setenv("B", "2", 1);
    THAW_AUTO(thaw_buf) all = record(read_env_all, NULL);
    THAW_AUTO(thaw_buf) names = record(read_env_names, NULL);
    clearenv();
    setenv("B", "2", 1);
    setenv("A", "1", 1); /* the order doesn't matter */
    expect_same(&all);
    expect_same(&names);
    setenv("A", "3", 1);
    expect_different(&all, "whole environment differs from when the program was frozen (read at app.js:3:14)");
    expect_same(&names);
    setenv("C", "", 1);
    expect_different(&names, "names of the environment differs from when the program was frozen (read at app.js:3:14)");
}

static void read_argv(const char *unused)
{
    const char *const *argv;
    thaw_input_argv(&argv);
}

static void read_location(const char *unused)
{
    thaw_input_location("../app", "app.js:1:2");
}

TEST(inputs_arguments_and_location)
{
    const char *argv[] = { "a", "b c" }, *other[] = { "a b", "c" };
    thaw_inputs_process process = { .argc = 2, .argv = argv, .executable_folder = "/var/task" };
    thaw_inputs_set_process(&process);
    THAW_AUTO(thaw_buf) arguments = record(read_argv, NULL);
    THAW_AUTO(thaw_buf) location = record(read_location, NULL);
    expect_same(&arguments);
    expect_same(&location);
    process.argv = other;
    process.executable_folder = "/opt/task";
    thaw_inputs_set_process(&process);
    expect_different(&arguments, "arguments differs from when the program was frozen (read at app.js:3:14)");
    expect_different(&location, "location differs from when the program was frozen (read at app.js:1:2)");
}

static void read_cwd(const char *unused)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(5000);
    EXPECT_EQ(thaw_input_cwd(&b), 0);
    EXPECT(b.len > 0);
}

TEST(inputs_working_directory)
{
    EXPECT_EQ(chdir("/tmp"), 0);
    THAW_AUTO(thaw_buf) list = record(read_cwd, NULL);
    expect_same(&list);
    EXPECT_EQ(chdir("/"), 0);
    expect_different(&list, "working directory differs from when the program was frozen (read at app.js:3:14)");
}

static void read_hostname(const char *unused)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(5000);
    EXPECT_EQ(thaw_input_hostname(&b), 0);
}

TEST(inputs_host_name)
{
    THAW_AUTO(thaw_buf) list = record(read_hostname, NULL);
    expect_same(&list);
    list.data[list.len - 1] ^= 1; /* as good as another host */
    expect_different(&list, "host name differs from when the program was frozen (read at app.js:3:14)");
}

static void read_timezone(const char *unused)
{
    thaw_input_timezone();
}

TEST(inputs_time_zone)
{
    setenv("TZ", "UTC", 1);
    THAW_AUTO(thaw_buf) list = record(read_timezone, NULL);
    setenv("TZ", ":UTC", 1); /* Lambda's spelling */
    expect_same(&list);
    setenv("TZ", "Europe/Berlin", 1);
    expect_different(&list, "time zone differs from when the program was frozen (read at app.js:3:14)");
    unsetenv("TZ");
    THAW_AUTO(thaw_buf) machine = record(read_timezone, NULL);
    expect_same(&machine);
}

/* ---- files ---- */

static const char *folder(void)
{
    static char path[64];
    if (!*path) {
        snprintf(path, sizeof path, "/tmp/thaw-test-inputs.%ld", (long)getpid());
        EXPECT_EQ(mkdir(path, 0755), 0);
    }
    return path;
}

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder(), name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    EXPECT_EQ(thaw_file_write(in_folder(name), text, strlen(text), 0644), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder());
    EXPECT_EQ(system(command), 0);
}

static void expect_file_changed(const thaw_buf *list, const char *kind, const char *what)
{
    char want[300];
    snprintf(want, sizeof want, "%s %s %s (read at app.js:3:14)", kind, in_folder("f"), what);
    expect_different(list, want);
}

#define DIFFERS "differs from when the program was frozen"
#define GONE "was there when the program was frozen and is not now"
#define APPEARED "is there now and was not when the program was frozen"

static void read_file(const char *path)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    (void)!thaw_input_file(path, &b);
}

TEST(inputs_file)
{
    THAW_AUTO(thaw_buf) absent = record(read_file, in_folder("f"));
    expect_same(&absent);
    write_file("f", "one");
    expect_file_changed(&absent, "file", APPEARED);
    THAW_AUTO(thaw_buf) list = record(read_file, in_folder("f"));
    write_file("f", "one"); /* another mtime, the same content */
    expect_same(&list);
    write_file("f", "two");
    expect_file_changed(&list, "file", DIFFERS);
    unlink(in_folder("f"));
    expect_file_changed(&list, "file", GONE);
    remove_folder();
}

static void look_for(const char *path)
{
    thaw_input_exists(path);
}

TEST(inputs_existence)
{
    THAW_AUTO(thaw_buf) absent = record(look_for, in_folder("f"));
    expect_same(&absent);
    write_file("f", "one");
    expect_file_changed(&absent, "existence of", APPEARED);
    THAW_AUTO(thaw_buf) list = record(look_for, in_folder("f"));
    write_file("f", "other content");
    expect_same(&list);
    unlink(in_folder("f"));
    EXPECT_EQ(mkdir(in_folder("f"), 0755), 0);
    expect_file_changed(&list, "existence of", DIFFERS);
    EXPECT_EQ(thaw_input_exists(in_folder("f")), S_IFDIR);
    EXPECT_EQ(thaw_input_exists(in_folder("g")), -ENOENT);
    remove_folder();
}

static void stat_it(const char *path)
{
    struct stat st;
    (void)!thaw_input_stat(path, true, &st);
}

static void lstat_it(const char *path)
{
    struct stat st;
    (void)!thaw_input_stat(path, false, &st);
}

TEST(inputs_status)
{
    write_file("f", "one");
    THAW_AUTO(thaw_buf) list = record(stat_it, in_folder("f"));
    THAW_AUTO(thaw_buf) link = record(lstat_it, in_folder("f"));
    expect_same(&list);
    expect_same(&link);
    EXPECT_EQ(chmod(in_folder("f"), 0600), 0);
    expect_file_changed(&list, "status of", DIFFERS);
    expect_file_changed(&link, "status of", DIFFERS);
    unlink(in_folder("f"));
    expect_file_changed(&link, "status of", GONE);
    remove_folder();
}

static void list_it(const char *path)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    (void)!thaw_input_readdir(path, &b);
}

TEST(inputs_folder)
{
    EXPECT_EQ(mkdir(in_folder("f"), 0755), 0);
    write_file("f/b", "1");
    write_file("f/a", "1");
    THAW_AUTO(thaw_buf) names = thaw_buf_of(1000);
    EXPECT_EQ(thaw_input_readdir(in_folder("f"), &names), 0);
    EXPECT_EQ(names.len, 6);
    EXPECT(names.data[0] == 'a' && names.data[1] == 8 && names.data[3] == 'b');
    THAW_AUTO(thaw_buf) list = record(list_it, in_folder("f"));
    write_file("f/a", "2");
    expect_same(&list);
    write_file("f/c", "");
    expect_file_changed(&list, "folder", DIFFERS);
    remove_folder();
}

static void read_link(const char *path)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    (void)!thaw_input_readlink(path, &b);
}

TEST(inputs_link)
{
    EXPECT_EQ(symlink("somewhere", in_folder("f")), 0);
    THAW_AUTO(thaw_buf) list = record(read_link, in_folder("f"));
    expect_same(&list);
    unlink(in_folder("f"));
    EXPECT_EQ(symlink("elsewhere", in_folder("f")), 0);
    expect_file_changed(&list, "link", DIFFERS);
    remove_folder();
}

TEST(inputs_files_under_the_deployed_root_are_read_where_they_are)
{
    write_file("f", "one");
    thaw_inputs_process process = { .location = "/var/task", .location_at = folder() };
    thaw_inputs_set_process(&process);
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    EXPECT_EQ(thaw_input_file("/var/task/f", &b), 0);
    EXPECT_STR(b.data, "one");
    thaw_buf_reset(&b);
    EXPECT_EQ(thaw_input_file("/var/task2/f", &b), -ENOENT);
    THAW_AUTO(thaw_buf) list = record(read_file, "/var/task/f");
    expect_same(&list);
    process.location_at = NULL; /* deployed, but the file was not */
    thaw_inputs_set_process(&process);
    expect_different(&list, "file /var/task/f " GONE " (read at app.js:3:14)");
    remove_folder();
}

TEST(inputs_file_that_is_no_file_counts_as_process_state)
{
    THAW_AUTO(thaw_buf) b = thaw_buf_of(1000);
    thaw_inputs *in;
    EXPECT_EQ(thaw_inputs_new(&in), 0);
    thaw_inputs_start(in, NULL, NULL);
    EXPECT_EQ(thaw_input_file("/dev/null", &b), 0);
    THAW_AUTO(thaw_buf) list = thaw_buf_of(1000);
    EXPECT_EQ(thaw_inputs_serialise(in, &list), 0);
    thaw_inputs_free(in);
    THAW_AUTO(thaw_buf) reason = thaw_buf_of(1000);
    EXPECT_EQ(thaw_inputs_check(list.data, list.len, &reason), 1);
}

/* ---- what has no second time ---- */

static void read_clock(const char *unused)
{
    struct timespec t;
    thaw_input_clock(&t);
    EXPECT(t.tv_sec > 0);
}

static void read_random(const char *unused)
{
    thaw_input_random();
}

static void read_process(const char *what)
{
    thaw_input_process(what);
}

TEST(inputs_that_never_repeat)
{
    THAW_AUTO(thaw_buf) clock = record(read_clock, NULL);
    THAW_AUTO(thaw_buf) random = record(read_random, NULL);
    THAW_AUTO(thaw_buf) process = record(read_process, "process.pid");
    expect_different(&clock, "clock can't be the same again (read at app.js:3:14)");
    expect_different(&random, "random numbers can't be the same again (read at app.js:3:14)");
    expect_different(&process, "process state process.pid can't be the same again (read at app.js:3:14)");
}

TEST(inputs_can_be_accepted)
{
    thaw_inputs *in;
    EXPECT_EQ(thaw_inputs_new(&in), 0);
    thaw_inputs_start(in, NULL, NULL);
    read_clock(NULL);
    read_random(NULL);
    thaw_inputs_accept(in, THAW_INPUT_CLOCK);
    THAW_AUTO(thaw_buf) one = thaw_buf_of(1000), both = thaw_buf_of(1000);
    EXPECT_EQ(thaw_inputs_serialise(in, &one), 0);
    expect_different(&one, "random numbers can't be the same again");
    thaw_inputs_accept(in, THAW_INPUT_RANDOM);
    EXPECT_EQ(thaw_inputs_serialise(in, &both), 0);
    expect_same(&both);
    thaw_inputs_free(in);
    EXPECT(!thaw_inputs_recording);
}

TEST(inputs_nothing_is_noted_unless_recording)
{
    thaw_inputs *in;
    EXPECT_EQ(thaw_inputs_new(&in), 0);
    read_clock(NULL);
    thaw_input_env("HOME");
    thaw_inputs_start(in, NULL, NULL);
    thaw_inputs_stop();
    read_clock(NULL);
    EXPECT_EQ(thaw_inputs_count(in), 0);
    thaw_inputs_free(in);
}

/* ---- damaged lists ---- */

static int count_entry(void *opaque, const thaw_input_entry *entry)
{
    ++*(int *)opaque;
    EXPECT(thaw_input_kind_name(entry->kind) != NULL);
    return 0;
}

TEST(inputs_damaged_lists_are_refused)
{
    thaw_inputs *in;
    EXPECT_EQ(thaw_inputs_new(&in), 0);
    thaw_inputs_start(in, where, (void *)"a.js:1:1");
    thaw_input_env("HOME");
    thaw_input_env("THAW_ABSENT");
    read_clock(NULL);
    thaw_inputs_stop();
    THAW_AUTO(thaw_buf) list = thaw_buf_of(10000);
    EXPECT_EQ(thaw_inputs_serialise(in, &list), 0);
    thaw_inputs_free(in);
    int n = 0;
    EXPECT_EQ(thaw_inputs_each(list.data, list.len, count_entry, &n), 0);
    EXPECT_EQ(n, 3);
    for (size_t len = 0; len < list.len; len++) {
        char *exact = malloc(len + 1); /* so that a sanitizer sees a read beyond it */
        memcpy(exact, list.data, len);
        EXPECT_EQ(thaw_inputs_each(exact, len, count_entry, &n), THAW_E_IMAGE_DAMAGED);
        free(exact);
    }
    EXPECT_EQ(thaw_buf_putc(&list, 0), 0);
    EXPECT_EQ(thaw_inputs_each(list.data, list.len, count_entry, &n), THAW_E_IMAGE_DAMAGED);
}
