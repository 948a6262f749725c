/* SPDX-License-Identifier: MIT
 * Digests and HMAC beside known answers: the examples of FIPS 180-4 and FIPS 202 for "abc", and of RFC 4231. */
#include <stdio.h>

#include "base/digest.h"
#include "test.h"

static const char *hex(const uint8_t *bytes, size_t size)
{
    static char text[2 * THAW_DIGEST_SIZE_MAX + 1];
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return text;
}

static void expect_digest(thaw_digest_kind kind, const char *want)
{
    uint8_t got[THAW_DIGEST_SIZE_MAX];
    const thaw_slice parts[] = { THAW_SLICE("a"), THAW_SLICE(""), THAW_SLICE("bc") };
    EXPECT_EQ(thaw_digest(kind, parts, 3, got), 0);
    EXPECT_STR(hex(got, thaw_digest_size(kind)), want);
}

TEST(digest_of_abc)
{
    expect_digest(THAW_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    expect_digest(THAW_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_digest(THAW_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                               "8086072ba1e7cc2358baeca134c825a7");
    expect_digest(THAW_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    expect_digest(THAW_SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
    expect_digest(THAW_SHA3_384, "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
                                 "98d88cea927ac7f539f1edf228376d25");
    expect_digest(THAW_SHA3_512, "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                                 "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0");
}

TEST(hmac_with_short_and_long_keys)
{
    uint8_t got[THAW_DIGEST_SIZE_MAX];
    char key[131];
    EXPECT_EQ(thaw_hmac(THAW_SHA256, THAW_SLICE("Jefe"), THAW_SLICE("what do ya want for nothing?"), got), 0);
    EXPECT_STR(hex(got, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    EXPECT_EQ(thaw_hmac(THAW_SHA256, (thaw_slice){ key, sizeof key },
                        THAW_SLICE("Test Using Larger Than Block-Size Key - Hash Key First"), got),
              0);
    EXPECT_STR(hex(got, 32), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(thaw_hmac(THAW_SHA1, THAW_SLICE(""), THAW_SLICE(""), got), 0);
    EXPECT_STR(hex(got, 20), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}
