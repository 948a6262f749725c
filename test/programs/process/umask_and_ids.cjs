// SPDX-License-Identifier: MIT
// umask and the ids.
const attempt = (f) => {
  try { return f(); } catch (e) { return `${e.name} ${e.code} ${e.message}`; }
};
const old = process.umask(0o27);
console.log(typeof old, process.umask().toString(8), process.umask('077').toString(8), process.umask(old) === 0o77);
console.log(attempt(() => process.umask('9')), attempt(() => process.umask({})), attempt(() => process.umask('x')));
for (const name of ['pid', 'ppid']) console.log(name, Number.isInteger(process[name]) && process[name] > 0);
for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) console.log(name, Number.isInteger(process[name]()));
console.log(Array.isArray(process.getgroups()));

// --- expected ---
// code 0
//   number 27 27 true
//   TypeError ERR_INVALID_ARG_VALUE The argument 'mask' must be a 32-bit unsigned integer or an octal string. Received '9' TypeError ERR_INVALID_ARG_TYPE The "mask" argument must be of type number. Received an instance of Object TypeError ERR_INVALID_ARG_VALUE The argument 'mask' must be a 32-bit unsigned integer or an octal string. Received 'x'
//   pid true
//   ppid true
//   getuid true
//   geteuid true
//   getgid true
//   getegid true
//   true
