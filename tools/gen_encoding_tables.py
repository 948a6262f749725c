#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the tables of the legacy encodings: gen_encoding_tables.py OUT.c

The Encoding Standard's indexes are what Python's codecs know, but for the differences that are listed here; test/unit
and the web-platform-tests hold the result against the standard. src/parse/encoding/tables.h says what is written.
"""
import sys

SINGLE_BYTE = {  # the standard's name: Python's
    "ibm866": "cp866", **{f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "koi8-r": "koi8-r", "koi8-u": "koi8-u", "macintosh": "mac-roman", "windows-874": "cp874",
    **{f"windows-{n}": f"cp{n}" for n in range(1250, 1259)}, "x-mac-cyrillic": "mac-cyrillic"}
SINGLE_BYTE_CHANGES = {"koi8-u": {0xAE: 0x45E, 0xBE: 0x40E}, "windows-1255": {0xCA: 0x5BA}}

# pointer: code points of it and the next ones
BIG5_CHANGES = """
1000:3875,21D53,2369E,26021,3EEC,258DE,3AF5,7AFC,9F97,24161,2890D,231EA,20A8A,2325E,430A,8484
1016:9F96,942F,4930,8613,5896,974A,9218,79D0,7A32,6660,6A29,889D,744C,7BC5,6782,7A2C
1032:524F,9046,34E6,73C4,25DB9,74C6,9FC7,57B3,492F,544C,4131,2368E,5818,7A72,27B65,8B8F
1048:46AE,26E88,4181,25D99,7BAE,224BC,9FC8,224C1,224C9,224CC,9FC9,8504,235BB,40B4,9FCA,44E1
1064:2ADFF,62C1,706E,9FCB 2082:7BB8 2088:7C06 2103:7CCE 2114:7DD2 2123:7E1D 2148:8005 2151:8028 2221:83C1 2239:84A8
2244:840F 2303:89A6,89A9 2354:8D77 2400:90FD 2413:92B9 2477:975C 2498:97FF 2605:9F16 2673:8503
2746:5159,515B,515D,515E 2771:936E 2780:7479 2990:6D67 3087:799B 3259:9097 3301:975D 3436:701E 3451:5B28 4136:7201
4138:77D7 4141:7E87 4182:99D6 4206:91D4 4220:60DE 4230:6FB6 4241:8F36 4258:4FBB 4273:71DF 4279:9104 4282:9DF0
4294:83CF 4329:5C10,79E3 4349:5A67 4419:8F0B 4422:7B51 4494:62D0 4624:6062 4694:75F9 4708:6C4A 4742:9B2E 4748:9F17
4815:50ED 4828:5F0C 4902:880F 4922:62CE 4982:7468 4992:7162 4997:7250 5029:2027 5038:FE51 5120:AF 5153:FF5E
5168:2295,2299 5182:2215,FE68 5185:FFE5 5187:FFE0,FFE1
5432:2400,2401,2402,2403,2404,2405,2406,2407,2408,2409,240A,240B,240C,240D,240E,240F
5448:2410,2411,2412,2413,2414,2415,2416,2417,2418,2419,241A,241B,241C,241D,241E,241F 5464:2421,20AC 10942:5EF4
10946:65E0 10948:7676 10950:96B6 10957:3003,4EDD 19028:5029 19035:507D 19088:5305 19096:5344 19112:537F 19162:5605
19240:5A77 19299:5E75 19305:5ED0 19326:5F58 19355:60A4 19398:6490 19439:6674 19454:675E 19553:6C9C,6E1D 19557:6E2F
19611:716E 19643:732A 19672:745C 19697:74E9 19748:7809
"""
# GB 18030-2022 took characters out of the private use area.
GB18030_CHANGES = {
    0xA3A0: 0x3000, 0xA8BC: 0x1E3F, 0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14,
    0xA6DE: 0xFE15, 0xA6DF: 0xFE16, 0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5,
    0xFE66: 0x9FB6, 0xFE67: 0x9FB7, 0xFE6D: 0x9FB8, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFEA0: 0x9FBB}
JIS0212_CHANGES = {116: 0xFF5E}
JIS0208_PRIVATE = range(8836, 10716)  # Shift_JIS computes these


def decoded(codec, data):
    """-> the one code point that the bytes stand for, or 0"""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return 0
    return ord(text) if len(text) == 1 else 0


def single_byte(name, codec):
    table = [decoded(codec, bytes([b])) or (b if b < 0xA0 else 0) for b in range(0x80, 0x100)]
    for byte, code_point in SINGLE_BYTE_CHANGES.get(name, {}).items():
        table[byte - 0x80] = code_point
    return table


def trail(offset, first_gap, base, above):
    return offset + (base if offset < first_gap else above)


def big5():
    table = [decoded("big5hkscs", bytes([p // 157 + 0x81, trail(p % 157, 0x3F, 0x40, 0x62)])) for p in range(19782)]
    for run in BIG5_CHANGES.split():
        pointer, code_points = run.split(":")
        for i, code_point in enumerate(code_points.split(",")):
            table[int(pointer) + i] = int(code_point, 16)
    return table


def gb18030():
    def at(p):
        lead, second = p // 190 + 0x81, trail(p % 190, 0x3F, 0x40, 0x41)
        return GB18030_CHANGES.get(lead << 8 | second) or decoded("gb18030", bytes([lead, second]))
    return [at(p) for p in range(23940)]


def gb18030_ranges():
    """-> [(first pointer, its code point)] of the runs of four-byte codes"""
    runs, previous = [], None
    for p in range(39420):
        code_point = decoded("gb18030", bytes([0x81 + p // 12600, 0x30 + p // 1260 % 10, 0x81 + p // 10 % 126,
                                               0x30 + p % 10]))
        if code_point and code_point - 1 != previous:
            runs.append((p, code_point))
        previous = code_point or None
    return runs


def jis0208():
    def at(p):
        lead = p // 188
        return decoded("cp932", bytes([lead + (0x81 if lead < 0x1F else 0xC1), trail(p % 188, 0x3F, 0x40, 0x41)]))
    return [0 if p in JIS0208_PRIVATE else at(p) for p in range(11280)]


def jis0212():
    return [JIS0212_CHANGES.get(p) or decoded("euc_jp", bytes([0x8F, p // 94 + 0xA1, p % 94 + 0xA1])) for p in range(8836)]


def euc_kr():
    return [decoded("cp949", bytes([p // 190 + 0x81, p % 190 + 0x41])) for p in range(23750)]


def rows(values):
    values = [f"{v:#x}" if v > 9 else str(v) for v in values]
    return "".join("    " + ", ".join(values[i:i + 16]) + ",\n" for i in range(0, len(values), 16))


def array(out, kind, name, values):
    out.write(f"const {kind} thaw_index_{name}[{len(values)}] = {{\n{rows(values)}}};\n\n")


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write("/* Made by tools/gen_encoding_tables.py; not to be edited. */\n"
                  "#include \"parse/encoding/tables.h\"\n\n")
        out.write(f"const uint16_t thaw_index_single_byte[{len(SINGLE_BYTE)}][128] = {{\n")
        for name in sorted(SINGLE_BYTE):
            out.write(f"  {{ /* {name} */\n{rows(single_byte(name, SINGLE_BYTE[name]))}  }},\n")
        out.write("};\n\n")
        wide = big5()
        array(out, "uint16_t", "big5", [c & 0xFFFF for c in wide])
        array(out, "uint8_t", "big5_plane2", [sum((wide[p + i] > 0xFFFF) << i for i in range(8) if p + i < len(wide))
                                              for p in range(0, len(wide), 8)])
        array(out, "uint16_t", "gb18030", gb18030())
        runs = gb18030_ranges()
        array(out, "uint16_t", "gb18030_pointer", [p for p, _ in runs])
        array(out, "uint16_t", "gb18030_code_point", [c for _, c in runs])
        array(out, "uint16_t", "jis0208", jis0208())
        array(out, "uint16_t", "jis0212", jis0212())
        array(out, "uint16_t", "euc_kr", euc_kr())


main()
