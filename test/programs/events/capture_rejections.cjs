// SPDX-License-Identifier: MIT
// captureRejections: a listener's rejected promise becomes an 'error' event, or goes to the emitter's own method.
const EventEmitter = require('events');
const e = new EventEmitter({ captureRejections: true });
e.on('a', async (value) => { throw new Error(`async ${value}`); });
e.on('error', (error) => console.log('error event', error.message));
e.emit('a', 1);
const own = new EventEmitter({ captureRejections: true });
own[Symbol.for('nodejs.rejection')] = (error, type, ...args) => console.log('own', error.message, type, args.join());
own.on('b', async () => { throw new Error('b'); });
own.emit('b', 1, 2);
const off = new EventEmitter();
off.on('c', async () => { throw new Error('c'); });
process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
off.emit('c');

// --- expected ---
// code 0
//   error event async 1
//   own b b 1,2
//   unhandled c
