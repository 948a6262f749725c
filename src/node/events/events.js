// SPDX-License-Identifier: MIT
// node:events (Node docs: events). EventEmitter with its static helpers.
'use strict';

const errors = require('node/errors');

const kCapture = Symbol('kCapture');
const kRejection = Symbol.for('nodejs.rejection');
const kErrorMonitor = Symbol('events.errorMonitor');
const kMaxWarned = Symbol('kMaxWarned');

let defaultMaxListeners = 10;

function checkListener(listener) {
  errors.checkFunction('listener', listener);
}

function checkMax(n, name) {
  errors.checkNumber(name, n);
  if (n < 0 || Number.isNaN(n)) throw errors.outOfRange(name, '>= 0', n);
}

function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

EventEmitter.init = function init(options) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
  if (options && options.captureRejections !== undefined) {
    errors.checkBoolean('options.captureRejections', options.captureRejections);
    this[kCapture] = options.captureRejections;
  } else if (EventEmitter.prototype[kCapture]) this[kCapture] = true;
};

function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  checkMax(n, 'setMaxListeners');
  this._maxListeners = n;
  return this;
};

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

function throwUnhandled(emitter, args) {
  const error = args[0];
  if (error instanceof Error) throw error;
  let text;
  try {
    text = require('web/console/inspect').inspect(error);
  } catch {
    text = Object.prototype.toString.call(error);
  }
  const wrapped = new Error(`Unhandled error. (${text})`);
  wrapped.code = 'ERR_UNHANDLED_ERROR';
  wrapped.context = error;
  throw wrapped;
}

function captureRejection(emitter, result, type, args) {
  if (result === undefined || result === null || typeof result.then !== 'function') return;
  result.then(undefined, (error) => {
    process.nextTick(() => {
      if (typeof emitter[kRejection] === 'function') {
        emitter[kRejection](error, type, ...args);
        return;
      }
      const before = emitter[kCapture];
      try {
        emitter[kCapture] = false;
        emitter.emit('error', error);
      } finally {
        emitter[kCapture] = before;
      }
    });
  });
}

EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
    if (events === undefined || events.error === undefined) throwUnhandled(this, args);
  }
  if (events === undefined) return false;
  const handler = events[type];
  if (handler === undefined) return false;
  const list = typeof handler === 'function' ? [handler] : handler.slice();
  for (const listener of list) {
    const result = Reflect.apply(listener, this, args);
    if (this[kCapture] && result !== undefined) captureRejection(this, result, type, args);
  }
  return true;
};

function warnOfLeak(emitter, type, count) {
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners added to ` +
    `[${emitter.constructor ? emitter.constructor.name : 'EventEmitter'}]. ` +
    `MaxListeners is ${maxListenersOf(emitter)}. Use emitter.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = emitter;
  warning.type = type;
  warning.count = count;
  process.emitWarning(warning);
}

function addListener(emitter, type, listener, prepend) {
  checkListener(listener);
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = Object.create(null);
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    emitter.emit('newListener', type, listener.listener ?? listener);
    events = emitter._events;
  }
  const existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    emitter._eventsCount++;
    return emitter;
  }
  const list = typeof existing === 'function' ? (events[type] = [existing]) : existing;
  if (prepend) list.unshift(listener);
  else list.push(listener);
  const max = maxListenersOf(emitter);
  if (max > 0 && list.length > max && !list[kMaxWarned]) {
    list[kMaxWarned] = true;
    warnOfLeak(emitter, type, list.length);
  }
  return emitter;
}

EventEmitter.prototype.addListener = function addListener_(type, listener) {
  return addListener(this, type, listener, false);
};
EventEmitter.prototype.on = EventEmitter.prototype.addListener;
EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return addListener(this, type, listener, true);
};

function wrapOnce(emitter, type, listener) {
  checkListener(listener);
  let fired = false;
  function wrapped(...args) {
    if (fired) return undefined;
    fired = true;
    emitter.removeListener(type, wrapped);
    return Reflect.apply(listener, emitter, args);
  }
  wrapped.listener = listener;
  return wrapped;
}

EventEmitter.prototype.once = function once_(type, listener) {
  return this.on(type, wrapOnce(this, type, listener));
};
EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  return this.prependListener(type, wrapOnce(this, type, listener));
};

function forget(emitter, type) {
  if (--emitter._eventsCount === 0) emitter._events = Object.create(null);
  else delete emitter._events[type];
}

EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  checkListener(listener);
  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;
  let removed;
  if (list === listener || list.listener === listener) {
    removed = list.listener ?? listener;
    const keep = events.removeListener;
    forget(this, type);
    if (keep && this._events !== events && type !== 'removeListener') this._events.removeListener = keep;
  } else if (typeof list !== 'function') {
    let i = list.length - 1;
    while (i >= 0 && list[i] !== listener && list[i].listener !== listener) i--;
    if (i < 0) return this;
    removed = listener; // as it was given: a wrapper of once() that removes itself
    list.splice(i, 1);
    if (list.length === 1) events[type] = list[0];
  }
  if (removed !== undefined && events.removeListener !== undefined)
    this.emit('removeListener', type, removed);
  return this;
};
EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = Object.create(null);
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      forget(this, type);
    }
    return this;
  }
  if (arguments.length === 0) {
    for (const key of Reflect.ownKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    this._events = Object.create(null);
    this._eventsCount = 0;
    return this;
  }
  for (const listener of this.rawListeners(type).reverse()) this.removeListener(type, listener);
  return this;
};

EventEmitter.prototype.rawListeners = function rawListeners(type) {
  const list = this._events === undefined ? undefined : this._events[type];
  if (list === undefined) return [];
  return typeof list === 'function' ? [list] : list.slice();
};
EventEmitter.prototype.listeners = function listeners(type) {
  return this.rawListeners(type).map((listener) => listener.listener ?? listener);
};
EventEmitter.prototype.listenerCount = function listenerCount(type, listener) {
  const list = this.rawListeners(type);
  if (listener == null) return list.length;
  return list.filter((one) => one === listener || one.listener === listener).length;
};
EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
};

function isEventTarget(value) {
  return typeof value.addEventListener === 'function';
}

function subscribe(emitter, name, listener, once) {
  if (typeof emitter.on === 'function') {
    if (once) emitter.once(name, listener);
    else emitter.on(name, listener);
    return () => emitter.removeListener(name, listener);
  }
  if (isEventTarget(emitter)) {
    emitter.addEventListener(name, listener, { once });
    return () => emitter.removeEventListener(name, listener);
  }
  throw errors.invalidArgType('emitter', 'an instance of EventEmitter', emitter);
}

function once(emitter, name, options = {}) {
  const signal = options?.signal;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(errors.abortError(signal));
      return;
    }
    const undo = [];
    const finish = (settle, value) => {
      for (const f of undo) f();
      settle(value);
    };
    if (name !== 'error' && typeof emitter.once === 'function')
      undo.push(subscribe(emitter, 'error', (error) => finish(reject, error), true));
    undo.push(subscribe(emitter, name, (...args) => finish(resolve, args), true));
    if (signal) {
      const onAbort = () => finish(reject, errors.abortError(signal));
      signal.addEventListener('abort', onAbort, { once: true });
      undo.push(() => signal.removeEventListener('abort', onAbort));
    }
  });
}

function on(emitter, name, options = {}) {
  const signal = options?.signal;
  if (signal?.aborted) throw errors.abortError(signal);
  const values = [];
  const waiting = [];
  const undo = [];
  let failure;
  let finished = false;

  const close = () => {
    for (const f of undo) f();
    finished = true;
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  };
  const fail = (error) => {
    const first = waiting.shift();
    if (first) first.reject(error);
    else failure = { error };
    close();
  };
  undo.push(subscribe(emitter, name, (...args) => {
    const first = waiting.shift();
    if (first) first.resolve({ value: args, done: false });
    else values.push(args);
  }, false));
  if (name !== 'error' && typeof emitter.on === 'function') undo.push(subscribe(emitter, 'error', fail, false));
  for (const end of options?.close ?? []) undo.push(subscribe(emitter, end, close, false));
  if (signal) {
    const onAbort = () => fail(errors.abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    undo.push(() => signal.removeEventListener('abort', onAbort));
  }
  return {
    next() {
      if (values.length) return Promise.resolve({ value: values.shift(), done: false });
      if (failure) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (finished) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: close,
    throw(error) {
      fail(error);
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

EventEmitter.EventEmitter = EventEmitter;
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.usingDomains = false;
EventEmitter.errorMonitor = kErrorMonitor;
EventEmitter.captureRejectionSymbol = kRejection;
EventEmitter.getEventListeners = (emitter, type) => emitter.listeners(type);
EventEmitter.listenerCount = (emitter, type) => emitter.listenerCount(type);
EventEmitter.getMaxListeners = (emitter) => maxListenersOf(emitter);
EventEmitter.setMaxListeners = (n = defaultMaxListeners, ...targets) => {
  checkMax(n, 'setMaxListeners');
  if (targets.length === 0) defaultMaxListeners = n;
  for (const target of targets) if (typeof target.setMaxListeners === 'function') target.setMaxListeners(n);
};
EventEmitter.addAbortListener = (signal, listener) => {
  if (signal.aborted) queueMicrotask(() => listener());
  else signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
};
Object.defineProperties(EventEmitter, {
  captureRejections: {
    get: () => EventEmitter.prototype[kCapture] ?? false,
    set: (value) => {
      errors.checkBoolean('EventEmitter.captureRejections', value);
      EventEmitter.prototype[kCapture] = value;
    },
    enumerable: true, configurable: true,
  },
  defaultMaxListeners: {
    get: () => defaultMaxListeners,
    set: (value) => {
      checkMax(value, 'defaultMaxListeners');
      defaultMaxListeners = value;
    },
    enumerable: true, configurable: true,
  },
});

return EventEmitter;
