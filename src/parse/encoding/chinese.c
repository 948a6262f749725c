/* SPDX-License-Identifier: MIT
 * gb18030 and GBK, which has the same decoder (Encoding Standard, section 10), and Big5 (section 11). */
#include "parse/encoding/decoder_int.h"
#include "parse/encoding/tables.h"

enum {
    RANGES_END = 39419,        /* four-byte codes of the basic plane are up to here, */
    PLANES_BEGIN = 189000,     /* those of the others from here */
    PLANES_END = 1237575,      /* to here */
    RANGES_ODD_POINTER = 7457, /* one that is in no run */
    RANGES_ODD_CODE_POINT = 0xE7C7,
};

static uint32_t ranges_code_point(uint32_t pointer)
{
    if ((pointer > RANGES_END && pointer < PLANES_BEGIN) || pointer > PLANES_END)
        return 0;
    if (pointer >= PLANES_BEGIN)
        return 0x10000 + pointer - PLANES_BEGIN;
    if (pointer == RANGES_ODD_POINTER)
        return RANGES_ODD_CODE_POINT;
    size_t low = 0, high = THAW_INDEX_GB18030_RANGES;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (thaw_index_gb18030_pointer[middle] <= pointer)
            low = middle;
        else
            high = middle;
    }
    return thaw_index_gb18030_code_point[low] + pointer - thaw_index_gb18030_pointer[low];
}

static void gb18030_reset(thaw_decoder *d)
{
    d->lead = d->second = d->third = 0;
}

static thaw_decoder_step gb18030_fourth(thaw_decoder *d, int byte)
{
    thaw_decoder_step step = { .kind = THAW_STEP_ERROR };
    uint32_t lead = d->lead, second = d->second, third = d->third;
    gb18030_reset(d);
    if (!thaw_byte_in(byte, '0', '9')) {
        step.again[0] = (uint8_t)second;
        step.again[1] = (uint8_t)third;
        step.again[2] = (uint8_t)byte;
        step.n_again = 3;
        return step;
    }
    uint32_t code_point =
        ranges_code_point(((lead - 0x81) * 10 + second - '0') * 1260 + (third - 0x81) * 10 + (uint32_t)byte - '0');
    return code_point ? thaw_step_emit(code_point) : step;
}

static thaw_decoder_step gb18030_third(thaw_decoder *d, int byte)
{
    thaw_decoder_step step = { .kind = THAW_STEP_ERROR, .again = { d->second, (uint8_t)byte }, .n_again = 2 };
    if (!thaw_byte_in(byte, 0x81, 0xFE)) {
        gb18030_reset(d);
        return step;
    }
    d->third = (uint8_t)byte;
    return thaw_step_continue();
}

static thaw_decoder_step gb18030_second(thaw_decoder *d, int byte)
{
    if (thaw_byte_in(byte, '0', '9')) {
        d->second = (uint8_t)byte;
        return thaw_step_continue();
    }
    int lead = d->lead;
    d->lead = 0;
    uint32_t code_point = 0;
    if (thaw_byte_in(byte, 0x40, 0x7E) || thaw_byte_in(byte, 0x80, 0xFE))
        code_point = thaw_index_gb18030[(lead - 0x81) * 190 + byte - (byte < 0x7F ? 0x40 : 0x41)];
    return thaw_step_of(code_point, byte);
}

thaw_decoder_step thaw_gb18030_step(thaw_decoder *d, int byte)
{
    if (byte == THAW_END_OF_INPUT) {
        gb18030_reset(d);
        return thaw_step_error(); /* it is only asked for with a character begun */
    }
    if (d->third)
        return gb18030_fourth(d, byte);
    if (d->second)
        return gb18030_third(d, byte);
    if (d->lead)
        return gb18030_second(d, byte);
    if (byte < 0x80)
        return thaw_step_emit((uint32_t)byte);
    if (byte == 0x80)
        return thaw_step_emit(0x20AC);
    if (byte == 0xFF)
        return thaw_step_error();
    d->lead = (uint8_t)byte;
    return thaw_step_continue();
}

/* Four pointers stand for two code points each. */
static bool big5_pair(int pointer, thaw_decoder_step *ret)
{
    if (pointer != 1133 && pointer != 1135 && pointer != 1164 && pointer != 1166)
        return false;
    *ret = thaw_step_emit(pointer < 1164 ? 0xCA : 0xEA);
    ret->code_point[1] = pointer == 1133 || pointer == 1164 ? 0x304 : 0x30C;
    return true;
}

static uint32_t big5_code_point(int pointer)
{
    if (pointer >= THAW_INDEX_BIG5)
        return 0;
    uint32_t plane2 = thaw_index_big5_plane2[pointer / 8] >> pointer % 8 & 1u;
    return thaw_index_big5[pointer] + (plane2 << 17);
}

thaw_decoder_step thaw_big5_step(thaw_decoder *d, int byte)
{
    int lead = d->lead, pointer;
    thaw_decoder_step pair;
    d->lead = 0;
    if (byte == THAW_END_OF_INPUT)
        return thaw_step_error();
    if (!lead) {
        if (byte < 0x80)
            return thaw_step_emit((uint32_t)byte);
        if (!thaw_byte_in(byte, 0x81, 0xFE))
            return thaw_step_error();
        d->lead = (uint8_t)byte;
        return thaw_step_continue();
    }
    if (!thaw_byte_in(byte, 0x40, 0x7E) && !thaw_byte_in(byte, 0xA1, 0xFE))
        return thaw_step_error_at(byte);
    pointer = (lead - 0x81) * 157 + byte - (byte < 0x7F ? 0x40 : 0x62);
    return big5_pair(pointer, &pair) ? pair : thaw_step_of(big5_code_point(pointer), byte);
}
