// SPDX-License-Identifier: MIT
// What a Timeout and an Immediate are, and what their methods return.
const timeout = setTimeout(() => {}, 1), interval = setInterval(() => {}, 1), immediate = setImmediate(() => {});
console.log(timeout.constructor.name, interval.constructor.name, immediate.constructor.name);
console.log(Object.prototype.toString.call(timeout), Object.prototype.toString.call(immediate));
console.log(timeout.constructor === interval.constructor, timeout.constructor === immediate.constructor);
const has = (object, names) => names.map((name) => typeof object[name]).join(' ');
console.log(has(timeout, ['ref', 'unref', 'hasRef', 'refresh', 'close', Symbol.toPrimitive, Symbol.dispose]));
console.log(has(immediate, ['ref', 'unref', 'hasRef', Symbol.dispose]));
console.log([timeout.ref(), timeout.unref(), timeout.refresh(), timeout.close()].every((result) => result === timeout));
console.log(immediate.ref() === immediate, immediate.unref() === immediate, immediate.hasRef());
console.log(clearTimeout(timeout), clearInterval(interval), clearImmediate(immediate), immediate.hasRef());
console.log(timeout[Symbol.dispose](), immediate[Symbol.dispose]());
console.log(timeout.hasRef(), interval.hasRef());
for (const f of [setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, queueMicrotask])
  console.log(f.name, Object.getOwnPropertyDescriptor(globalThis, f.name).enumerable);

// --- expected ---
// code 0
//   Timeout Timeout Immediate
//   [object Object] [object Object]
//   true false
//   function function function function function function function
//   function function function function
//   true
//   true true false
//   undefined undefined undefined false
//   undefined undefined
//   false true
//   setTimeout true
//   setInterval true
//   setImmediate true
//   clearTimeout true
//   clearInterval true
//   clearImmediate true
//   queueMicrotask true
