// SPDX-License-Identifier: MIT
// 'uncaughtException' and its monitor get the error and where it came from.
process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message ?? error, origin));
process.on('uncaughtException', (error, origin) => console.log('handler', error.message ?? error, origin));
setTimeout(() => { throw new Error('thrown'); }, 1);
setTimeout(() => Promise.reject(new Error('rejected')), 5);
setTimeout(() => Promise.reject('no error'), 10);
setTimeout(() => { throw 'a string'; }, 15).hasRef();
process.on('exit', (code) => console.log('exit', code));

// --- expected ---
// code 0
//   monitor thrown uncaughtException
//   handler thrown uncaughtException
//   monitor rejected unhandledRejection
//   handler rejected unhandledRejection
//   monitor This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "no error". unhandledRejection
//   handler This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "no error". unhandledRejection
//   monitor a string uncaughtException
//   handler a string uncaughtException
//   exit 0
