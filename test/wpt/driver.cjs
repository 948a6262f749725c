// SPDX-License-Identifier: MIT
// driver.cjs ROOT PATH VARIANT PROGRAM MARK: evaluates PROGRAM, which runner.py put together, as one global script.
'use strict';

const fs = require('node:fs');

const [root, path, variant, program, mark] = process.argv.slice(2);
const { stdout } = process;
globalThis.__wpt = {
  path, variant, mark,
  fetchesFiles: true,
  read: (file, encoding) => fs.readFileSync(root + file, encoding),
  // Node's write to a full pipe may not be done when it returns, and exit() would cut it off.
  finish: (text) => stdout.write(`${text}\n`, () => setTimeout(() => process.exit(0), 0)),
};
(0, eval)(fs.readFileSync(program, 'utf8'));
