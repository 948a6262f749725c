// SPDX-License-Identifier: MIT
// An uncaught error ends with code 1, which 'exit' listeners see and may change.
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  process.exitCode = 30;
});
process.exitCode = 20;
throw new Error('boom');

// --- expected ---
// code 30
//   exit 1 1
