// SPDX-License-Identifier: MIT
// Wrong arguments.
const EventEmitter = require('events');
const e = new EventEmitter();
const attempt = (name, f) => {
  try {
    f();
    console.log(name, 'nothing');
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
attempt('on', () => e.on('x', 1));
attempt('once', () => e.once('x'));
attempt('off', () => e.removeListener('x', {}));
attempt('prepend', () => e.prependListener('x', null));
for (const n of ['x', -1, NaN, undefined]) attempt('setMaxListeners', () => e.setMaxListeners(n));
attempt('default', () => { EventEmitter.defaultMaxListeners = 'x'; });
attempt('static', () => EventEmitter.setMaxListeners(-1));
attempt('capture', () => new EventEmitter({ captureRejections: 1 }));
attempt('capture', () => { EventEmitter.captureRejections = 1; });
attempt('static on', () => EventEmitter.on({}, 'x'));
attempt('symbol', () => e.emit('error', Symbol('q')));
attempt('null', () => e.emit('error', null));

// --- expected ---
// code 0
//   on TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be of type function. Received type number (1)
//   once TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be of type function. Received undefined
//   off TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be of type function. Received an instance of Object
//   prepend TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be of type function. Received null
//   setMaxListeners TypeError ERR_INVALID_ARG_TYPE The "setMaxListeners" argument must be of type number. Received type string ('x')
//   setMaxListeners RangeError ERR_OUT_OF_RANGE The value of "setMaxListeners" is out of range. It must be >= 0. Received -1
//   setMaxListeners RangeError ERR_OUT_OF_RANGE The value of "setMaxListeners" is out of range. It must be >= 0. Received NaN
//   setMaxListeners TypeError ERR_INVALID_ARG_TYPE The "setMaxListeners" argument must be of type number. Received undefined
//   default TypeError ERR_INVALID_ARG_TYPE The "defaultMaxListeners" argument must be of type number. Received type string ('x')
//   static RangeError ERR_OUT_OF_RANGE The value of "setMaxListeners" is out of range. It must be >= 0. Received -1
//   capture TypeError ERR_INVALID_ARG_TYPE The "options.captureRejections" property must be of type boolean. Received type number (1)
//   capture TypeError ERR_INVALID_ARG_TYPE The "EventEmitter.captureRejections" property must be of type boolean. Received type number (1)
//   static on TypeError ERR_INVALID_ARG_TYPE The "emitter" argument must be an instance of EventEmitter. Received an instance of Object
//   symbol Error ERR_UNHANDLED_ERROR Unhandled error. (Symbol(q))
//   null Error ERR_UNHANDLED_ERROR Unhandled error. (null)
