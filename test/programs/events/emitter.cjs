// SPDX-License-Identifier: MIT
// EventEmitter: order, once, prepending, removing while emitting, symbols, what the methods return.
const EventEmitter = require('node:events');
const log = (...args) => console.log(...args.map(String));
const e = new EventEmitter();
log(e.emit('nothing'), e.on('a', () => {}) === e, e.emit('a'), e.listenerCount('a'));
e.removeAllListeners();
e.on('a', function (...args) { log('first', this === e, args.length, ...args); });
e.once('a', () => log('once'));
e.prependListener('a', () => log('before'));
e.prependOnceListener('a', () => log('before, once'));
log(e.listenerCount('a'), e.emit('a', 1, undefined, 3), e.listenerCount('a'), e.emit('a'));
const third = () => log('third'), second = () => { log('second'); e.off('b', second).off('b', third); };
e.on('b', second).on('b', third).on('b', third);
log(e.emit('b'), e.listenerCount('b'), e.emit('b'));
e.on('c', () => e.on('c', () => log('added while it runs')));
log(e.emit('c'), e.listenerCount('c'));
const s = Symbol('s');
e.on(s, () => {}).on('__proto__', () => log('__proto__')).on('constructor', () => {});
log(e.eventNames().map(String).join(), e.emit('__proto__'));
const wrapped = () => {};
e.once('d', wrapped);
log(e.listeners('d')[0] === wrapped, e.rawListeners('d')[0] === wrapped, e.rawListeners('d')[0].listener === wrapped);
e.off('d', wrapped);
log(e.listenerCount('d'), e.listeners('d').length, e.listenerCount('b', third), e.listenerCount('b', () => {}));
log(e.getMaxListeners(), e.setMaxListeners(3) === e, e.getMaxListeners(), EventEmitter.defaultMaxListeners);

// --- expected ---
// code 0
//   false true true 1
//   before, once
//   before
//   first true 3 1 undefined 3
//   once
//   before
//   first true 0
//   4 true 2 true
//   second
//   third
//   third
//   third
//   true 1 true
//   true 2
//   __proto__
//   a,b,c,__proto__,constructor,Symbol(s) true
//   true false true
//   0 0 1 0
//   10 true 3 10
