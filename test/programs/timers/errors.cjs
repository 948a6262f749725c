// SPDX-License-Identifier: MIT
// Wrong arguments, with Node's codes and texts.
const attempt = (name, f) => {
  try {
    f();
    console.log(`${name}: nothing`);
  } catch (error) {
    console.log(`${name}: ${error.name} ${error.code}: ${error.message}`);
  }
};
for (const f of [setTimeout, setInterval, setImmediate, queueMicrotask, process.nextTick]) {
  for (const value of [undefined, null, 'text', 1, true, Symbol('s'), {}, [], 10n, Object.create(null)])
    attempt(f.name, () => f(value));
}
attempt('clearTimeout', () => {
  for (const value of [undefined, null, 'x', '1', 7, {}, [], NaN, 1e10, true]) clearTimeout(value);
});
attempt('clearImmediate', () => {
  for (const value of [undefined, null, {}]) clearImmediate(value);
});
for (const delay of [Symbol('delay'), 1n, { valueOf() { throw new TypeError('mine'); } }]) {
  try {
    setTimeout(() => console.log('never'), delay);
  } catch (error) {
    console.log(typeof delay, error.name);
  }
}

// --- expected ---
// code 0
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received undefined
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received null
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type string ('text')
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type number (1)
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type boolean (true)
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type symbol (Symbol(s))
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Object
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Array
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type bigint (10n)
//   setTimeout: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received [Object: null prototype] {}
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received undefined
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received null
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type string ('text')
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type number (1)
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type boolean (true)
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type symbol (Symbol(s))
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Object
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Array
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type bigint (10n)
//   setInterval: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received [Object: null prototype] {}
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received undefined
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received null
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type string ('text')
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type number (1)
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type boolean (true)
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type symbol (Symbol(s))
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Object
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Array
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type bigint (10n)
//   setImmediate: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received [Object: null prototype] {}
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received undefined
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received null
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type string ('text')
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type number (1)
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type boolean (true)
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type symbol (Symbol(s))
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Object
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Array
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type bigint (10n)
//   queueMicrotask: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received [Object: null prototype] {}
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received undefined
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received null
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type string ('text')
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type number (1)
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type boolean (true)
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type symbol (Symbol(s))
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Object
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received an instance of Array
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received type bigint (10n)
//   nextTick: TypeError ERR_INVALID_ARG_TYPE: The "callback" argument must be of type function. Received [Object: null prototype] {}
//   clearTimeout: nothing
//   clearImmediate: nothing
//   symbol TypeError
//   bigint TypeError
//   object TypeError
