// SPDX-License-Identifier: MIT
// An 'error' event without a listener is thrown; of a value that is no error the text says what it was.
const EventEmitter = require('node:events');
process.on('uncaughtException', (error, origin) => console.log(error.name, error.code, error.message, origin));
setTimeout(() => new EventEmitter().emit('error', new RangeError('as it is')), 1);
setTimeout(() => new EventEmitter().emit('error', { a: 1 }), 3);
setTimeout(() => new EventEmitter().emit('error', 'text'), 5);
setTimeout(() => new EventEmitter().emit('error'), 7);

// --- expected ---
// code 0
//   RangeError undefined as it is uncaughtException
//   Error ERR_UNHANDLED_ERROR Unhandled error. ({ a: 1 }) uncaughtException
//   Error ERR_UNHANDLED_ERROR Unhandled error. ('text') uncaughtException
//   Error ERR_UNHANDLED_ERROR Unhandled error. (undefined) uncaughtException
