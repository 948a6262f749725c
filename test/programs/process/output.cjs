// SPDX-License-Identifier: MIT
// process.stdout and stderr: write with encodings and callbacks, end, once, properties.
const { stdout, stderr } = process;
console.log(stdout.fd, stderr.fd, stdout.isTTY, stderr.isTTY, stdout.columns, stdout.writable);
console.log(stdout.write('text\n'), stdout.write('bWl4ZWQK', 'base64'), stdout.write('686578650a', 'hex'));
stdout.write(new Uint8Array([98, 121, 116, 101, 115, 10]));
stdout.write('latin\n', 'latin1', () => console.log('second callback'));
stdout.write('', () => console.log('callback of nothing'));
stdout.write('with callback\n', (error) => console.log('callback', error));
const attempt = (value, ...more) => {
  try {
    stdout.write(value, ...more);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const value of [undefined, null, 1, true, {}, [], Symbol('s')]) attempt(value);
attempt('x', 'no-such-encoding');
console.log(typeof stdout.on, typeof stdout.once, typeof stdout.emit, stdout.listenerCount('drain'));
stdout.once('never', () => console.log('never'));
stdout.cork();
stdout.write('corked\n');
stdout.uncork();
process.on('exit', () => stdout.write('at exit\n'));

// --- expected ---
// code 0
//   1 2 undefined undefined undefined true
//   text
//   mixed
//   hexe
//   true true true
//   bytes
//   latin
//   with callback
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received undefined
//   TypeError ERR_STREAM_NULL_VALUES May not write null values to stream
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received type number (1)
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received type boolean (true)
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received an instance of Object
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received an instance of Array
//   TypeError ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received type symbol (Symbol(s))
//   TypeError ERR_UNKNOWN_ENCODING Unknown encoding: no-such-encoding
//   function function function 0
//   corked
//   second callback
//   callback of nothing
//   callback null
//   at exit
