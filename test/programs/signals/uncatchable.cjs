// SPDX-License-Identifier: MIT
// SIGKILL and SIGSTOP can't be listened to.
for (const name of ['SIGKILL', 'SIGSTOP']) {
  try {
    process.on(name, () => {});
    console.log(name);
  } catch (e) {
    console.log(name, e.name, e.code, e.errno, e.syscall, e.message, process.listenerCount(name));
  }
}
process.on('SIGNOTHING', () => {});
process.removeAllListeners('SIGTERM');
console.log('end');

// --- expected ---
// code 0
//   SIGKILL Error EINVAL -22 uv_signal_start uv_signal_start EINVAL 0
//   SIGSTOP Error EINVAL -22 uv_signal_start uv_signal_start EINVAL 0
//   end
