// SPDX-License-Identifier: MIT
// An 'unhandledRejection' listener that throws: an uncaught exception.
process.on('unhandledRejection', () => { throw new Error('from the listener'); });
process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
Promise.reject(new Error('first'));
setTimeout(() => console.log('goes on'), 1);

// --- expected ---
// code 0
//   from the listener uncaughtException
//   goes on
