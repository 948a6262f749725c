// SPDX-License-Identifier: MIT
// The same of an ES module: its error counts as an exception, not as a rejection.
process.on('uncaughtException', (error, origin) => console.log(origin, error.message));
process.on('unhandledRejection', (reason) => console.log('unhandledRejection event', reason.message));
setTimeout(() => console.log('timer'), 1);
throw new Error('main');

// --- expected ---
// code 0
//   unhandledRejection main
//   timer
