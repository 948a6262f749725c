/* SPDX-License-Identifier: MIT
 * Recorded inputs. Every question is put by one function, `answer`, both while recording and while checking, so that
 * the two can't come to disagree about what they compare. */
#include "heap/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define OPENSSL_SUPPRESS_DEPRECATED /* the low-level functions start faster: no provider is loaded */
#include <openssl/sha.h>

#include "base/error.h"
#include "base/file.h"

extern char **environ;

enum { SALT_SIZE = 16, DIGEST_SIZE = SHA256_DIGEST_LENGTH, FILE_MAX = 1 << 30, VALUE_MAX = 64 << 20 };
enum { FLAG_ABSENT = 1, FLAG_ACCEPTED = 2, FLAG_DIGEST = 4, FLAGS_KNOWN = 7 };
#define LIST_MAGIC 0x31706e69u /* "inp1" */

typedef struct entry {
    uint8_t kind, flags;
    char *name, *where;
    uint64_t size;
    int64_t mtime_ns;
    uint8_t digest[DIGEST_SIZE];
} entry;

struct thaw_inputs {
    entry *entries;
    size_t count, cap;
    int err; /* sticks: a list with a hole must not be used */
    uint8_t salt[SALT_SIZE];
    bool seen[THAW_INPUT_KINDS_]; /* for kinds without a name */
    bool accepted[THAW_INPUT_KINDS_];
    thaw_input_where_fn *where;
    void *where_opaque;
};

/* Layout of a list as bytes: list_head, then per entry an entry_head, name, where and (FLAG_DIGEST) a digest. */
typedef struct list_head {
    uint32_t magic, count;
    uint8_t salt[SALT_SIZE];
} list_head;

typedef struct entry_head {
    uint8_t kind, flags;
    uint16_t where_len;
    uint32_t name_len;
    uint64_t size;
    int64_t mtime_ns;
} entry_head;

bool thaw_inputs_recording;
static thaw_inputs *active;
static thaw_inputs_process live;

const char *thaw_input_kind_name(thaw_input_kind kind)
{
    static const char *const names[] = { [THAW_INPUT_NONE_] = "nothing",
#define THAW_INPUT_NAME(sym, name) [sym] = name,
                                         THAW_INPUT_KIND_LIST(THAW_INPUT_NAME)
#undef THAW_INPUT_NAME
    };
    return kind < THAW_INPUT_KINDS_ ? names[kind] : "unknown input";
}

void thaw_inputs_set_process(const thaw_inputs_process *p)
{
    live = *p;
}

static bool is_volatile(thaw_input_kind kind)
{
    return kind == THAW_INPUT_CLOCK || kind == THAW_INPUT_RANDOM || kind == THAW_INPUT_PROCESS;
}

/* ---- answers ---- */

/* What a question's answer is made of: bytes, or a negative error, which is an answer as well. */
typedef struct answer {
    int err;
    thaw_buf bytes;
    struct stat st; /* for files */
} answer;

static void answer_done(answer *a)
{
    thaw_buf_done(&a->bytes);
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The environment in the order of its strings, so that the order of the process's own list doesn't matter. */
static int answer_environment(thaw_buf *out, bool with_values)
{
    size_t n = 0;
    while (environ && environ[n])
        n++;
    char **sorted = malloc((n + 1) * sizeof *sorted);
    if (!sorted)
        return -ENOMEM;
    if (n)
        memcpy(sorted, environ, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_strings);
    for (size_t i = 0; i < n; i++)
        thaw_buf_append(out, sorted[i], (with_values ? strlen(sorted[i]) : strcspn(sorted[i], "=")) + 1);
    free(sorted);
    return thaw_buf_error(out);
}

static int answer_argv(thaw_buf *out)
{
    for (int i = 0; i < live.argc; i++)
        thaw_buf_append(out, live.argv[i], strlen(live.argv[i]) + 1);
    return thaw_buf_error(out);
}

static int answer_cwd(thaw_buf *out)
{
    char path[PATH_MAX];
    return getcwd(path, sizeof path) ? thaw_buf_puts(out, path) : -errno;
}

static int answer_hostname(thaw_buf *out)
{
    char name[HOST_NAME_MAX + 1] = "";
    return gethostname(name, sizeof name - 1) == 0 ? thaw_buf_puts(out, name) : -errno;
}

static int append_link(const char *path, thaw_buf *out)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target);
    return n < 0 ? -errno : thaw_buf_append(out, target, (size_t)n);
}

static bool means_utc(const char *zone)
{
    static const char *const names[] = { "", "UTC", "UTC0", "Etc/UTC", "GMT", "GMT0", "Etc/GMT", "Universal", "Zulu" };
    for (size_t i = 0; i < THAW_COUNT(names); i++) {
        if (strcmp(zone, names[i]) == 0)
            return true;
    }
    return false;
}

/* The zone's name if there is one, "UTC" for each of its spellings and where nothing is configured, else the rules
 * themselves. */
static int answer_timezone(thaw_buf *out)
{
    const char *zone = getenv("TZ");
    if (zone) {
        zone += *zone == ':';
        return thaw_buf_puts(out, means_utc(zone) ? "UTC" : zone);
    }
    int err = append_link("/etc/localtime", out);
    if (err == -ENOENT)
        return thaw_buf_puts(out, "UTC");
    if (err == -EINVAL)
        return thaw_file_read("/etc/localtime", out);
    if (err)
        return err;
    const char *name = strstr(out->data, "zoneinfo/");
    if (!name)
        return thaw_file_read("/etc/localtime", out);
    thaw_buf_consume(out, (size_t)(name - out->data) + strlen("zoneinfo/"));
    if (!means_utc(out->data))
        return 0;
    thaw_buf_reset(out);
    return thaw_buf_puts(out, "UTC");
}

int thaw_input_real_path(const char *path, thaw_buf *b)
{
    size_t n = live.location ? strlen(live.location) : 0;
    bool inside = live.location_at && n && strncmp(path, live.location, n) == 0 && (path[n] == '/' || path[n] == '\0');
    thaw_buf_reset(b);
    if (!inside)
        return thaw_buf_puts(b, path);
    thaw_buf_puts(b, live.location_at);
    return thaw_buf_puts(b, path + n);
}

static int answer_file(const char *path, struct stat *ret_st, thaw_buf *out)
{
    if (stat(path, ret_st) < 0)
        return -errno;
    if (!S_ISREG(ret_st->st_mode)) /* a pipe or device has no content to compare, and reading it could block a start */
        return S_ISDIR(ret_st->st_mode) ? -EISDIR : -ESPIPE;
    return thaw_file_read(path, out);
}

static int answer_exists(const char *path, thaw_buf *out)
{
    struct stat st;
    if (stat(path, &st) < 0)
        return -errno;
    uint32_t type = st.st_mode & S_IFMT;
    return thaw_buf_append(out, &type, sizeof type);
}

/* `name` is "path" or, for the link itself, "path\n": no path that a program can name ends like that by accident. */
static int answer_stat(const char *path, struct stat *ret_st, thaw_buf *out)
{
    size_t n = strlen(path);
    bool follow = !(n && path[n - 1] == '\n');
    char *own = follow ? NULL : strndup(path, n - 1);
    if (!follow && !own)
        return -ENOMEM;
    int err = (follow ? stat(path, ret_st) : lstat(own, ret_st)) < 0 ? -errno : 0;
    free(own);
    if (err)
        return err;
    uint64_t facts[] = { ret_st->st_mode,
                         ret_st->st_uid,
                         ret_st->st_gid,
                         (uint64_t)ret_st->st_size,
                         (uint64_t)ret_st->st_mtim.tv_sec,
                         (uint64_t)ret_st->st_mtim.tv_nsec };
    return thaw_buf_append(out, facts, sizeof facts);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int answer_dir(const char *path, thaw_buf *out)
{
    struct dirent **list;
    int n = scandir(path, &list, NULL, by_name);
    if (n < 0)
        return -errno;
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            thaw_buf_puts(out, name);
            thaw_buf_putc(out, (char)list[i]->d_type);
            thaw_buf_putc(out, '\0');
        }
        free(list[i]);
    }
    free(list);
    return thaw_buf_error(out);
}

static int answer_path(thaw_input_kind kind, const char *name, answer *a)
{
    THAW_AUTO(thaw_buf) real = thaw_buf_of(2 * PATH_MAX);
    int err = thaw_input_real_path(name, &real);
    if (err)
        return err;
    switch (kind) {
    case THAW_INPUT_FILE:
        return answer_file(real.data, &a->st, &a->bytes);
    case THAW_INPUT_EXISTS:
        return answer_exists(real.data, &a->bytes);
    case THAW_INPUT_STAT:
        return answer_stat(real.data, &a->st, &a->bytes);
    case THAW_INPUT_DIR:
        return answer_dir(real.data, &a->bytes);
    default:
        return append_link(real.data, &a->bytes);
    }
}

static int answer_env(const char *name, thaw_buf *out)
{
    const char *value = getenv(name);
    return value ? thaw_buf_puts(out, value) : -ENOENT;
}

/* Puts the question to the live process. */
static answer ask(thaw_input_kind kind, const char *name)
{
    answer a = { .bytes = thaw_buf_of(kind == THAW_INPUT_FILE ? FILE_MAX : VALUE_MAX) };
    switch (kind) {
    case THAW_INPUT_ENV:
        a.err = answer_env(name, &a.bytes);
        break;
    case THAW_INPUT_ENV_NAMES:
    case THAW_INPUT_ENV_ALL:
        a.err = answer_environment(&a.bytes, kind == THAW_INPUT_ENV_ALL);
        break;
    case THAW_INPUT_ARGV:
        a.err = answer_argv(&a.bytes);
        break;
    case THAW_INPUT_CWD:
        a.err = answer_cwd(&a.bytes);
        break;
    case THAW_INPUT_HOSTNAME:
        a.err = answer_hostname(&a.bytes);
        break;
    case THAW_INPUT_TIMEZONE:
        a.err = answer_timezone(&a.bytes);
        break;
    case THAW_INPUT_LOCATION:
        a.err = thaw_path_resolve(&a.bytes, live.executable_folder ? live.executable_folder : "/", thaw_slice_of(name));
        break;
    default:
        a.err = answer_path(kind, name, &a);
        break;
    }
    return a;
}

static void digest_of(const uint8_t *salt, const answer *a, uint8_t ret_digest[DIGEST_SIZE])
{
    SHA256_CTX sha;
    SHA256_Init(&sha);
    SHA256_Update(&sha, salt, SALT_SIZE);
    if (a->bytes.len)
        SHA256_Update(&sha, a->bytes.data, a->bytes.len);
    SHA256_Final(ret_digest, &sha);
}

/* ---- recording ---- */

int thaw_inputs_new(thaw_inputs **ret)
{
    thaw_inputs *in = calloc(1, sizeof *in);
    if (!in)
        return -ENOMEM;
    if (getrandom(in->salt, sizeof in->salt, 0) != (ssize_t)sizeof in->salt) {
        free(in);
        return -EIO;
    }
    *ret = in;
    return 0;
}

void thaw_inputs_free(thaw_inputs *in)
{
    if (!in)
        return;
    if (active == in)
        thaw_inputs_stop();
    for (size_t i = 0; i < in->count; i++) {
        free(in->entries[i].name);
        free(in->entries[i].where);
    }
    free(in->entries);
    free(in);
}

void thaw_inputs_start(thaw_inputs *in, thaw_input_where_fn *where, void *opaque)
{
    in->where = where;
    in->where_opaque = opaque;
    active = in;
    thaw_inputs_recording = true;
}

void thaw_inputs_stop(void)
{
    active = NULL;
    thaw_inputs_recording = false;
}

void thaw_inputs_accept(thaw_inputs *in, thaw_input_kind kind)
{
    thaw_assert(is_volatile(kind));
    in->accepted[kind] = true;
}

size_t thaw_inputs_count(const thaw_inputs *in)
{
    return in->count;
}

static bool already_noted(const thaw_inputs *in, thaw_input_kind kind, const char *name)
{
    if (!*name)
        return in->seen[kind];
    for (size_t i = 0; i < in->count; i++) {
        if (in->entries[i].kind == kind && strcmp(in->entries[i].name, name) == 0)
            return true;
    }
    return false;
}

static char *position(thaw_inputs *in)
{
    THAW_AUTO(thaw_buf) where = thaw_buf_of(UINT16_MAX);
    if (in->where)
        in->where(in->where_opaque, &where);
    return where.data ? thaw_buf_take(&where) : strdup("");
}

static void replace_position(entry *e, const char *where)
{
    char *copy = strdup(where);
    if (!copy)
        return; /* the position is for people only */
    free(e->where);
    e->where = copy;
}

static entry *add_entry(thaw_inputs *in, thaw_input_kind kind, const char *name)
{
    if (in->count == THAW_INPUTS_MAX) {
        in->err = THAW_E_TOO_LARGE;
        return NULL;
    }
    if (in->count == in->cap) {
        size_t cap = in->cap ? in->cap * 2 : 32;
        entry *entries = realloc(in->entries, cap * sizeof *entries);
        if (!entries) {
            in->err = -ENOMEM;
            return NULL;
        }
        in->entries = entries;
        in->cap = cap;
    }
    entry e = { .kind = (uint8_t)kind, .name = strdup(name), .where = position(in) };
    if (!e.name || !e.where) {
        free(e.name);
        free(e.where);
        in->err = -ENOMEM;
        return NULL;
    }
    in->seen[kind] = true;
    in->entries[in->count] = e;
    return &in->entries[in->count++];
}

/* Notes an answer that is at hand already. */
static void note_answer(thaw_input_kind kind, const char *name, const answer *a)
{
    thaw_inputs *in = active;
    if (!in || already_noted(in, kind, name))
        return;
    entry *e = add_entry(in, kind, name);
    if (!e)
        return;
    if (a->err) {
        e->flags = FLAG_ABSENT;
        e->size = (uint64_t)(-(int64_t)a->err);
        return;
    }
    e->flags = FLAG_DIGEST;
    e->size = (uint64_t)a->st.st_size;
    e->mtime_ns = (int64_t)a->st.st_mtim.tv_sec * 1000000000 + a->st.st_mtim.tv_nsec;
    digest_of(in->salt, a, e->digest);
}

void thaw_input_note(thaw_input_kind kind, const char *name)
{
    thaw_inputs *in = active;
    if (!in || already_noted(in, kind, name))
        return;
    if (is_volatile(kind)) {
        add_entry(in, kind, name);
        return;
    }
    __attribute__((cleanup(answer_done))) answer a = ask(kind, name);
    note_answer(kind, name, &a);
}

static inline void note_if_recording(thaw_input_kind kind, const char *name)
{
    if (THAW_UNLIKELY(thaw_inputs_recording))
        thaw_input_note(kind, name);
}

void thaw_input_timezone(void)
{
    note_if_recording(THAW_INPUT_TIMEZONE, "");
}

const char *thaw_input_env(const char *name)
{
    note_if_recording(THAW_INPUT_ENV, name);
    return getenv(name);
}

char **thaw_input_env_all(void)
{
    note_if_recording(THAW_INPUT_ENV_ALL, "");
    return environ;
}

char **thaw_input_env_names(void)
{
    note_if_recording(THAW_INPUT_ENV_NAMES, "");
    return environ;
}

int thaw_input_argv(const char *const **ret_argv)
{
    note_if_recording(THAW_INPUT_ARGV, "");
    *ret_argv = live.argv;
    return live.argc;
}

const char *thaw_input_location_name(void)
{
    return live.location ? live.location : "";
}

thaw_slice thaw_input_location_at(void)
{
    return thaw_slice_of(live.location_at ? live.location_at : "");
}

void thaw_input_location(const char *from_executable, const char *where)
{
    if (!active || already_noted(active, THAW_INPUT_LOCATION, from_executable))
        return;
    thaw_input_note(THAW_INPUT_LOCATION, from_executable);
    if (already_noted(active, THAW_INPUT_LOCATION, from_executable))
        replace_position(&active->entries[active->count - 1], where);
}

/* Asks, notes, and appends the answer's bytes to ret. */
static int ask_and_note(thaw_input_kind kind, const char *name, answer *a)
{
    *a = ask(kind, name);
    if (THAW_UNLIKELY(thaw_inputs_recording))
        note_answer(kind, name, a);
    return a->err;
}

static int ask_for_bytes(thaw_input_kind kind, const char *name, thaw_buf *ret)
{
    __attribute__((cleanup(answer_done))) answer a;
    int err = ask_and_note(kind, name, &a);
    return err ? err : thaw_buf_append(ret, a.bytes.data, a.bytes.len);
}

int thaw_input_cwd(thaw_buf *ret)
{
    return ask_for_bytes(THAW_INPUT_CWD, "", ret);
}

int thaw_input_hostname(thaw_buf *ret)
{
    return ask_for_bytes(THAW_INPUT_HOSTNAME, "", ret);
}

int thaw_input_file(const char *path, thaw_buf *ret)
{
    int err = ask_for_bytes(THAW_INPUT_FILE, path, ret);
    if (err != -ESPIPE)
        return err;
    thaw_input_process(path);
    return thaw_file_read(path, ret);
}

int thaw_input_readdir(const char *path, thaw_buf *ret)
{
    return ask_for_bytes(THAW_INPUT_DIR, path, ret);
}

int thaw_input_readlink(const char *path, thaw_buf *ret)
{
    return ask_for_bytes(THAW_INPUT_LINK, path, ret);
}

int thaw_input_exists(const char *path)
{
    __attribute__((cleanup(answer_done))) answer a;
    int err = ask_and_note(THAW_INPUT_EXISTS, path, &a);
    if (err)
        return err;
    uint32_t type;
    memcpy(&type, a.bytes.data, sizeof type);
    return (int)type;
}

int thaw_input_stat(const char *path, bool follow, struct stat *ret)
{
    THAW_AUTO(thaw_buf) name = thaw_buf_of(2 * PATH_MAX);
    int err = thaw_buf_puts(&name, path);
    if (!err && !follow)
        err = thaw_buf_putc(&name, '\n');
    if (err)
        return -ENAMETOOLONG;
    __attribute__((cleanup(answer_done))) answer a;
    err = ask_and_note(THAW_INPUT_STAT, name.data, &a);
    if (!err)
        *ret = a.st;
    return err;
}

/* ---- lists as bytes ---- */

int thaw_inputs_serialise(const thaw_inputs *in, thaw_buf *ret)
{
    if (in->err)
        return in->err;
    list_head head = { .magic = LIST_MAGIC, .count = (uint32_t)in->count };
    memcpy(head.salt, in->salt, sizeof head.salt);
    thaw_buf_append(ret, &head, sizeof head);
    for (size_t i = 0; i < in->count; i++) {
        const entry *e = &in->entries[i];
        size_t name_len = strlen(e->name), where_len = strlen(e->where);
        entry_head eh = { .kind = e->kind,
                          .flags = (uint8_t)(e->flags | (in->accepted[e->kind] ? FLAG_ACCEPTED : 0)),
                          .where_len = (uint16_t)where_len,
                          .name_len = (uint32_t)name_len,
                          .size = e->size,
                          .mtime_ns = e->mtime_ns };
        thaw_buf_append(ret, &eh, sizeof eh);
        thaw_buf_append(ret, e->name, name_len);
        thaw_buf_append(ret, e->where, where_len);
        if (e->flags & FLAG_DIGEST)
            thaw_buf_append(ret, e->digest, DIGEST_SIZE);
    }
    return thaw_buf_error(ret);
}

typedef struct reader {
    const uint8_t *at, *end;
} reader;

static const uint8_t *take(reader *r, size_t len)
{
    if (len > (size_t)(r->end - r->at))
        return NULL;
    const uint8_t *p = r->at;
    r->at += len;
    return p;
}

static int read_entry(reader *r, thaw_input_entry *ret)
{
    entry_head eh;
    const uint8_t *p = take(r, sizeof eh);
    if (!p)
        return THAW_E_IMAGE_DAMAGED;
    memcpy(&eh, p, sizeof eh);
    const uint8_t *name = take(r, eh.name_len), *where = name ? take(r, eh.where_len) : NULL;
    const uint8_t *digest = where && eh.flags & FLAG_DIGEST ? take(r, DIGEST_SIZE) : NULL;
    bool known = eh.kind > THAW_INPUT_NONE_ && eh.kind < THAW_INPUT_KINDS_ && !(eh.flags & ~FLAGS_KNOWN);
    if (!where || !known || (eh.flags & FLAG_DIGEST && !digest) || memchr(name, 0, eh.name_len))
        return THAW_E_IMAGE_DAMAGED;
    *ret = (thaw_input_entry){ .kind = eh.kind,
                               .accepted = eh.flags & FLAG_ACCEPTED,
                               .absent = eh.flags & FLAG_ABSENT,
                               .name = { (const char *)name, eh.name_len },
                               .where = { (const char *)where, eh.where_len },
                               .size = eh.size,
                               .mtime_ns = eh.mtime_ns,
                               .digest = digest };
    return 0;
}

static int read_head(reader *r, list_head *ret)
{
    const uint8_t *p = take(r, sizeof *ret);
    if (!p)
        return THAW_E_IMAGE_DAMAGED;
    memcpy(ret, p, sizeof *ret);
    return ret->magic == LIST_MAGIC && ret->count <= THAW_INPUTS_MAX ? 0 : THAW_E_IMAGE_DAMAGED;
}

int thaw_inputs_each(const void *bytes, size_t len, thaw_input_each_fn *each, void *opaque)
{
    reader r = { bytes, (const uint8_t *)bytes + len };
    list_head head;
    int err = read_head(&r, &head);
    for (uint32_t i = 0; !err && i < head.count; i++) {
        thaw_input_entry e;
        err = read_entry(&r, &e);
        if (!err)
            err = each(opaque, &e);
    }
    if (!err && r.at != r.end)
        err = THAW_E_IMAGE_DAMAGED;
    return err;
}

/* ---- checking ---- */

static void say(thaw_buf *out, const thaw_input_entry *e, const char *what)
{
    thaw_buf_puts(out, thaw_input_kind_name(e->kind));
    if (e->name.len && e->kind != THAW_INPUT_LOCATION) {
        thaw_buf_putc(out, ' ');
        thaw_buf_append(out, e->name.ptr, e->name.len - (e->name.ptr[e->name.len - 1] == '\n'));
    }
    thaw_buf_printf(out, " %s", what);
    if (e->where.len)
        thaw_buf_printf(out, " (read at %.*s)", (int)e->where.len, e->where.ptr);
}

/* How the live answer differs from the recorded one, or NULL. */
static const char *difference(const thaw_input_entry *e, const answer *a, const uint8_t *salt)
{
    if (e->absent && a->err)
        return NULL;
    if (e->absent)
        return "is there now and was not when the program was frozen";
    if (a->err)
        return "was there when the program was frozen and is not now";
    if (!e->digest)
        return "has no recorded value";
    uint8_t digest[DIGEST_SIZE];
    digest_of(salt, a, digest);
    return memcmp(digest, e->digest, DIGEST_SIZE) == 0 ? NULL : "differs from when the program was frozen";
}

typedef struct check_state {
    const uint8_t *salt;
    thaw_buf *reason;
} check_state;

static int check_entry(void *opaque, const thaw_input_entry *e)
{
    const check_state *state = opaque;
    if (is_volatile(e->kind)) {
        if (e->accepted)
            return 0;
        say(state->reason, e, "can't be the same again");
        return 1;
    }
    THAW_AUTO(thaw_buf) name = thaw_buf_of(e->name.len);
    int err = thaw_buf_append(&name, e->name.ptr, e->name.len);
    if (err)
        return err;
    __attribute__((cleanup(answer_done))) answer a = ask(e->kind, name.data);
    const char *what = difference(e, &a, state->salt);
    if (!what)
        return 0;
    say(state->reason, e, what);
    return 1;
}

int thaw_inputs_check(const void *bytes, size_t len, thaw_buf *ret_reason)
{
    reader r = { bytes, (const uint8_t *)bytes + len };
    list_head head;
    int err = read_head(&r, &head);
    check_state state = { head.salt, ret_reason };
    return err ? err : thaw_inputs_each(bytes, len, check_entry, &state);
}
