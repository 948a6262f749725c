// SPDX-License-Identifier: MIT
// The monitor alone does not save the process.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.on('exit', (code) => console.log('exit', code, process.exitCode));
setTimeout(() => console.log('never'), 5);
throw new Error('boom');

// --- expected ---
// code 1
//   monitor boom uncaughtException
//   exit 1 1
