// SPDX-License-Identifier: MIT
// What web-platform-tests don't look at: depth, getters that change what is cloned, stacks and causes, refusals.

function throws(f, shape) {
  let error;
  try { f(); } catch (e) { error = e; }
  if (typeof shape === 'function') expect(error instanceof shape).toBe(true);
  else for (const name of Object.keys(shape)) expect(error?.[name]).toBe(shape[name]);
}

const refusal = { name: 'DataCloneError', code: 25 };

test('a graph keeps its identities, by the short way and by the long one', () => {
  for (const extra of [1, /x/]) {
    const value = { list: [], extra };
    value.list.push(value, value.list);
    const clone = structuredClone(value);
    expect(clone).not.toBe(value);
    expect(clone.list[0]).toBe(clone);
    expect(clone.list[1]).toBe(clone.list);
  }
});

test('own enumerable data of class instances and arrays', () => {
  class Point { #hidden = 1; x = 2; get y() { return this.#hidden; } }
  const clone = structuredClone(new Point());
  expect(Object.getPrototypeOf(clone)).toBe(Object.prototype);
  expect(clone).toEqual({ x: 2 });
  const list = Object.assign([1, , 3], { name: 'n' });
  expect(structuredClone(list)).toEqual(list);
  expect(!!(!(1 in structuredClone(list)))).toBe(true);
});

test('getters run once, in order, and may change what comes later', () => {
  const log = [];
  const value = {
    get a() { log.push('a'); delete value.b; return new Map([[1, 2]]); },
    b: 1,
    get c() { log.push('c'); return 3; },
  };
  expect(structuredClone(value)).toEqual({ a: new Map([[1, 2]]), c: 3 });
  expect(log).toEqual(['a', 'c']);
});

test('errors keep name, message, stack and cause', () => {
  const error = new RangeError('far', { cause: { why: 1 } });
  const clone = structuredClone(error);
  expect(!!(clone instanceof RangeError)).toBe(true);
  expect(clone.message).toBe('far');
  expect(clone.stack).toBe(error.stack);
  expect(clone.cause).toEqual({ why: 1 });
  expect(!!(!Object.keys(clone).length)).toBe(true);
  expect(structuredClone(Object.assign(new Error('m'), { name: 'Mine' })).name).toBe('Error');
  const exception = structuredClone(new DOMException('late', 'TimeoutError'));
  expect(!!(exception instanceof DOMException)).toBe(true);
  expect(exception.code).toBe(23);
});

test('strings, big integers, dates and expressions', () => {
  const value = [/a\/b/giu, 'é', 'w€ide', '\ud800', 123456789012345678901234567890n, -1n, 0n, -(2n ** 63n),
    new Date(NaN), new Date(12), Object(1), Object('s'), Object(false), Object(-7n), -0, NaN];
  expect(structuredClone(value)).toEqual(value);
});

test('deep values are a RangeError, long lists are not', () => {
  let deep = {};
  // Collecting at each allocation of so many is too slow.
  const depth = process.env.THAW_TEST_BUILD === 'gcstress' ? 0 : 200_000;
  for (let i = 0; i < depth; i++) deep = { deep };
  if (depth) throws(() => structuredClone(deep), RangeError);
  let list = null;
  for (let i = 0; i < 100; i++) list = [list, /x/];
  expect(structuredClone(list)).toEqual(list);
});

test('what can not be cloned is said', () => {
  for (const value of [() => 1, Symbol('s'), new WeakMap(), new WeakRef({}), Promise.resolve(), new Proxy({}, {}),
    new AbortController(), [1, { f() {} }], (function* () {})()]) {
    throws(() => structuredClone(value), refusal);
  }
  throws(() => structuredClone(Symbol('sym')), { message: 'Symbol(sym) could not be cloned.' });
  throws(() => structuredClone(), { name: 'TypeError', code: 'ERR_MISSING_ARGS' });
});

test('transfer moves buffers and nothing if it fails', () => {
  const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
  const view = new Uint8Array(buffer);
  view[3] = 5;
  throws(() => structuredClone({ buffer, f() {} }, { transfer: [buffer] }), refusal);
  expect(view[3]).toBe(5);
  const clone = structuredClone({ buffer, view }, { transfer: [buffer] });
  expect(!!(buffer.detached)).toBe(true);
  expect(clone.view.buffer).toBe(clone.buffer);
  clone.buffer.resize(12);
  expect(clone.view.length).toBe(12);
  throws(() => structuredClone(buffer), refusal);
  throws(() => structuredClone(1, { transfer: [buffer] }), refusal);
  throws(() => structuredClone(1, { transfer: [{}] }), refusal);
  throws(() => structuredClone(1, { transfer: [clone.buffer, clone.buffer] }), refusal);
  throws(() => structuredClone(1, { transfer: [new SharedArrayBuffer(1)] }), refusal);
});

test('shared memory stays shared', () => {
  let shared = new SharedArrayBuffer(4);
  let clone = structuredClone(structuredClone(new Uint8Array(shared)));
  new Uint8Array(shared)[1] = 7;
  shared = null;
  globalThis.gc?.();
  expect(clone[1]).toBe(7);
});

test('memory that is shared and can grow', () => {
  const shared = new SharedArrayBuffer(4, { maxByteLength: 16 });
  const clone = structuredClone(shared);
  expect([clone.growable, clone.byteLength, clone.maxByteLength]).toEqual([true, 4, 16]);
  new Uint8Array(shared)[3] = 3;
  expect(new Uint8Array(clone)[3]).toBe(3);
  shared.grow(16);
  expect(shared.byteLength).toBe(16);
});
