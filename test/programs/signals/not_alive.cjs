// SPDX-License-Identifier: MIT
// A signal listener does not keep the process alive.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('exit', () => console.log('exit'));

// --- expected ---
// code 0
//   exit
