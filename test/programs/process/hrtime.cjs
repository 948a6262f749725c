// SPDX-License-Identifier: MIT
// hrtime, uptime and their arguments.
const attempt = (f) => {
  try { return f(); } catch (e) { return `${e.name} ${e.code} ${e.message}`; }
};
const [seconds, nanoseconds] = process.hrtime();
console.log(Number.isInteger(seconds), nanoseconds >= 0 && nanoseconds < 1e9);
const before = process.hrtime.bigint();
console.log(typeof before, process.hrtime.bigint() >= before);
const passed = process.hrtime([seconds, nanoseconds]);
console.log(passed[0], passed[1] > 0, passed.length);
console.log(process.hrtime([seconds + 1, nanoseconds])[0] < 0 || process.hrtime([seconds + 1, nanoseconds])[1] < 0);
console.log(attempt(() => process.hrtime(1)));
console.log(attempt(() => process.hrtime('x')));
console.log(attempt(() => process.hrtime([1])));
console.log(attempt(() => process.hrtime([1, 2, 3])));
console.log(attempt(() => process.hrtime(null)));
const up = process.uptime();
console.log(typeof up, up > 0 && up < 60, process.uptime() >= up);

// --- expected ---
// code 0
//   true true
//   bigint true
//   0 true 2
//   true
//   TypeError ERR_INVALID_ARG_TYPE The "time" argument must be an instance of Array. Received type number (1)
//   TypeError ERR_INVALID_ARG_TYPE The "time" argument must be an instance of Array. Received type string ('x')
//   RangeError ERR_OUT_OF_RANGE The value of "time" is out of range. It must be 2. Received 1
//   RangeError ERR_OUT_OF_RANGE The value of "time" is out of range. It must be 2. Received 3
//   TypeError ERR_INVALID_ARG_TYPE The "time" argument must be an instance of Array. Received null
//   number true true
