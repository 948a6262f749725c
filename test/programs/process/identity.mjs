// SPDX-License-Identifier: MIT
// The process object itself and how it is found.
import process, { env, nextTick } from 'node:process';
import * as bare from 'process';
console.log(process === globalThis.process, env === process.env, nextTick === process.nextTick, bare.default === process);
console.log(Object.prototype.toString.call(process), process.constructor.name, process instanceof (await import('node:events')).default);
console.log(typeof process.version, /^v\d+\.\d+\.\d+$/.test(process.version), `v${process.versions.node}` === process.version);
console.log(process.platform, process.release.name, Array.isArray(process.execArgv), process.argv.length);
console.log(process.title.length > 0, typeof process.argv0, process.execPath.startsWith('/'));
const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'process');
console.log(descriptor.enumerable, descriptor.configurable);
console.log(process.on('x', () => {}) === process, process.listenerCount('x'));
console.log(Object.keys(process.memoryUsage()).join(), process.memoryUsage.rss() > 1e6);
console.log(Object.keys(process.cpuUsage()).join(), Object.keys(process.resourceUsage()).length);
console.log(process.cpuUsage({ user: 0, system: 0 }).user >= 0);

// --- expected ---
// code 0
//   true true true true
//   [object process] process true
//   string true true
//   linux node true 2
//   true string true
//   false true
//   true 1
//   rss,heapTotal,heapUsed,external,arrayBuffers true
//   user,system 16
//   true
