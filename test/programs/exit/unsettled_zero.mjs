// SPDX-License-Identifier: MIT
// exitCode = 0 counts as set.
process.exitCode = 0;
process.on('exit', (code) => console.log('exit', code));
await new Promise(() => {});

// --- expected ---
// code 0
//   exit 0
