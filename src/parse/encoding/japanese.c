/* SPDX-License-Identifier: MIT
 * EUC-JP, ISO-2022-JP and Shift_JIS (Encoding Standard, section 12). */
#include "parse/encoding/decoder_int.h"
#include "parse/encoding/tables.h"

enum { KATAKANA = 0xFF61, PRIVATE_BEGIN = 8836, PRIVATE_END = 10715, PRIVATE_USE = 0xE000 };

static bool is_euc_lead(int byte)
{
    return byte == 0x8E || byte == 0x8F || thaw_byte_in(byte, 0xA1, 0xFE);
}

static thaw_decoder_step euc_jp_trail(thaw_decoder *d, int lead, int byte)
{
    if (lead == 0x8E && thaw_byte_in(byte, 0xA1, 0xDF))
        return thaw_step_emit((uint32_t)(KATAKANA + byte - 0xA1));
    if (lead == 0x8F && thaw_byte_in(byte, 0xA1, 0xFE)) {
        d->jis0212 = true;
        d->lead = (uint8_t)byte;
        return thaw_step_continue();
    }
    uint32_t code_point = 0;
    if (thaw_byte_in(lead, 0xA1, 0xFE) && thaw_byte_in(byte, 0xA1, 0xFE)) {
        int pointer = (lead - 0xA1) * 94 + byte - 0xA1;
        code_point = d->jis0212 ? thaw_index_jis0212[pointer] : thaw_index_jis0208[pointer];
    }
    d->jis0212 = false;
    return thaw_step_of(code_point, byte);
}

thaw_decoder_step thaw_euc_jp_step(thaw_decoder *d, int byte)
{
    int lead = d->lead;
    d->lead = 0;
    if (byte == THAW_END_OF_INPUT) {
        d->jis0212 = false;
        return thaw_step_error();
    }
    if (lead)
        return euc_jp_trail(d, lead, byte);
    if (byte < 0x80)
        return thaw_step_emit((uint32_t)byte);
    if (!is_euc_lead(byte))
        return thaw_step_error();
    d->lead = (uint8_t)byte;
    return thaw_step_continue();
}

thaw_decoder_step thaw_shift_jis_step(thaw_decoder *d, int byte)
{
    int lead = d->lead;
    d->lead = 0;
    if (byte == THAW_END_OF_INPUT)
        return thaw_step_error();
    if (lead) {
        if (!thaw_byte_in(byte, 0x40, 0x7E) && !thaw_byte_in(byte, 0x80, 0xFC))
            return thaw_step_error_at(byte);
        int pointer = (lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + byte - (byte < 0x7F ? 0x40 : 0x41);
        if (pointer >= PRIVATE_BEGIN && pointer <= PRIVATE_END)
            return thaw_step_emit((uint32_t)(PRIVATE_USE + pointer - PRIVATE_BEGIN));
        return thaw_step_of(pointer < THAW_INDEX_JIS0208 ? thaw_index_jis0208[pointer] : 0, byte);
    }
    if (byte <= 0x80)
        return thaw_step_emit((uint32_t)byte);
    if (thaw_byte_in(byte, 0xA1, 0xDF))
        return thaw_step_emit((uint32_t)(KATAKANA + byte - 0xA1));
    if (!thaw_byte_in(byte, 0x81, 0x9F) && !thaw_byte_in(byte, 0xE0, 0xFC))
        return thaw_step_error();
    d->lead = (uint8_t)byte;
    return thaw_step_continue();
}

/* --- ISO-2022-JP ---
 *
 *            ESC            $ or (                 known: output state
 *   any ──────────> ESCAPE_START ──────> ESCAPE ──────────────────────> ASCII, ROMAN, KATAKANA, LEAD
 *    ^                   │ else            │ else                              LEAD <──> TRAIL
 *    └── output state ───┴─────────────────┘ with an error; the bytes are read again
 */
enum { ASCII, ROMAN, KATAKANA_SET, LEAD, TRAIL, ESCAPE_START, ESCAPE };
enum { ESC = 0x1B };

static thaw_decoder_step iso_single(thaw_decoder *d, int byte)
{
    bool plain = byte < 0x80 && byte != 0x0E && byte != 0x0F;
    d->output_flag = false;
    if (d->state == KATAKANA_SET)
        return thaw_byte_in(byte, 0x21, 0x5F) ? thaw_step_emit((uint32_t)(KATAKANA + byte - 0x21)) : thaw_step_error();
    if (d->state == ROMAN && byte == 0x5C)
        return thaw_step_emit(0xA5);
    if (d->state == ROMAN && byte == 0x7E)
        return thaw_step_emit(0x203E);
    return plain ? thaw_step_emit((uint32_t)byte) : thaw_step_error();
}

static thaw_decoder_step iso_lead(thaw_decoder *d, int byte)
{
    d->output_flag = false;
    if (!thaw_byte_in(byte, 0x21, 0x7E))
        return thaw_step_error();
    d->lead = (uint8_t)byte;
    d->state = TRAIL;
    return thaw_step_continue();
}

static thaw_decoder_step iso_trail(thaw_decoder *d, int byte)
{
    d->state = LEAD;
    if (!thaw_byte_in(byte, 0x21, 0x7E))
        return thaw_step_error();
    uint32_t code_point = thaw_index_jis0208[(d->lead - 0x21) * 94 + byte - 0x21];
    return code_point ? thaw_step_emit(code_point) : thaw_step_error();
}

static thaw_decoder_step iso_escape_start(thaw_decoder *d, int byte)
{
    if (byte == '$' || byte == '(') {
        d->lead = (uint8_t)byte;
        d->state = ESCAPE;
        return thaw_step_continue();
    }
    thaw_decoder_step step = thaw_step_error();
    d->output_flag = false;
    d->state = d->output_state;
    if (byte != THAW_END_OF_INPUT) {
        step.again[0] = (uint8_t)byte;
        step.n_again = 1;
    }
    return step;
}

/* The state that an escape sequence leads to, or -1. */
static int state_of_escape(int lead, int byte)
{
    if (lead == '(')
        return byte == 'B' ? ASCII : byte == 'J' ? ROMAN : byte == 'I' ? KATAKANA_SET : -1;
    return byte == '@' || byte == 'B' ? LEAD : -1;
}

static thaw_decoder_step iso_escape(thaw_decoder *d, int byte)
{
    int lead = d->lead, state = state_of_escape(lead, byte);
    d->lead = 0;
    if (state >= 0) {
        bool twice = d->output_flag; /* two sequences with nothing between them */
        d->state = d->output_state = (uint8_t)state;
        d->output_flag = true;
        return twice ? thaw_step_error() : thaw_step_continue();
    }
    thaw_decoder_step step = { .kind = THAW_STEP_ERROR, .again = { (uint8_t)lead, (uint8_t)byte } };
    step.n_again = byte == THAW_END_OF_INPUT ? 1 : 2;
    d->output_flag = false;
    d->state = d->output_state;
    return step;
}

thaw_decoder_step thaw_iso_2022_jp_step(thaw_decoder *d, int byte)
{
    if (d->state == ESCAPE_START)
        return iso_escape_start(d, byte);
    if (d->state == ESCAPE)
        return iso_escape(d, byte);
    if (byte == ESC) {
        bool in_character = d->state == TRAIL;
        d->state = ESCAPE_START;
        return in_character ? thaw_step_error() : thaw_step_continue();
    }
    if (byte == THAW_END_OF_INPUT) {
        bool in_character = d->state == TRAIL;
        d->state = in_character ? LEAD : d->state;
        return in_character ? thaw_step_error() : thaw_step_continue();
    }
    return d->state == LEAD ? iso_lead(d, byte) : d->state == TRAIL ? iso_trail(d, byte) : iso_single(d, byte);
}
