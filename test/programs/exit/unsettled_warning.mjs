// SPDX-License-Identifier: MIT
// The warning of an unsettled await shows which of several it is, if the promise still exists.
// node: version 20 does not show it always
const never = new Promise(() => {});
globalThis.kept = never;
await null;
console.log('waits');
await Promise.race([never]);
await 1;

// --- expected ---
// code 13
//   waits
// stderr
//   Warning: Detected unsettled top-level await at file:///
//   /unsettled_warning.mjs:8
//   await Promise.race([never]);
//   ^
