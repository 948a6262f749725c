// SPDX-License-Identifier: MIT
// An 'exit' listener may still change the code 13.
process.on('exit', (code) => {
  console.log('exit', code);
  process.exitCode = 7;
});
await new Promise(() => {});

// --- expected ---
// code 7
//   exit 0
