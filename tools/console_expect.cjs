// SPDX-License-Identifier: MIT
// Writes what Node prints for the expressions in test/js/console/*-cases.txt to *-cases.json, which the tests compare
// Thaw with. Run it with the Node release that process.version names: node tools/console_expect.cjs
//
// A line of inspect-cases.txt is an expression, with options in braces before it if any; a line of format-cases.txt is an
// array of arguments.
'use strict';
const fs = require('fs');
const path = require('path');
const util = require('util');

const folder = path.join(__dirname, '..', 'test', 'js', 'console');
const { parseCase, withHelpers } = require(path.join(folder, 'cases.cjs'));
withHelpers(globalThis);

for (const [name, print] of [
  ['inspect', (value, options) => util.inspect(value, options)],
  ['format', (args) => util.format(...args)],
]) {
  const lines = fs.readFileSync(path.join(folder, `${name}-cases.txt`), 'utf8').split('\n').filter(Boolean);
  const rows = lines.map((line) => {
    const { source, options } = name === 'inspect' ? parseCase(line) : { source: line };
    return { line, expected: print((0, eval)(source), options && (0, eval)(`(${options})`)) };
  });
  fs.writeFileSync(path.join(folder, `${name}-cases.json`), `${JSON.stringify({ node: process.version, rows }, null, 1)}\n`);
}
