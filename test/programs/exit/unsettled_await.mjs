// SPDX-License-Identifier: MIT
// A main module whose top-level await nothing can settle: code 13, and a warning that names the place.
process.on('exit', (code) => console.log('exit', code, process.exitCode));
process.on('beforeExit', (code) => console.log('beforeExit', code));
setTimeout(() => console.log('timer'), 1);
await new Promise(() => {});
console.log('never');

// --- expected ---
// code 13
//   timer
//   beforeExit 0
//   exit 0 13
