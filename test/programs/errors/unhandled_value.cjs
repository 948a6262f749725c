// SPDX-License-Identifier: MIT
// A reason that is no error is wrapped.
process.on('uncaughtException', (error, origin) => {
  console.log(error.name, error.code, origin, error instanceof Error);
  console.log(error.message);
});
Promise.reject({ a: 1 });
setTimeout(() => Promise.reject(undefined), 2);
setTimeout(() => Promise.reject(null), 4);
setTimeout(() => Promise.reject('text'), 6);
setTimeout(() => Promise.reject(Symbol('s')), 8);
setTimeout(() => Promise.reject(12n), 10);

// --- expected ---
// code 0
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "#<Object>".
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "undefined".
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "null".
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "text".
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "Symbol(s)".
//   UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection true
//   This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "12".
