// SPDX-License-Identifier: MIT
// emitWarning: its forms, the event, what is printed.
process.on('warning', (w) => console.log('event', w.name, w.message, w.code, w.detail, w instanceof Error));
const attempt = (...args) => {
  try {
    process.emitWarning(...args);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
attempt('plain');
attempt('with type', 'Custom');
attempt('with code', 'Custom', 'C001');
attempt('with options', { type: 'Typed', code: 'C002', detail: 'more of it' });
attempt('deprecated', 'DeprecationWarning', 'DEP0');
attempt(new RangeError('an error'));
attempt('constructor', attempt);
attempt('code and constructor', 'Custom', 'C003', attempt);
attempt(1);
attempt();
attempt('x', 1);
attempt('x', 'Custom', 1);
attempt('x', null);
attempt('x', { type: 1 });
console.log('before the events');

// --- expected ---
// code 0
//   TypeError ERR_INVALID_ARG_TYPE The "warning" argument must be of type string or an instance of Error. Received type number (1)
//   TypeError ERR_INVALID_ARG_TYPE The "warning" argument must be of type string or an instance of Error. Received undefined
//   TypeError ERR_INVALID_ARG_TYPE The "type" argument must be of type string. Received type number (1)
//   TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type string. Received type number (1)
//   TypeError ERR_INVALID_ARG_TYPE The "type" argument must be of type string. Received null
//   TypeError ERR_INVALID_ARG_TYPE The "type" argument must be of type string. Received type number (1)
//   before the events
//   event Warning plain undefined undefined true
//   event Custom with type undefined undefined true
//   event Custom with code C001 undefined true
//   event Typed with options C002 more of it true
//   event DeprecationWarning deprecated DEP0 undefined true
//   event RangeError an error undefined undefined true
//   event Warning constructor undefined undefined true
//   event Custom code and constructor C003 undefined true
