// SPDX-License-Identifier: MIT
// How printed values are laid out: width of text on a terminal, short entries grouped into columns, entries joined on
// one line or put on one each. The rules and their constants are those of Node's util.inspect, since people compare.
'use strict';

const ANSI = /[\u001B\u009B][[\]()#;?]*(?:(?:(?:[a-zA-Z\d]*(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?(?:\u0007|\u001B\\))|(?:(?:\d{1,4}(?:[;:]\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]))/g;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

function stripAnsi(text) {
  return text.includes('\u001B') || text.includes('\u009B') ? text.replace(ANSI, '') : text;
}

// East Asian wide and fullwidth characters, and emoji, take two columns.
function isWide(code) {
  return code >= 0x1100 && (code <= 0x115f || code === 0x2329 || code === 0x232a ||
    (code >= 0x2e80 && code <= 0x3247 && code !== 0x303f) || (code >= 0x3250 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0xa4c6) || (code >= 0xa960 && code <= 0xa97c) || (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe10 && code <= 0xfe19) || (code >= 0xfe30 && code <= 0xfe6b) ||
    (code >= 0xff01 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1b000 && code <= 0x1b001) ||
    (code >= 0x1f200 && code <= 0x1f251) || (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1f6ff) || (code >= 0x1f900 && code <= 0x1f9ff) || (code >= 0x20000 && code <= 0x3fffd));
}

function width(text) {
  text = stripAnsi(text);
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const char of text.normalize('NFC')) {
    if (isWide(char.codePointAt(0))) columns += 2;
    else if (!ZERO_WIDTH.test(char)) columns++;
  }
  return columns;
}

// More than six short entries of an array become rows of columns. `extra` tells whether the last entry is the
// "... n more items" line, which stays on its own.
function group(entries, { breakLength, compact, indent, extra, alignRight }) {
  const count = entries.length - (extra ? 1 : 0);
  const gap = 2; // ", "
  const lengths = new Array(count);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    lengths[i] = width(entries[i]);
    total += lengths[i] + gap;
    longest = Math.max(longest, lengths[i]);
  }
  const cell = longest + gap;
  if (cell * 3 + indent >= breakLength || (total / cell <= 5 && longest > 6)) return entries;

  // About square on a screen where a line is 2.5 times as high as a character is wide, leaning to the average entry
  // where lengths differ much.
  const biased = Math.max(cell - 3 - Math.sqrt(cell - total / entries.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((breakLength - indent) / cell),
    compact * 4,
    15,
  );
  if (columns <= 1) return entries;

  const widths = [];
  for (let column = 0; column < columns; column++) {
    let most = 0;
    for (let i = column; i < count; i += columns) most = Math.max(most, lengths[i]);
    widths.push(most + gap);
  }
  const rows = [];
  for (let start = 0; start < count; start += columns) {
    const last = Math.min(start + columns, count) - 1;
    let row = '';
    for (let i = start; i < last; i++) {
      const padding = ' '.repeat(widths[i - start] - gap - lengths[i]);
      row += alignRight ? `${padding}${entries[i]}, ` : `${entries[i]}, ${padding}`;
    }
    const padding = alignRight ? ' '.repeat(widths[last - start] - gap - lengths[last]) : '';
    rows.push(row + padding + entries[last]);
  }
  if (extra) rows.push(entries[count]);
  return rows;
}

// Do the entries fit one line behind `start` columns? With colours their escapes don't count.
function fits(entries, start, breakLength, colors) {
  let total = entries.length + start;
  if (total + entries.length > breakLength) return false;
  for (const entry of entries) {
    total += colors ? stripAnsi(entry).length : entry.length;
    if (total > breakLength) return false;
  }
  return true;
}

exports.stripAnsi = stripAnsi;
exports.width = width;
exports.group = group;
exports.fits = fits;
