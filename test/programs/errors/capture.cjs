// SPDX-License-Identifier: MIT
// setUncaughtExceptionCaptureCallback takes all errors before any listener.
const attempt = (f) => {
  try { return f(); } catch (e) { return `${e.name} ${e.code} ${e.message}`; }
};
console.log(process.hasUncaughtExceptionCaptureCallback());
console.log(attempt(() => process.setUncaughtExceptionCaptureCallback(1)), attempt(() => process.setUncaughtExceptionCaptureCallback()));
process.setUncaughtExceptionCaptureCallback((error) => console.log('captured', error.message));
console.log(process.hasUncaughtExceptionCaptureCallback());
console.log(attempt(() => process.setUncaughtExceptionCaptureCallback(() => {})));
process.on('uncaughtException', (error) => console.log('listener', error.message));
process.on('uncaughtExceptionMonitor', (error) => console.log('monitor', error.message));
setTimeout(() => { throw new Error('one'); }, 1);
setTimeout(() => {
  console.log(process.setUncaughtExceptionCaptureCallback(null), process.hasUncaughtExceptionCaptureCallback());
  throw new Error('two');
}, 5);

// --- expected ---
// code 0
//   false
//   TypeError ERR_INVALID_ARG_TYPE The "fn" argument must be of type function or null. Received type number (1) TypeError ERR_INVALID_ARG_TYPE The "fn" argument must be of type function or null. Received undefined
//   true
//   Error ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET `process.setupUncaughtExceptionCapture()` was called while a capture callback was already active
//   monitor one
//   captured one
//   undefined false
//   monitor two
//   listener two
