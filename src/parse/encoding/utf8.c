/* SPDX-License-Identifier: MIT */
#include "parse/encoding/utf8.h"

#include <emmintrin.h>
#include <sys/platform/x86.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "parse/encoding/utf8_avx2.h"
#include "parse/encoding/utf8_encode_avx2.h"

enum { REPLACEMENT_CHARACTER = 0xFFFD, WIDE = 16, AVX2_WORTH = 64 };

static inline __m128i load(const void *p)
{
    return _mm_loadu_si128(p);
}

/* --- ASCII --- */

size_t thaw_ascii_prefix(const uint8_t *s, size_t size)
{
    size_t i = 0;
    for (; i + 4 * WIDE <= size; i += 4 * WIDE) {
        __m128i a = _mm_or_si128(load(s + i), load(s + i + WIDE));
        __m128i b = _mm_or_si128(load(s + i + 2 * WIDE), load(s + i + 3 * WIDE));
        if (_mm_movemask_epi8(_mm_or_si128(a, b)))
            break;
    }
    for (; i + WIDE <= size; i += WIDE) {
        int high = _mm_movemask_epi8(load(s + i));
        if (high)
            return i + (size_t)__builtin_ctz((unsigned)high);
    }
    while (i < size && s[i] < 0x80)
        i++;
    return i;
}

/* Copies whole blocks of ASCII; how many bytes. */
static size_t copy_ascii(const uint8_t *s, size_t size, uint8_t *out)
{
    size_t i = 0;
    for (; i + WIDE <= size; i += WIDE) {
        __m128i v = load(s + i);
        if (_mm_movemask_epi8(v))
            break;
        _mm_storeu_si128((__m128i *)(void *)(out + i), v);
    }
    return i;
}

static size_t widen_ascii(const uint8_t *s, size_t size, uint16_t *out)
{
    const __m128i zero = _mm_setzero_si128();
    size_t i = 0;
    for (; i + WIDE <= size; i += WIDE) {
        __m128i v = load(s + i);
        if (_mm_movemask_epi8(v))
            break;
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_unpacklo_epi8(v, zero));
        _mm_storeu_si128((__m128i *)(void *)(out + i + 8), _mm_unpackhi_epi8(v, zero));
    }
    return i;
}

static size_t narrow_ascii(const uint16_t *s, size_t n, uint8_t *out)
{
    const __m128i high = _mm_set1_epi16((short)0xFF80);
    size_t i = 0;
    for (; i + WIDE <= n; i += WIDE) {
        __m128i a = load(s + i), b = load(s + i + 8);
        __m128i not_ascii = _mm_and_si128(_mm_or_si128(a, b), high);
        if (_mm_movemask_epi8(_mm_cmpeq_epi16(not_ascii, _mm_setzero_si128())) != 0xFFFF)
            break;
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_packus_epi16(a, b));
    }
    return i;
}

/* --- checking and measuring --- */

static bool valid_by_steps(const uint8_t *s, size_t size)
{
    size_t i = 0;
    while (i < size) {
        if (s[i] < 0x80) {
            i += thaw_ascii_prefix(s + i, size - i);
            continue;
        }
        uint32_t c;
        i += thaw_utf8_decode((const char *)s + i, size - i, &c);
        if (c == THAW_UTF8_INVALID)
            return false;
    }
    return true;
}

static bool is_valid(const uint8_t *s, size_t size)
{
    if (size >= AVX2_WORTH && CPU_FEATURE_ACTIVE(AVX2))
        return thaw_utf8_valid_avx2(s, size);
    return valid_by_steps(s, size);
}

typedef struct {
    size_t continuations, fours;
    uint8_t max;
} census;

static size_t sum_of_bytes(__m128i counts)
{
    __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
    return (size_t)_mm_cvtsi128_si64(sums) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
}

/* Up to 255 blocks, so that a byte can count them. */
static size_t count_blocks(const uint8_t *s, size_t size, census *c)
{
    __m128i continuations = _mm_setzero_si128(), fours = continuations, max = continuations;
    size_t i = 0;
    for (; i + WIDE <= size && i < 255 * WIDE; i += WIDE) {
        __m128i v = load(s + i);
        continuations = _mm_sub_epi8(continuations, _mm_cmplt_epi8(v, _mm_set1_epi8(-64)));
        fours = _mm_sub_epi8(fours, _mm_cmpeq_epi8(_mm_max_epu8(v, _mm_set1_epi8((char)0xF0)), v));
        max = _mm_max_epu8(max, v);
    }
    c->continuations += sum_of_bytes(continuations);
    c->fours += sum_of_bytes(fours);
    uint8_t lanes[WIDE];
    _mm_storeu_si128((__m128i *)(void *)lanes, max);
    for (int k = 0; k < WIDE; k++)
        c->max = lanes[k] > c->max ? lanes[k] : c->max;
    return i;
}

static census count(const uint8_t *s, size_t size)
{
    census c = { 0 };
    size_t i = 0;
    while (i + WIDE <= size)
        i += count_blocks(s + i, size - i, &c);
    for (; i < size; i++) {
        c.continuations += s[i] >= 0x80 && s[i] < 0xC0;
        c.fours += s[i] >= 0xF0;
        c.max = s[i] > c.max ? s[i] : c.max;
    }
    return c;
}

thaw_utf8_shape thaw_utf8_measure(const uint8_t *s, size_t size)
{
    thaw_utf8_shape shape = { .ascii = thaw_ascii_prefix(s, size), .utf16_size = size, .valid = true, .latin1 = true };
    if (shape.ascii == size)
        return shape;
    shape.valid = is_valid(s + shape.ascii, size - shape.ascii);
    if (!shape.valid)
        return shape;
    census c = count(s + shape.ascii, size - shape.ascii);
    shape.utf16_size = size - c.continuations + c.fours;
    shape.latin1 = c.max < 0xC4; /* lead bytes of U+0080 to U+00FF are C2 and C3 */
    return shape;
}

size_t thaw_utf8_incomplete(const uint8_t *s, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        uint8_t byte = s[size - back];
        if (byte < 0x80)
            return 0;
        if (byte < 0xC0)
            continue;
        size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        if (back >= wanted)
            return 0;
        /* What is malformed already is not waited for. */
        uint32_t c;
        bool begins = byte >= 0xC2 && byte <= 0xF4;
        return begins && thaw_utf8_decode((const char *)s + size - back, back, &c) == back ? back : 0;
    }
    return 0;
}

/* --- decoding --- */

void thaw_utf8_to_latin1(const uint8_t *s, size_t size, uint8_t *out)
{
    for (size_t i = 0; i < size;) {
        size_t n = copy_ascii(s + i, size - i, out);
        i += n;
        out += n;
        for (size_t end = i + WIDE < size ? i + WIDE : size; i < end;) {
            if (s[i] < 0x80) {
                *out++ = s[i++];
            } else {
                *out++ = (uint8_t)(s[i] << 6 | (s[i + 1] & 0x3F));
                i += 2;
            }
        }
    }
}

static uint16_t *put(uint16_t *out, uint32_t c)
{
    if (c > 0xFFFF) {
        *out++ = (uint16_t)(0xD7C0 + (c >> 10));
        c = 0xDC00 + (c & 0x3FF);
    }
    *out++ = (uint16_t)c;
    return out;
}

/* One character of valid text. */
static inline size_t decode_valid(const uint8_t *s, uint32_t *ret)
{
    if (s[0] < 0x80) {
        *ret = s[0];
        return 1;
    }
    if (s[0] < 0xE0) {
        *ret = (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
        return 2;
    }
    if (s[0] < 0xF0) {
        *ret = (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        return 3;
    }
    *ret = (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    return 4;
}

void thaw_utf8_to_utf16(const uint8_t *s, size_t size, uint16_t *out)
{
    for (size_t i = 0; i < size;) {
        size_t n = widen_ascii(s + i, size - i, out);
        i += n;
        out += n;
        for (size_t end = i + WIDE < size ? i + WIDE : size; i < end;) {
            uint32_t c;
            i += decode_valid(s + i, &c);
            out = put(out, c);
        }
    }
}

size_t thaw_utf8_to_utf16_lossy(const uint8_t *s, size_t size, uint16_t *out)
{
    uint16_t *to = out;
    for (size_t i = 0; i < size;) {
        size_t n = widen_ascii(s + i, size - i, to);
        i += n;
        to += n;
        for (size_t end = i + WIDE < size ? i + WIDE : size; i < end;) {
            uint32_t c;
            i += thaw_utf8_decode((const char *)s + i, size - i, &c);
            to = put(to, c == THAW_UTF8_INVALID ? REPLACEMENT_CHARACTER : c);
        }
    }
    return (size_t)(to - out);
}

/* --- encoding --- */

size_t thaw_latin1_utf8_size(const uint8_t *s, size_t n)
{
    const __m128i zero = _mm_setzero_si128(), top = _mm_set1_epi8((char)0x80);
    __m128i sums = zero; /* 128 for each byte above ASCII */
    size_t i = thaw_ascii_prefix(s, n), high = 0;
    for (; i + WIDE <= n; i += WIDE)
        sums = _mm_add_epi64(sums, _mm_sad_epu8(_mm_and_si128(load(s + i), top), zero));
    for (; i < n; i++)
        high += s[i] >> 7;
    sums = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
    return n + high + (size_t)_mm_cvtsi128_si64(sums) / 0x80;
}

/* The code point at s[i], which takes *ret_n units. */
static inline uint32_t code_point_at(const uint16_t *s, size_t n, size_t i, size_t *ret_n)
{
    uint32_t c = s[i];
    *ret_n = 1;
    if ((c & 0xF800) != 0xD800)
        return c;
    if (c < 0xDC00 && i + 1 < n && (s[i + 1] & 0xFC00) == 0xDC00) {
        *ret_n = 2;
        return 0x10000 + ((c - 0xD800) << 10) + (s[i + 1] - 0xDC00u);
    }
    return REPLACEMENT_CHARACTER;
}

static inline size_t utf8_size_of(uint32_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

size_t thaw_utf16_utf8_size(const uint16_t *s, size_t n)
{
    size_t size = 0, taken, i = 0;
    if (n >= AVX2_WORTH && CPU_FEATURE_ACTIVE(AVX2))
        i = thaw_utf16_utf8_size_avx2(s, n, &size);
    for (; i < n; i += taken)
        size += utf8_size_of(code_point_at(s, n, i, &taken));
    return size;
}

size_t thaw_latin1_to_utf8(const uint8_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written)
{
    size_t at = 0, i = n >= AVX2_WORTH && CPU_FEATURE_ACTIVE(AVX2) ? thaw_latin1_to_utf8_avx2(s, n, out, room, &at) : 0;
    while (i < n && at < room) {
        size_t left = n - i < room - at ? n - i : room - at, copied = copy_ascii(s + i, left, out + at);
        i += copied;
        at += copied;
        for (size_t end = i + WIDE < n ? i + WIDE : n; i < end && at + (s[i] >> 7) < room; i++) {
            if (s[i] < 0x80) {
                out[at++] = s[i];
            } else {
                out[at++] = (uint8_t)(0xC0 | s[i] >> 6);
                out[at++] = (uint8_t)(0x80 | (s[i] & 0x3F));
            }
        }
        if (i < n && at + (s[i] >> 7) >= room)
            break;
    }
    *ret_written = at;
    return i;
}

size_t thaw_utf16_to_utf8(const uint16_t *s, size_t n, uint8_t *out, size_t room, size_t *ret_written)
{
    size_t at = 0, i = n >= AVX2_WORTH && CPU_FEATURE_ACTIVE(AVX2) ? thaw_utf16_to_utf8_avx2(s, n, out, room, &at) : 0;
    bool full = false;
    while (i < n && !full) {
        size_t left = n - i < room - at ? n - i : room - at, copied = narrow_ascii(s + i, left, out + at);
        i += copied;
        at += copied;
        for (size_t end = i + WIDE < n ? i + WIDE : n; i < end;) {
            size_t taken;
            uint32_t c = code_point_at(s, n, i, &taken);
            full = utf8_size_of(c) > room - at;
            if (full)
                break;
            at += thaw_utf8_encode(c, (char *)out + at);
            i += taken;
        }
    }
    *ret_written = at;
    return i;
}
