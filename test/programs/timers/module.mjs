// SPDX-License-Identifier: MIT
// node:timers has the global functions, under both names.
import timers, { setTimeout as bySpecifier, promises } from 'node:timers';
import * as bare from 'timers';
import viaPromises from 'timers/promises';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
for (const name of ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'])
  console.log(name, timers[name] === globalThis[name], bare[name] === globalThis[name]);
console.log(bySpecifier === setTimeout, promises === viaPromises, require('timers').promises === viaPromises);
console.log(require('node:timers') === timers, require('timers/promises') === viaPromises);
console.log(Object.keys(viaPromises).join());
console.log(typeof viaPromises.scheduler.wait, typeof viaPromises.scheduler.yield);
console.log(require('node:console') === console, require('console').log === console.log);

// --- expected ---
// code 0
//   setTimeout true true
//   clearTimeout true true
//   setInterval true true
//   clearInterval true true
//   setImmediate true true
//   clearImmediate true true
//   true true true
//   true true
//   setTimeout,setImmediate,setInterval,scheduler
//   function function
//   true true
