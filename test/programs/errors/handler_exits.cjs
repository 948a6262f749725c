// SPDX-License-Identifier: MIT
// A handler may end the process itself.
process.on('uncaughtException', () => process.exit(5));
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => { throw new Error('boom'); }, 1);
setTimeout(() => console.log('never'), 50);

// --- expected ---
// code 5
//   exit 5
