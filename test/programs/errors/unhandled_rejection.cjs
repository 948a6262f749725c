// SPDX-License-Identifier: MIT
// 'unhandledRejection' gets reason and promise; 'rejectionHandled' the promise when a handler comes late.
const known = new Map();
process.on('unhandledRejection', (reason, promise) => {
  console.log('unhandled', reason.message ?? reason);
  known.set(promise, reason);
});
process.on('rejectionHandled', (promise) => console.log('handled late', known.get(promise).message ?? known.get(promise)));
const late = Promise.reject(new Error('late'));
Promise.reject('text');
Promise.reject(new Error('caught in time')).catch(() => console.log('caught'));
const inTick = Promise.reject(new Error('caught in a tick'));
process.nextTick(() => inTick.catch(() => console.log('caught in a tick')));
const afterMicrotask = Promise.reject(new Error('caught in a microtask'));
Promise.resolve().then(() => {}).then(() => afterMicrotask.catch(() => console.log('caught in a microtask')));
setTimeout(() => late.catch((error) => console.log('its handler', error.message)), 5);

// --- expected ---
// code 0
//   caught
//   caught in a tick
//   caught in a microtask
//   unhandled late
//   unhandled text
//   its handler late
//   handled late late
