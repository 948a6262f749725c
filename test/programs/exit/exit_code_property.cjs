// SPDX-License-Identifier: MIT
// process.exitCode is the code of a natural end, and what 'exit' listeners get; they may change it.
process.exitCode = 3;
process.on('beforeExit', (code) => console.log('beforeExit', code));
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  process.exitCode = 4;
});
process.on('exit', (code) => console.log('second', code, process.exitCode));

// --- expected ---
// code 4
//   beforeExit 3
//   exit 3 3
//   second 3 4
