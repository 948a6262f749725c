// SPDX-License-Identifier: MIT
// A promise that nobody else has is gone as soon as it is waited for; the line is known if there is but one.
// node: version 20 does not show it always
await new Promise(() => {});

// --- expected ---
// code 13
// stderr
//   Warning: Detected unsettled top-level await at file:///
//   /unsettled_lost.mjs:4
//   await new Promise(() => {});
//         ^
