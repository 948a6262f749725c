// SPDX-License-Identifier: MIT
// What differs between two values, as lines: "-" expected, "+" received.
'use strict';

const { inspect } = require('web/console/inspect');

const CELLS_MAX = 4000000; // of the comparison table: 2,000 by 2,000 lines
const CONTEXT = 3;
const LINES_MAX = 200;

function linesOf(value) {
  return inspect(value, { depth: 20, compact: false, sorted: true, breakLength: 80, maxArrayLength: 1000 }).split('\n');
}

// Longest common subsequence from the end: table[i][j] is its length for a[i..], b[j..].
function commonTable(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  }
  return table;
}

function merge(a, b) {
  const rows = [];
  let i = 0;
  let j = 0;
  const table = a.length * b.length <= CELLS_MAX ? commonTable(a, b) : undefined;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      rows.push([' ', a[i++]]);
      j++;
    } else if (table !== undefined && table[i][j + 1] > table[i + 1][j]) {
      rows.push(['+', b[j++]]);
    } else {
      rows.push(['-', a[i++]]);
    }
  }
  while (i < a.length) rows.push(['-', a[i++]]);
  while (j < b.length) rows.push(['+', b[j++]]);
  return rows;
}

// Unchanged lines far from any change are left out.
function shorten(rows) {
  const shown = rows.map((row, i) => rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([sign]) => sign !== ' '));
  const lines = [];
  rows.forEach(([sign, text], i) => {
    if (shown[i]) lines.push(`${sign} ${text}`);
    else if (shown[i - 1] || i === 0) lines.push('  ...');
  });
  if (lines.length > LINES_MAX) lines.splice(LINES_MAX, Infinity, `  ... ${lines.length - LINES_MAX} more lines`);
  return lines;
}

const SHORT = 60; // two values this short are shown in the message itself

function isShort(value) {
  const text = inspect(value, { depth: 20, breakLength: Infinity });
  return text.length <= SHORT && !text.includes('\n');
}

// undefined if the values are better shown as they are
function diff(expected, received) {
  const texts = typeof expected === 'string' && typeof received === 'string' && /\n/.test(expected + received);
  if (!texts && isShort(expected) && isShort(received)) return undefined;
  const a = texts ? expected.split('\n') : linesOf(expected);
  const b = texts ? received.split('\n') : linesOf(received);
  if (a.length === 1 && b.length === 1) return undefined;
  return ['- expected', '+ received', '', ...shorten(merge(a, b))].join('\n');
}

exports.diff = diff;
