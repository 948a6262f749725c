// SPDX-License-Identifier: MIT
// The static once() and on().
import { EventEmitter, once, on } from 'node:events';
const e = new EventEmitter();
queueMicrotask(() => e.emit('a', 1, 2));
console.log((await once(e, 'a')).join(), e.listenerCount('a'), e.listenerCount('error'));
queueMicrotask(() => e.emit('error', new Error('one')));
await once(e, 'a').catch((error) => console.log('rejects', error.message, e.eventNames().length));
queueMicrotask(() => e.emit('error', 'as a value'));
console.log((await once(e, 'error')).join());
const signal = { aborted: true, reason: new Error('why'), addEventListener() {}, removeEventListener() {} };
await once(e, 'a', { signal }).catch((error) => console.log(error.name, error.code, error.cause.message));
setTimeout(() => { for (let i = 0; i < 3; i++) e.emit('b', i, -i); }, 1);
let seen = 0;
for await (const [x, y] of on(e, 'b')) {
  console.log(x, y);
  if (++seen === 3) break;
}
console.log(e.listenerCount('b'));
const iterator = on(e, 'c');
e.emit('c', 'early');
console.log((await iterator.next()).value.join());
const pending = iterator.next();
e.emit('error', new Error('two'));
await pending.catch((error) => console.log('rejects', error.message));
console.log((await iterator.next()).done, e.eventNames().length);

// --- expected ---
// code 0
//   1,2 0 0
//   rejects one 0
//   as a value
//   AbortError ABORT_ERR why
//   0 -0
//   1 -1
//   2 -2
//   0
//   early
//   rejects two
//   true 0
