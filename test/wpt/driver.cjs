// SPDX-License-Identifier: MIT
// driver.cjs ROOT PATH VARIANT PROGRAM MARK: evaluates PROGRAM, which runner.py put together, as one global script.
'use strict';

const fs = require('node:fs');

const [root, path, variant, program, mark] = process.argv.slice(2);
const log = console.log;
globalThis.__wpt = {
  path, variant, mark,
  fetchesFiles: true,
  read: (file, encoding) => fs.readFileSync(root + file, encoding),
  print: (text) => log(text),
  exit: () => setTimeout(() => process.exit(0), 0),
};
(0, eval)(fs.readFileSync(program, 'utf8'));
