/* SPDX-License-Identifier: MIT
 * Checking UTF-8 32 bytes at a time, by three look-ups in tables of 16 (J. Keiser, D. Lemire: Validating UTF-8 in less
 * than one instruction per byte, 2020). Each bit stands for one way in which two bytes in a row can be wrong; what the
 * high and low half of the first and the high half of the second byte allow is looked up and combined. A byte that has
 * to be the third or fourth of a character is allowed to follow a continuation, and must. */
#include "parse/encoding/utf8_avx2.h"

#include <immintrin.h>
#include <string.h>

enum {
    TOO_SHORT = 1 << 0,      /* a lead or ASCII where a continuation must be: 11...... 0....... or 11...... */
    TOO_LONG = 1 << 1,       /* a continuation after ASCII */
    OVERLONG_3 = 1 << 2,     /* E0 80..9F */
    TOO_LARGE = 1 << 3,      /* F4 90.., F5.. */
    SURROGATE = 1 << 4,      /* ED A0..BF */
    OVERLONG_2 = 1 << 5,     /* C0, C1 */
    TOO_LARGE_1000 = 1 << 6, /* F5.. 80..8F */
    OVERLONG_4 = 1 << 6,     /* F0 80..8F */
    TWO_CONTINUATIONS = 1 << 7,
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
    WIDE = 32,
};

#define AVX2 __attribute__((target("avx2")))
#define TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define B(bits) ((char)(bits))

AVX2 static inline __m256i high_half(__m256i v)
{
    return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
}

/* The bytes n places before each byte of `now`. */
#define BEFORE(now, previous, n) _mm256_alignr_epi8(now, _mm256_permute2x128_si256(previous, now, 0x21), 16 - (n))

AVX2 static inline __m256i wrong_pairs(__m256i now, __m256i before)
{
    const __m256i by_first_high =
        TABLE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, B(TWO_CONTINUATIONS),
              B(TWO_CONTINUATIONS), B(TWO_CONTINUATIONS), B(TWO_CONTINUATIONS), TOO_SHORT | OVERLONG_2, TOO_SHORT,
              TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const __m256i by_first_low =
        TABLE(B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
              B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
              B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
              B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
              B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
              B(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
              B(CARRY | TOO_LARGE | TOO_LARGE_1000));
    const __m256i by_second_high =
        TABLE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
              B(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
              B(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE),
              B(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE),
              B(TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT,
              TOO_SHORT);
    __m256i a = _mm256_shuffle_epi8(by_first_high, high_half(before));
    __m256i b = _mm256_shuffle_epi8(by_first_low, _mm256_and_si256(before, _mm256_set1_epi8(0x0F)));
    __m256i c = _mm256_shuffle_epi8(by_second_high, high_half(now));
    return _mm256_and_si256(_mm256_and_si256(a, b), c);
}

AVX2 static inline __m256i check_block(__m256i now, __m256i previous)
{
    __m256i wrong = wrong_pairs(now, BEFORE(now, previous, 1));
    /* third and fourth bytes: two places after E0.., three after F0.. */
    __m256i third = _mm256_subs_epu8(BEFORE(now, previous, 2), _mm256_set1_epi8(B(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(BEFORE(now, previous, 3), _mm256_set1_epi8(B(0xF0 - 0x80)));
    __m256i must_continue = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(B(0x80)));
    return _mm256_xor_si256(must_continue, wrong);
}

AVX2 bool thaw_utf8_valid_avx2(const uint8_t *s, size_t size)
{
    __m256i previous = _mm256_setzero_si256(), wrong = previous;
    size_t i = 0;
    for (; i + WIDE <= size; i += WIDE) {
        __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(s + i));
        wrong = _mm256_or_si256(wrong, check_block(now, previous));
        previous = now;
    }
    /* The rest, and zeros after it, so that what is cut short is followed by ASCII. */
    uint8_t rest[WIDE] = { 0 };
    memcpy(rest, s + i, size - i);
    __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)rest);
    wrong = _mm256_or_si256(wrong, check_block(now, previous));
    return _mm256_testz_si256(wrong, wrong);
}
