// SPDX-License-Identifier: MIT
// What process.exitCode takes.
const attempt = (value) => {
  try {
    process.exitCode = value;
    console.log(typeof value, String(value), '->', process.exitCode);
  } catch (e) {
    console.log(typeof value, String(value), '->', e.name, e.code, e.message, '; still', process.exitCode);
  }
};
console.log(process.exitCode);
for (const value of [0, 1, 255, 256, -1, '3', '', 'x', 1.5, NaN, Infinity, null, undefined, true, {}, [], 1n, 7]) attempt(value);

// --- expected ---
// code 7
//   undefined
//   number 0 -> 0
//   number 1 -> 1
//   number 255 -> 255
//   number 256 -> 256
//   number -1 -> -1
//   string 3 -> 3
//   string  -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type string ('') ; still 3
//   string x -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type string ('x') ; still 3
//   number 1.5 -> RangeError ERR_OUT_OF_RANGE The value of "code" is out of range. It must be an integer. Received 1.5 ; still 3
//   number NaN -> RangeError ERR_OUT_OF_RANGE The value of "code" is out of range. It must be an integer. Received NaN ; still 3
//   number Infinity -> RangeError ERR_OUT_OF_RANGE The value of "code" is out of range. It must be an integer. Received Infinity ; still 3
//   object null -> null
//   undefined undefined -> undefined
//   boolean true -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type boolean (true) ; still undefined
//   object [object Object] -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received an instance of Object ; still undefined
//   object  -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received an instance of Array ; still undefined
//   bigint 1 -> TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type bigint (1n) ; still undefined
//   number 7 -> 7
