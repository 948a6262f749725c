// SPDX-License-Identifier: MIT
// One warning for too many listeners of an event, none with the limit 0 or Infinity.
const EventEmitter = require('events');
process.on('warning', (w) => console.log(w.name, w.type, w.count, w.emitter === e, w.message));
const e = new EventEmitter();
for (let i = 0; i < 13; i++) e.on('many', () => {});
const unlimited = new EventEmitter().setMaxListeners(0), infinite = new EventEmitter().setMaxListeners(Infinity);
for (let i = 0; i < 50; i++) for (const emitter of [unlimited, infinite]) emitter.on('many', () => {});

// --- expected ---
// code 0
//   MaxListenersExceededWarning many 11 true Possible EventEmitter memory leak detected. 11 many listeners added to [EventEmitter]. MaxListeners is 10. Use emitter.setMaxListeners() to increase limit
