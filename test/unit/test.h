/* SPDX-License-Identifier: MIT
 * The unit test harness. A test file holds TEST(name) { ... } blocks; tools/gen_unit_registry.py finds them, so nothing
 * is registered by hand. Each test runs in a process of its own with a time limit, and fails if it leaves a descriptor
 * open. An expectation that does not hold prints where and ends the test. SKIP ends it as skipped.
 *
 * thaw_unit [--list] [part of a name ...]   runs all tests, or those whose name contains one of the parts.
 * THAW_TEST_SECONDS=n makes the time limit of a test n seconds instead of 120. */
#ifndef THAW_TEST_UNIT_TEST_H
#define THAW_TEST_UNIT_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST(name)               \
    void test_case_##name(void); \
    void test_case_##name(void)

#define EXPECT(cond) ((cond) ? (void)0 : test_fail(__FILE__, __LINE__, "%s", #cond))
/* Integers and enums. */
#define EXPECT_EQ(got, want) test_expect_eq(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))
/* C strings; NULL equals only NULL. */
#define EXPECT_STR(got, want) test_expect_str(__FILE__, __LINE__, #got, (got), (want))
#define EXPECT_MEM(got, want, len) test_expect_mem(__FILE__, __LINE__, #got, (got), (want), (len))
#define SKIP(reason) test_skip(reason)

_Noreturn void test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void test_skip(const char *reason);
/* Keeps what the test prints to itself, until it fails or this is called with false. */
void test_silence(bool silent);
void test_expect_eq(const char *file, int line, const char *what, long long got, long long want);
void test_expect_str(const char *file, int line, const char *what, const char *got, const char *want);
void test_expect_mem(const char *file, int line, const char *what, const void *got, const void *want, size_t len);

/* One line of the generated registry: a test, or a fuzz target with the folder of inputs it is to be given. */
typedef struct test_entry {
    const char *name;
    void (*run)(void);
    int (*fuzz)(const uint8_t *data, size_t size);
    const char *corpus;
} test_entry;

extern const test_entry test_registry[];
extern const size_t test_registry_size;

#endif
