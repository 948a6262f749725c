// SPDX-License-Identifier: MIT
// Recursion of every kind ends in a RangeError that can be caught, and what is nested deeply can be freed.
'use strict';

const DEEP = 200000;
// With a collection at every allocation, building something of that depth takes quadratic time.
const CAN_BUILD = process.env.THAW_TEST_BUILD !== 'gcstress';

function nested(depth) {
  let value = {};
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

function nestedArray(depth) {
  let value = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

const recursions = {
  'a function': () => (function f() { f(); })(),
  'a method of a class': () => new (class { #m() { return this.#m() + 1; } get m() { return this.#m(); } })().m,
  'a getter': () => ({ get x() { return this.x; } }).x,
  'a constructor': () => new (class A { constructor() { new A(); } })(),
  'toString': () => `${{ toString() { return `${this}`; } }}`,
  'a proxy': () => {
    const handler = { get: (target, key, receiver) => receiver[key] };
    return new Proxy({}, handler).x;
  },
  'a generator': () => (function* f() { yield* f(); })().next(),
  'a callback of sort': () => (function f() { return [2, 1].sort(f); })(),
  'a callback of replace': () => (function f() { return 'a'.replace('a', f); })(),
  'a tagged template': () => (function f() { return f`x`; })(),
  'instanceof': () => {
    class A { static [Symbol.hasInstance](v) { return v instanceof A; } }
    return {} instanceof A;
  },
  'toJSON': () => JSON.stringify({ toJSON() { return JSON.stringify(this); } }),
  'eval': () => (function f() { eval('f()'); })(),
};

const nestings = {
  'a chain of proxies': () => {
    let proxy = {};
    for (let i = 0; i < DEEP; i++) proxy = new Proxy(proxy, {});
    return proxy.x;
  },
  'a chain of bound functions': () => {
    let bound = () => {};
    for (let i = 0; i < DEEP; i++) bound = Object.defineProperty(bound, 'name', { value: '' }).bind();
    return bound();
  },
  'JSON.parse': () => JSON.parse('['.repeat(DEEP) + ']'.repeat(DEEP)),
  'JSON.stringify': () => JSON.stringify(nested(DEEP)),
  'Array.prototype.flat': () => nestedArray(DEEP).flat(Infinity),
  'Array.prototype.join': () => nestedArray(DEEP).join(),
  'brackets of code': () => new Function('['.repeat(DEEP) + ']'.repeat(DEEP)),
};

describe('recursion ends in a RangeError:', () => {
  for (const [name, recurse] of Object.entries({ ...recursions, ...(CAN_BUILD && nestings) })) {
    it(name, () => {
      expect(recurse).toThrow(RangeError);
      expect(recurse).toThrow(RangeError); // nothing was left broken by the first time
    });
  }

  it('an async function', async () => {
    await expect((async function f() { await f(); })()).rejects.toThrow(RangeError);
  });

  it('a listener that emits', () => {
    const emitter = new (require('node:events'))();
    emitter.on('x', () => emitter.emit('x'));
    expect(() => emitter.emit('x')).toThrow(RangeError);
  });

  it('but groups of a regular expression are too many for its syntax', () => {
    expect(() => new RegExp('(?:'.repeat(DEEP) + ')'.repeat(DEEP))).toThrow(SyntaxError);
  });
});

if (CAN_BUILD) describe('freeing what is nested deeply:', () => {
  it('objects, arrays, closures, promises', () => {
    nested(DEEP);
    nestedArray(DEEP);
    let closure = null;
    for (let i = 0; i < DEEP; i++) {
      const inner = closure;
      closure = () => inner;
    }
    let promise = Promise.resolve();
    for (let i = 0; i < DEEP; i++) promise = promise.then(() => {});
    return promise;
  });

  it('strings that were put together piece by piece', () => {
    let text = '';
    for (let i = 0; i < DEEP; i++) text += 'abcdefghijklmnopqrstuvwxyz'[i % 26];
    expect(text.length).toBe(DEEP);
    expect(text[27]).toBe('b');
  });
});
