// SPDX-License-Identifier: MIT
// 'newListener' comes before the listener is there, 'removeListener' after it is gone; both get the listener itself.
const EventEmitter = require('events');
const e = new EventEmitter();
const f = () => {}, g = () => {};
const name = (listener) => (listener === f ? 'f' : listener === g ? 'g' : 'other');
e.on('newListener', (type, listener) => console.log('new', type, name(listener), e.listenerCount(type)));
e.on('removeListener', (type, listener) => console.log('removed', type, name(listener), e.listenerCount(type)));
e.on('a', f);
e.once('a', g);
e.emit('a');
e.off('a', f);
e.off('a', f);
e.on('b', f).on('b', g).on('c', f);
e.removeAllListeners('b');
e.removeAllListeners();
console.log(e.eventNames().length);

// --- expected ---
// code 0
//   new removeListener other 0
//   new a f 0
//   new a g 1
//   removed a other 1
//   removed a f 0
//   new b f 0
//   new b g 1
//   new c f 0
//   removed b g 1
//   removed b f 0
//   removed newListener other 0
//   removed c f 0
//   0
