// SPDX-License-Identifier: MIT
// process.kill: arguments, the signal 0 that only asks, errors of the system.
const attempt = (...args) => {
  try {
    console.log(args.map(String).join(), process.kill(...args));
  } catch (e) {
    console.log(args.map(String).join(), e.name, e.code, e.errno, e.syscall, e.message);
  }
};
attempt('x');
attempt();
attempt(2 ** 22 + 1, 0);
attempt(2 ** 22 + 1);
attempt(2 ** 22 + 1, 'SIGNOTHING');
attempt(2 ** 22 + 1, 'sigterm');
attempt(2 ** 22 + 1, 1000);
console.log(process.kill(process.pid, 0));

// --- expected ---
// code 0
//   x TypeError ERR_INVALID_ARG_TYPE undefined undefined The "pid" argument must be of type number. Received type string ('x')
//    TypeError ERR_INVALID_ARG_TYPE undefined undefined The "pid" argument must be of type number. Received undefined
//   4194305,0 Error ESRCH -3 kill kill ESRCH
//   4194305 Error ESRCH -3 kill kill ESRCH
//   4194305,SIGNOTHING TypeError ERR_UNKNOWN_SIGNAL undefined undefined Unknown signal: SIGNOTHING
//   4194305,sigterm TypeError ERR_UNKNOWN_SIGNAL undefined undefined Unknown signal: sigterm
//   4194305,1000 Error ESRCH -3 kill kill ESRCH
//   true
