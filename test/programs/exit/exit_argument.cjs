// SPDX-License-Identifier: MIT
// What process.exit takes; wrong types throw and nothing ends.
for (const value of ['x', {}, true, 1.5, NaN, 1n]) {
  try {
    process.exit(value);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
}
process.on('exit', (code) => console.log('exit', typeof code, code, process.exitCode));
process.exit('14');

// --- expected ---
// code 14
//   TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type string ('x')
//   TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received an instance of Object
//   TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type boolean (true)
//   RangeError ERR_OUT_OF_RANGE The value of "code" is out of range. It must be an integer. Received 1.5
//   RangeError ERR_OUT_OF_RANGE The value of "code" is out of range. It must be an integer. Received NaN
//   TypeError ERR_INVALID_ARG_TYPE The "code" argument must be of type number. Received type bigint (1n)
//   exit string 14 14
