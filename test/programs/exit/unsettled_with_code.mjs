// SPDX-License-Identifier: MIT
// An exitCode that was set stands against 13.
process.exitCode = 42;
process.on('exit', (code) => console.log('exit', code));
await new Promise(() => {});

// --- expected ---
// code 42
//   exit 42
