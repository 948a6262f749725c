/* SPDX-License-Identifier: MIT */
#include "base/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum { STORE_SIZE = 1024, FROM_STORE_MAX = 64 };

static struct {
    size_t left; /* unused bytes, at the front */
    unsigned char bytes[STORE_SIZE];
} store;

static int from_kernel(unsigned char *to, size_t size)
{
    while (size) {
        ssize_t n = getrandom(to, size, 0);
        if (n < 0 && errno != EINTR)
            return -errno;
        to += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int thaw_random(void *to, size_t size)
{
    if (size > FROM_STORE_MAX)
        return from_kernel(to, size);
    if (store.left < size) {
        int err = from_kernel(store.bytes, STORE_SIZE);
        if (err)
            return err;
        store.left = STORE_SIZE;
    }
    store.left -= size;
    memcpy(to, store.bytes + store.left, size);
    explicit_bzero(store.bytes + store.left, size);
    return 0;
}
