/* SPDX-License-Identifier: MIT */
#include "parse/encoding/decoder.h"

#include "base/error.h"
#include "parse/encoding/decoder_int.h"
#include "parse/encoding/tables.h"

enum { REPLACEMENT_CHARACTER = 0xFFFD };

void thaw_decoder_init(thaw_decoder *d, thaw_encoding encoding, bool fatal)
{
    *d = (thaw_decoder){ .encoding = (uint8_t)encoding, .fatal = fatal };
}

static thaw_decoder_step step(thaw_decoder *d, int byte)
{
    switch ((thaw_encoding)d->encoding) {
    case THAW_ENCODING_GBK:
    case THAW_ENCODING_GB18030:
        return thaw_gb18030_step(d, byte);
    case THAW_ENCODING_BIG5:
        return thaw_big5_step(d, byte);
    case THAW_ENCODING_EUC_JP:
        return thaw_euc_jp_step(d, byte);
    case THAW_ENCODING_ISO_2022_JP:
        return thaw_iso_2022_jp_step(d, byte);
    case THAW_ENCODING_SHIFT_JIS:
        return thaw_shift_jis_step(d, byte);
    default:
        return thaw_euc_kr_step(d, byte);
    }
}

static uint16_t *put(uint16_t *out, uint32_t code_point)
{
    if (code_point > 0xFFFF) {
        *out++ = (uint16_t)(0xD800 + ((code_point - 0x10000) >> 10));
        code_point = 0xDC00 + (code_point & 0x3FF);
    }
    *out++ = (uint16_t)code_point;
    return out;
}

/* Lets one byte, or the end, in, and after it those that are to be read again. 0 or the error. */
static int take(thaw_decoder *d, int byte, uint16_t **out)
{
    uint8_t queue[4];
    size_t n = 0;
    bool at_end = byte == THAW_END_OF_INPUT;
    for (;;) {
        thaw_decoder_step s = step(d, byte);
        if (s.kind == THAW_STEP_EMIT) {
            *out = put(*out, s.code_point[0]);
            if (s.code_point[1])
                *out = put(*out, s.code_point[1]);
        } else if (s.kind == THAW_STEP_ERROR) {
            if (d->fatal)
                return THAW_E_ENCODED_DATA;
            *out = put(*out, REPLACEMENT_CHARACTER);
        }
        for (size_t i = s.n_again; i-- > 0;)
            queue[n++] = s.again[i];
        if (n == 0 && (!at_end || byte == THAW_END_OF_INPUT))
            return 0;
        byte = n ? queue[--n] : THAW_END_OF_INPUT; /* the end comes again after what was read again */
    }
}

static int decode_multi_byte(thaw_decoder *d, const uint8_t *data, size_t size, bool end, uint16_t **out)
{
    bool stateful = d->encoding == THAW_ENCODING_ISO_2022_JP;
    for (size_t i = 0; i < size; i++) {
        if (data[i] < 0x80 && !stateful && !d->lead) {
            *(*out)++ = data[i];
            continue;
        }
        int err = take(d, data[i], out);
        if (err)
            return err;
    }
    return end && (d->lead || stateful) ? take(d, THAW_END_OF_INPUT, out) : 0;
}

static int decode_single_byte(const thaw_decoder *d, const uint8_t *data, size_t size, uint16_t **out)
{
    /* ISO-8859-8-I stands right before the tables; its own is that of ISO-8859-8. */
    int table =
        d->encoding == THAW_ENCODING_ISO_8859_8_I ? thaw_encoding_of_label(THAW_SLICE("iso-8859-8")) : d->encoding;
    const uint16_t *index = thaw_index_single_byte[table - THAW_ENCODING_SINGLE_BYTE];
    uint16_t *to = *out;
    for (size_t i = 0; i < size; i++) {
        uint16_t c = data[i] < 0x80 ? data[i] : index[data[i] - 0x80];
        if (!c && data[i]) {
            if (d->fatal)
                return THAW_E_ENCODED_DATA;
            c = REPLACEMENT_CHARACTER;
        }
        *to++ = c;
    }
    *out = to;
    return 0;
}

static void decode_user_defined(const uint8_t *data, size_t size, uint16_t **out)
{
    for (size_t i = 0; i < size; i++)
        *(*out)++ = (uint16_t)(data[i] < 0x80 ? data[i] : 0xF780 + data[i] - 0x80);
}

/* Encodings that can be used for attacks decode to one error, whatever the bytes. */
static int decode_replacement(thaw_decoder *d, size_t size, uint16_t **out)
{
    if (!size || d->replaced)
        return 0;
    d->replaced = true;
    *(*out)++ = REPLACEMENT_CHARACTER;
    return d->fatal ? THAW_E_ENCODED_DATA : 0;
}

int thaw_decoder_decode(thaw_decoder *d, const uint8_t *data, size_t size, bool end, uint16_t *out, size_t *ret_n)
{
    uint16_t *to = out;
    int err = 0;
    if (d->encoding >= THAW_ENCODING_ISO_8859_8_I)
        err = decode_single_byte(d, data, size, &to);
    else if (d->encoding == THAW_ENCODING_X_USER_DEFINED)
        decode_user_defined(data, size, &to);
    else if (d->encoding == THAW_ENCODING_REPLACEMENT)
        err = decode_replacement(d, size, &to);
    else
        err = decode_multi_byte(d, data, size, end, &to);
    if (err || end)
        thaw_decoder_init(d, d->encoding, d->fatal);
    *ret_n = (size_t)(to - out);
    return err;
}
