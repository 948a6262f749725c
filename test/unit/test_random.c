/* SPDX-License-Identifier: MIT
 * Random bytes: no two draws alike, whether they come from the store or not. */
#include <string.h>

#include "base/random.h"
#include "test.h"

static void expect_fresh(size_t size)
{
    unsigned char draws[100][128] = { 0 };
    for (int i = 0; i < 100; i++) {
        EXPECT_EQ(thaw_random(draws[i], size), 0);
        for (int k = 0; k < i; k++)
            EXPECT(memcmp(draws[i], draws[k], size) != 0);
    }
}

TEST(random_draws_differ)
{
    expect_fresh(16);
    expect_fresh(63);
    expect_fresh(64);
    expect_fresh(65);
    expect_fresh(128);
}
