// SPDX-License-Identifier: MIT
// node:timers/promises (Node docs: timers). A signal is anything that has `aborted` and takes listeners.
'use strict';

const errors = require('node/errors');
const start = {
  timeout: globalThis.setTimeout, interval: globalThis.setInterval, immediate: globalThis.setImmediate,
};
const { clearTimeout, clearInterval, clearImmediate } = globalThis;

// -> { signal, ref } as they were given
function check(options, delay) {
  if (delay !== undefined) errors.checkNumber('delay', delay);
  errors.checkObject('options', options);
  const { signal, ref = true } = options;
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal)))
    throw errors.invalidArgType('options.signal', 'an instance of AbortSignal', signal);
  errors.checkBoolean('options.ref', ref);
  return { signal, ref };
}

// A promise of `value` that start(resolve) fulfils; on abort what it returned is cleared.
function wait({ signal, ref }, begin, clear, value) {
  return new Promise((resolve, reject) => {
    let onAbort;
    const timer = begin(() => {
      if (onAbort) signal.removeEventListener('abort', onAbort);
      resolve(value);
    });
    if (!ref) timer.unref();
    if (!signal) return;
    onAbort = () => {
      clear(timer);
      signal.removeEventListener('abort', onAbort);
      reject(errors.abortError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

async function setTimeout(delay, value, options = {}) {
  const checked = check(options, delay);
  if (checked.signal?.aborted) throw errors.abortError(checked.signal);
  return wait(checked, (done) => start.timeout(done, delay), clearTimeout, value);
}

async function setImmediate(value, options = {}) {
  const checked = check(options);
  if (checked.signal?.aborted) throw errors.abortError(checked.signal);
  return wait(checked, (done) => start.immediate(done), clearImmediate, value);
}

async function* setInterval(after, value, options = {}) {
  const { signal, ref } = check(options, after);
  if (signal?.aborted) throw errors.abortError(signal);
  let due = 0, notify;
  const wake = () => notify?.();
  const timer = start.interval(() => {
    due++;
    wake();
  }, after);
  if (!ref) timer.unref();
  signal?.addEventListener('abort', wake, { once: true });
  try {
    for (;;) {
      if (due === 0 && !signal?.aborted) {
        await new Promise((resolve) => {
          notify = resolve;
        });
        notify = undefined;
      }
      for (; due > 0; due--) yield value;
      if (signal?.aborted) throw errors.abortError(signal);
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', wake);
  }
}

class Scheduler {
  constructor() {
    throw errors.make(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  yield() {
    return setImmediate();
  }

  wait(delay, options) {
    return setTimeout(delay, undefined, options);
  }
}

return { setTimeout, setImmediate, setInterval, scheduler: Object.create(Scheduler.prototype) };
