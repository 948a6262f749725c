/* SPDX-License-Identifier: MIT
 * EUC-KR (Encoding Standard, section 13). */
#include "parse/encoding/decoder_int.h"
#include "parse/encoding/tables.h"

thaw_decoder_step thaw_euc_kr_step(thaw_decoder *d, int byte)
{
    int lead = d->lead;
    d->lead = 0;
    if (byte == THAW_END_OF_INPUT)
        return thaw_step_error();
    if (lead) {
        int pointer = (lead - 0x81) * 190 + byte - 0x41;
        bool known = thaw_byte_in(byte, 0x41, 0xFE) && pointer < THAW_INDEX_EUC_KR;
        return thaw_step_of(known ? thaw_index_euc_kr[pointer] : 0, byte);
    }
    if (byte < 0x80)
        return thaw_step_emit((uint32_t)byte);
    if (!thaw_byte_in(byte, 0x81, 0xFE))
        return thaw_step_error();
    d->lead = (uint8_t)byte;
    return thaw_step_continue();
}
