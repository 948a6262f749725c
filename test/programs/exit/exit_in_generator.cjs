// SPDX-License-Identifier: MIT
// process.exit inside a generator inside iteration helpers inside callbacks of the engine.
process.on('exit', (code) => console.log('exit', code));
function* numbers() {
  try {
    yield 1;
    process.exit(9);
  } finally {
    console.log('never');
  }
}
setImmediate(() => [3, 1, 2].sort(() => [...numbers()].length));

// --- expected ---
// code 9
//   exit 9
