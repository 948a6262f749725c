// SPDX-License-Identifier: MIT
// cwd and chdir.
const attempt = (f) => {
  try { return f(); } catch (e) { return `${e.name} ${e.code} ${e.errno} ${e.syscall} ${e.path} ${e.dest} ${e.message}`.replace(process.cwd(), 'CWD'); }
};
console.log(attempt(() => process.chdir('/proc')), process.cwd());
console.log(attempt(() => process.chdir('self/task')), /^\/proc\/(self|\d+)\/task$/.test(process.cwd()));
console.log(attempt(() => process.chdir('/')), process.cwd());
console.log(attempt(() => process.chdir()), attempt(() => process.chdir(1)));
console.log(attempt(() => process.chdir('/does/not/exist')));

// --- expected ---
// code 0
//   undefined /proc
//   undefined true
//   undefined /
//   TypeError ERR_INVALID_ARG_TYPE undefined undefined undefined undefined The "directory" argument must be of type string. Received undefined TypeError ERR_INVALID_ARG_TYPE undefined undefined undefined undefined The "directory" argument must be of type string. Received type number (1)
//   Error ENOENT -2 chdir CWD /does/not/exist ENOENT: no such file or directory, chdir '/' -> '/does/not/exist'
