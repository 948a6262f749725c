// SPDX-License-Identifier: MIT
// node:timers/promises with a signal, given before and during the wait. Anything with `aborted` is a signal.
import { setTimeout as sleep, setImmediate as immediate, setInterval as every, scheduler } from 'node:timers/promises';
class Signal {
  aborted = false;
  listeners = new Set();
  addEventListener(type, listener) { this.listeners.add(listener); }
  removeEventListener(type, listener) { this.listeners.delete(listener); }
  abort(reason) {
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) (listener.handleEvent ?? listener).call(this, { type: 'abort', target: this });
  }
}
const show = (error) => console.log(error.name, error.code, error.message, '-', error.cause?.message);
const aborted = new Signal();
aborted.abort(new Error('why'));
await sleep(1e6, null, { signal: aborted }).catch(show);
await immediate(null, { signal: aborted }).catch(show);
await scheduler.wait(1e6, { signal: aborted }).catch(show);
try { for await (const value of every(1e6, null, { signal: aborted })) console.log(value); } catch (error) { show(error); }
let signal = new Signal();
setTimeout(() => signal.abort(new Error('later')), 2);
await sleep(1e6, null, { signal }).catch(show);
signal = new Signal();
queueMicrotask(() => signal.abort(new Error('at once')));
await immediate(null, { signal }).catch(show);
signal = new Signal();
let count = 0;
try {
  for await (const value of every(1, 'v', { signal })) if (++count === 4) setTimeout(() => signal.abort(new Error('in between')), 5);
} catch (error) {
  show(error);
}
console.log(count >= 4);
signal = new Signal();
console.log(await sleep(1, 'done', { signal }), signal.listeners.size);

// --- expected ---
// code 0
//   AbortError ABORT_ERR The operation was aborted - why
//   AbortError ABORT_ERR The operation was aborted - why
//   AbortError ABORT_ERR The operation was aborted - why
//   AbortError ABORT_ERR The operation was aborted - why
//   AbortError ABORT_ERR The operation was aborted - later
//   AbortError ABORT_ERR The operation was aborted - at once
//   AbortError ABORT_ERR The operation was aborted - in between
//   true
//   done 0
