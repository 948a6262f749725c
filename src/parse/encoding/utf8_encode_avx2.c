/* SPDX-License-Identifier: MIT
 * UTF-8 of eight units at a time. Each unit becomes a lane of four bytes that begins with its one to three; then the
 * lanes are moved together, four at a time, by a shuffle that their lengths choose. What is written behind the last
 * byte that counts is written over by what follows. */
#include "parse/encoding/utf8_encode_avx2.h"

#include <immintrin.h>
#include <stdbool.h>

#include "base/utf8.h"

#define AVX2 __attribute__((target("avx2,popcnt")))

enum {
    BLOCK = 8,  /* units */
    ASCII = 16, /* units of a block of ASCII, and of one that is measured */
    ROOM = 32,  /* what a block may write to */
    REPLACEMENT_CHARACTER = 0xFFFD,
};

/* Writes the character at `s`, which is a surrogate. How many bytes; *ret_n: how many units it takes. */
static size_t put_surrogate(const uint16_t *s, size_t n, uint8_t *out, size_t *ret_n)
{
    bool pair = n > 1 && (s[0] & 0xFC00) == 0xD800 && (s[1] & 0xFC00) == 0xDC00;
    *ret_n = pair ? 2 : 1;
    if (!pair)
        return thaw_utf8_encode(REPLACEMENT_CHARACTER, (char *)out);
    return thaw_utf8_encode(0x10000 + ((s[0] & 0x3FFu) << 10) + (s[1] & 0x3FFu), (char *)out);
}

/* How to move the bytes of four lanes together, by the lanes' lengths: bits 0 to 3 for more than one byte, bits 4 to 7
 * for more than two. Byte `p` comes from the lane within whose range it is; END(i, k): where lane k ends. */
#define LENGTH(i, k) (1 + ((i) >> (k)&1) + ((i) >> ((k) + 4) & 1))
#define END0(i) LENGTH(i, 0)
#define END1(i) (END0(i) + LENGTH(i, 1))
#define END2(i) (END1(i) + LENGTH(i, 2))
#define END3(i) (END2(i) + LENGTH(i, 3))
#define FROM(i, p)                      \
    ((p) < END0(i)   ? (p)              \
     : (p) < END1(i) ? 4 + (p)-END0(i)  \
     : (p) < END2(i) ? 8 + (p)-END1(i)  \
     : (p) < END3(i) ? 12 + (p)-END2(i) \
                     : 0x80)
#define FROM4(i, p) FROM(i, p), FROM(i, (p) + 1), FROM(i, (p) + 2), FROM(i, (p) + 3)
#define ROW(i)                                              \
    {                                                       \
        FROM4(i, 0), FROM4(i, 4), FROM4(i, 8), FROM4(i, 12) \
    }
#define ROWS4(i) ROW(i), ROW((i) + 1), ROW((i) + 2), ROW((i) + 3)
#define ROWS16(i) ROWS4(i), ROWS4((i) + 4), ROWS4((i) + 8), ROWS4((i) + 12)
#define ROWS64(i) ROWS16(i), ROWS16((i) + 16), ROWS16((i) + 32), ROWS16((i) + 48)
static const uint8_t together[256][16] = { ROWS64(0), ROWS64(64), ROWS64(128), ROWS64(192) };

typedef struct {
    __m256i bytes;       /* four to a lane */
    unsigned two, three; /* a bit for each lane that has so many bytes */
} lanes;

AVX2 static inline lanes spread(__m128i units)
{
    const __m256i u = _mm256_cvtepu16_epi32(units);
    const __m256i last = _mm256_set1_epi32(0x3F), up = _mm256_slli_epi32(u, 2);
    __m256i is_two = _mm256_cmpgt_epi32(u, _mm256_set1_epi32(0x7F));
    __m256i is_three = _mm256_cmpgt_epi32(u, _mm256_set1_epi32(0x7FF));
    __m256i low = _mm256_and_si256(u, last);
    __m256i two =
        _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi32(u, 6), _mm256_slli_epi32(low, 8)), _mm256_set1_epi32(0x80C0));
    __m256i three =
        _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi32(u, 12), _mm256_slli_epi32(low, 16)),
                        _mm256_or_si256(_mm256_and_si256(up, _mm256_set1_epi32(0x3F00)), _mm256_set1_epi32(0x8080E0)));
    __m256i bytes = _mm256_blendv_epi8(_mm256_blendv_epi8(u, two, is_two), three, is_three);
    return (lanes){ bytes, (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(is_two)),
                    (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(is_three)) };
}

AVX2 static inline __m128i how(unsigned index)
{
    return _mm_loadu_si128((const void *)together[index]);
}

AVX2 static inline void put_lanes(uint8_t *out, const lanes *l)
{
    unsigned low = (l->two & 15) | (l->three & 15) << 4, high = l->two >> 4 | (l->three & 0xF0);
    __m256i bytes = _mm256_shuffle_epi8(l->bytes, _mm256_set_m128i(how(high), how(low)));
    _mm_storeu_si128((void *)out, _mm256_castsi256_si128(bytes));
    _mm_storeu_si128((void *)(out + 4 + _mm_popcnt_u32(low)), _mm256_extracti128_si256(bytes, 1));
}

/* Those of the first `n` units. */
AVX2 static inline size_t size_of(const lanes *l, unsigned n)
{
    unsigned counted = (1u << n) - 1;
    return n + (unsigned)_mm_popcnt_u32(l->two & counted) + (unsigned)_mm_popcnt_u32(l->three & counted);
}

/* The units of a block that are ASCII, as bytes; false if there are others. */
AVX2 static inline bool put_ascii16(const uint16_t *s, uint8_t *out)
{
    __m256i v = _mm256_loadu_si256((const void *)s);
    if (!_mm256_testz_si256(v, _mm256_set1_epi16((short)0xFF80)))
        return false;
    _mm_storeu_si128((void *)out, _mm_packus_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
    return true;
}

/* How many units of the block come before its first surrogate. */
AVX2 static inline unsigned before_surrogate(__m128i units)
{
    __m128i top = _mm_and_si128(units, _mm_set1_epi16((short)0xF800));
    int found = _mm_movemask_epi8(_mm_cmpeq_epi16(top, _mm_set1_epi16((short)0xD800)));
    return found ? (unsigned)__builtin_ctz((unsigned)found) / 2 : BLOCK;
}

AVX2 size_t thaw_utf16_to_utf8_avx2(const uint16_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written)
{
    size_t i = 0, at = 0;
    while (i + ASCII <= n && room - at >= ROOM) {
        if (put_ascii16(s + i, out + at)) {
            i += ASCII;
            at += ASCII;
            continue;
        }
        __m128i units = _mm_loadu_si128((const void *)(s + i));
        lanes l = spread(units);
        unsigned plain = before_surrogate(units);
        put_lanes(out + at, &l);
        at += size_of(&l, plain);
        i += plain;
        if (plain < BLOCK) {
            size_t taken;
            at += put_surrogate(s + i, n - i, out + at, &taken);
            i += taken;
        }
    }
    *ret_written = at;
    return i;
}

AVX2 size_t thaw_latin1_to_utf8_avx2(const uint8_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written)
{
    size_t i = 0, at = 0;
    while (i + ASCII <= n && room - at >= ROOM) {
        __m128i v = _mm_loadu_si128((const void *)(s + i));
        if (_mm_movemask_epi8(v) == 0) {
            _mm_storeu_si128((void *)(out + at), v);
            i += ASCII;
            at += ASCII;
            continue;
        }
        lanes l = spread(_mm_cvtepu8_epi16(v));
        put_lanes(out + at, &l);
        at += size_of(&l, BLOCK);
        i += BLOCK;
    }
    *ret_written = at;
    return i;
}

/* --- how long it will be --- */

AVX2 static inline __m256i is_equal(__m256i units, unsigned mask, unsigned value)
{
    return _mm256_cmpeq_epi16(_mm256_and_si256(units, _mm256_set1_epi16((short)mask)), _mm256_set1_epi16((short)value));
}

/* How many bytes less than three a unit; a pair of surrogates, whose four are two less, counts at its first half. For
 * so many units that 16 bits can count. */
AVX2 static size_t savings(const uint16_t *s, size_t n)
{
    __m256i counts = _mm256_setzero_si256();
    for (size_t i = 0; i < n; i += ASCII) {
        __m256i v = _mm256_loadu_si256((const void *)(s + i)), next = _mm256_loadu_si256((const void *)(s + i + 1));
        __m256i pairs = _mm256_and_si256(is_equal(v, 0xFC00, 0xD800), is_equal(next, 0xFC00, 0xDC00));
        __m256i small = _mm256_add_epi16(is_equal(v, 0xFF80, 0), is_equal(v, 0xF800, 0)); /* -1 for each */
        counts = _mm256_sub_epi16(counts, _mm256_add_epi16(small, _mm256_add_epi16(pairs, pairs)));
    }
    uint16_t lanes[ASCII];
    size_t sum = 0;
    _mm256_storeu_si256((void *)lanes, counts);
    for (int i = 0; i < ASCII; i++)
        sum += lanes[i];
    return sum;
}

size_t thaw_utf16_utf8_size_avx2(const uint16_t *s, size_t n, size_t *ret_size)
{
    enum { BLOCKS_MAX = 0x4000 };
    size_t i = 0, size = 0;
    while (i + ASCII < n) { /* one more unit is looked at */
        size_t blocks = (n - i - 1) / ASCII, units = (blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX) * ASCII;
        size += 3 * units - savings(s + i, units);
        i += units;
    }
    *ret_size = size;
    return i;
}
