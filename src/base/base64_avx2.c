/* SPDX-License-Identifier: MIT
 * Six bits to a character and back by arithmetic and tables of 16 (Mula and Lemire, "Faster Base64 encoding and
 * decoding using AVX2 instructions", 2018). */
#include "base/base64_avx2.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i twice(__m128i v)
{
    return _mm256_broadcastsi128_si256(v);
}

/* 12 bytes at the start of each half become 16 numbers below 64. */
AVX2 static inline __m256i split(__m256i in)
{
    in = _mm256_shuffle_epi8(in, twice(_mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10)));
    __m256i high =
        _mm256_mulhi_epu16(_mm256_and_si256(in, _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
    __m256i low =
        _mm256_mullo_epi16(_mm256_and_si256(in, _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
    return _mm256_or_si256(high, low);
}

/* Each number gets what its range of the alphabet is shifted by: A-Z, a-z, 0-9, +, /. */
AVX2 static inline __m256i to_characters(__m256i numbers)
{
    const __m128i shift = _mm_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                        '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    __m256i range = _mm256_subs_epu8(numbers, _mm256_set1_epi8(51));
    __m256i capital = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), numbers);
    range = _mm256_or_si256(range, _mm256_and_si256(capital, _mm256_set1_epi8(13)));
    return _mm256_add_epi8(numbers, _mm256_shuffle_epi8(twice(shift), range));
}

AVX2 size_t thaw_base64_encode_avx2(const uint8_t *bytes, size_t n, char *out)
{
    size_t i = 0;
    for (; n - i >= 28; i += 24, out += 32) {
        __m128i first = _mm_loadu_si128((const void *)(bytes + i)),
                second = _mm_loadu_si128((const void *)(bytes + i + 12));
        __m256i in = _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1);
        _mm256_storeu_si256((void *)out, to_characters(split(in)));
    }
    return i;
}

AVX2 size_t thaw_base64_decode_avx2(const char *text, size_t len, uint8_t *out)
{
    /* the halves of a character name the classes that it can't be in; one that both name is none of the alphabet */
    const __m256i by_low = twice(
        _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
    const __m256i by_high = twice(
        _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10));
    const __m256i shift = twice(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i order = twice(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
    const __m256i slash = _mm256_set1_epi8('/');
    size_t i = 0;
    for (; len - i >= 44; i += 32, out += 24) {
        __m256i in = _mm256_loadu_si256((const void *)(text + i));
        __m256i high = _mm256_and_si256(_mm256_srli_epi32(in, 4), slash), low = _mm256_and_si256(in, slash);
        if (!_mm256_testz_si256(_mm256_shuffle_epi8(by_low, low), _mm256_shuffle_epi8(by_high, high)))
            break;
        __m256i range = _mm256_add_epi8(_mm256_cmpeq_epi8(in, slash), high);
        __m256i numbers = _mm256_add_epi8(in, _mm256_shuffle_epi8(shift, range));
        __m256i pairs = _mm256_maddubs_epi16(numbers, _mm256_set1_epi32(0x01400140));
        __m256i threes = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        threes =
            _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(threes, order), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
        _mm256_storeu_si256((void *)out, threes);
    }
    return i;
}

#else

size_t thaw_base64_encode_avx2(const uint8_t *bytes, size_t n, char *out)
{
    return 0;
}

size_t thaw_base64_decode_avx2(const char *text, size_t len, uint8_t *out)
{
    return 0;
}

#endif
