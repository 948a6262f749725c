// SPDX-License-Identifier: MIT
// noDeprecation silences deprecations, throwDeprecation throws them.
process.on('warning', (w) => console.log('event', w.message));
process.noDeprecation = true;
process.emitWarning('silent', 'DeprecationWarning');
process.emitWarning('loud');
process.noDeprecation = false;
process.throwDeprecation = true;
process.on('uncaughtException', (e) => console.log('thrown', e.message));
process.emitWarning('sharp', 'DeprecationWarning');

// --- expected ---
// code 0
//   event loud
//   thrown sharp
