// SPDX-License-Identifier: MIT
// errorMonitor hears of errors before others do, and does not handle them.
const { EventEmitter, errorMonitor, getEventListeners } = require('events');
const e = new EventEmitter();
e.on(errorMonitor, (error) => console.log('monitor', error.message));
try {
  e.emit('error', new Error('nobody listens'));
} catch (error) {
  console.log('thrown', error.message);
}
e.on('error', (error) => console.log('listener', error.message));
console.log(e.emit('error', new Error('x')), getEventListeners(e, 'error').length);
class Sub extends EventEmitter {}
const f = Object.create(EventEmitter.prototype);
f.on('x', () => console.log('without its constructor'));
console.log(f.emit('x'), new Sub() instanceof EventEmitter, EventEmitter.EventEmitter === EventEmitter);

// --- expected ---
// code 0
//   monitor nobody listens
//   thrown nobody listens
//   monitor x
//   listener x
//   true 1
//   without its constructor
//   true true true
