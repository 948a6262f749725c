// SPDX-License-Identifier: MIT
// console.table: rows of tabular data framed by lines, as Node draws them.
'use strict';

const { inspect } = require('web/console/inspect');
const { width } = require('web/console/layout');
const native = internal.console;

const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);

function cellText(value, colors) {
  const depth = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0;
  return inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth, colors });
}

function draw(head, columns) {
  const height = Math.max(0, ...columns.map((column) => column.length));
  const widths = head.map((name, i) => Math.max(width(name), ...columns[i].map((cell) => width(cell ?? ''))) + 2);
  const rule = (left, middle, right) => left + widths.map((w) => '─'.repeat(w)).join(middle) + right;
  const row = (cells) => `│${cells.map((cell, i) => {
    const text = cell ?? '';
    return ` ${text}${' '.repeat(widths[i] - 1 - width(text))}`;
  }).join('│')}│`;
  const lines = [rule('┌', '┬', '┐'), row(head), rule('├', '┼', '┤')];
  for (let i = 0; i < height; i++) lines.push(row(columns.map((column) => column[i])));
  lines.push(rule('└', '┴', '┘'));
  return lines.join('\n');
}

// Maps, Sets and their iterators: an index, and one or two columns.
function collectionTable(entries, keyed, isIterator, colors) {
  const step = keyed ? 2 : 1;
  const rows = Array.from({ length: entries.length / step }, (_, i) => i);
  const column = (offset) => rows.map((i) => cellText(entries[i * step + offset], colors));
  const index = rows.map(String);
  if (keyed) return draw(['(iteration index)', 'Key', 'Values'], [index, column(0), column(1)]);
  return draw(['(iteration index)', 'Values'], [index, column(0)]);
}

function table(data, properties, colors) {
  const preview = native.previewEntries(data);
  if (preview !== undefined) return collectionTable(preview[0], preview[1], false, colors);
  const columns = new Map();
  const values = [];
  const indexes = Object.keys(data);
  let hasPrimitives = false;
  indexes.forEach((index, i) => {
    const item = data[index];
    const primitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (primitive) {
      hasPrimitives = true;
      values[i] = cellText(item, colors);
      return;
    }
    for (const key of properties ?? Object.keys(item)) {
      if (!columns.has(key)) columns.set(key, []);
      columns.get(key)[i] = hasOwn(item, key) ? cellText(item[key], colors) : '';
    }
  });
  const fill = (column) => Array.from({ length: indexes.length }, (_, i) => column[i] ?? '');
  const head = ['(index)', ...columns.keys()];
  const body = [indexes, ...[...columns.values()].map(fill)];
  if (hasPrimitives) {
    head.push('Values');
    body.push(fill(values));
  }
  return draw(head, body);
}

exports.table = table;
