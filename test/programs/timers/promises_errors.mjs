// SPDX-License-Identifier: MIT
// node:timers/promises rejects wrong arguments; it does not throw.
import { setTimeout as sleep, setImmediate as immediate, setInterval as every, scheduler } from 'node:timers/promises';
const attempt = async (name, f) => {
  let promise;
  try {
    promise = f();
  } catch (error) {
    console.log(`${name} throws ${error.code}: ${error.message}`);
    return;
  }
  await promise.then((value) => console.log(name, value), (error) => console.log(`${name} rejects ${error.code}: ${error.message}`));
};
for (const options of [null, 1, 'x', { signal: {} }, { signal: 'x' }, { ref: 1 }]) {
  const text = JSON.stringify(options);
  await attempt(`setTimeout ${text}`, () => sleep(1, 'v', options));
  await attempt(`setImmediate ${text}`, () => immediate('v', options));
  await attempt(`setInterval ${text}`, () => every(1, 'v', options).next());
}
await attempt('delay', () => sleep('x'));
await attempt('wait', () => scheduler.wait(1, { signal: 1 }));
await attempt('construct', () => new scheduler.constructor());

// --- expected ---
// code 0
//   setTimeout null rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received null
//   setImmediate null rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received null
//   setInterval null rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received null
//   setTimeout 1 rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type number (1)
//   setImmediate 1 rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type number (1)
//   setInterval 1 rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type number (1)
//   setTimeout "x" rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type string ('x')
//   setImmediate "x" rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type string ('x')
//   setInterval "x" rejects ERR_INVALID_ARG_TYPE: The "options" argument must be of type object. Received type string ('x')
//   setTimeout {"signal":{}} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received an instance of Object
//   setImmediate {"signal":{}} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received an instance of Object
//   setInterval {"signal":{}} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received an instance of Object
//   setTimeout {"signal":"x"} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received type string ('x')
//   setImmediate {"signal":"x"} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received type string ('x')
//   setInterval {"signal":"x"} rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received type string ('x')
//   setTimeout {"ref":1} rejects ERR_INVALID_ARG_TYPE: The "options.ref" property must be of type boolean. Received type number (1)
//   setImmediate {"ref":1} rejects ERR_INVALID_ARG_TYPE: The "options.ref" property must be of type boolean. Received type number (1)
//   setInterval {"ref":1} rejects ERR_INVALID_ARG_TYPE: The "options.ref" property must be of type boolean. Received type number (1)
//   delay rejects ERR_INVALID_ARG_TYPE: The "delay" argument must be of type number. Received type string ('x')
//   wait rejects ERR_INVALID_ARG_TYPE: The "options.signal" property must be an instance of AbortSignal. Received type number (1)
//   construct throws ERR_ILLEGAL_CONSTRUCTOR: Illegal constructor
