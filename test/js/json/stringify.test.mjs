// SPDX-License-Identifier: MIT
// JSON.stringify has two writers: with a replacer it is the engine's own, which says here what the fast one must return.
const slow = (value) => JSON.stringify(value, (_, v) => v);
const outcome = (f, value) => { try { return f(value); } catch (error) { return `${error.name}: ${error.message}`; } };
const same = (value) => expect(outcome(JSON.stringify, value)).toBe(outcome(slow, value));

let seed = 777;
const random = (n) => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 8) % n;
const pick = (...items) => items[random(items.length)];
const text = () => pick('', 'a', 'id', 'name', 'toJSON', '7', 'caf\u00e9', '"', '\\', '\b\f\n\r\t', '\0\x1f\x7f\x80', 'x'.repeat(random(60)),
  `${'y'.repeat(random(40))}"${'z'.repeat(random(40))}\n`, '\u20ac', '\ud800', '\u2028');
const leaf = () => pick(0, -0, 1, -1, 2 ** 31, -(2 ** 31), 1.5, 1e21, 1e-7, NaN, Infinity, 0.1 + 0.2, true, false, null, undefined, text(), text(), text() + text().repeat(30));
const odd = () => pick(() => {}, Symbol('s'), new Date(0), new Map(), Object(1), Object('s'), [1, , 3], { toJSON: () => 5 }, { get x() { return 1; } }, /r/,
  new Uint8Array(2), Object.create(null), Object.create({ inherited: 1 }), new (class A { b = 1; })(), JSON.rawJSON?.('12') ?? 1, new Proxy({ p: 1 }, {}), 10n,
  Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }), Object.assign([1], { extra: 2 }), { [Symbol.iterator]: 1, b: 2 }, { 2: 1, 1: 2, a: 3 });
const value = (depth) => {
  if (random(60) === 0) return odd();
  if (depth > 4 || random(3) === 0) return leaf();
  if (random(2)) return Array.from({ length: random(5) }, () => value(depth + 1));
  const object = {};
  for (let i = random(6); i; i--) object[text()] = value(depth + 1);
  if (random(6) === 0) delete object[Object.keys(object)[0]];
  return object;
};

test('any value', () => {
  for (let i = process.env.THAW_TEST_BUILD === 'gcstress' ? 50 : 1500; i; i--) same(value(0));
});

test('by hand', () => {
  for (const v of [undefined, () => {}, Symbol('x'), 1n, [undefined, () => {}, Symbol('x')], { a: undefined, b: () => {}, c: 1 }, [[[]]], [{}], '', '\u20ac', ['\u20ac', 'a']]) same(v);
  const cycle = { a: [] };
  cycle.a.push(cycle);
  same(cycle);
  let deep = {};
  for (let i = 0; i < (process.env.THAW_TEST_BUILD === 'gcstress' ? 300 : 1000); i++) deep = i % 2 ? [deep] : { deep };
  same(deep);
  const shared = { x: 1 };
  same([shared, shared]);
  expect(JSON.stringify([1, { a: 2 }], null, 2)).toBe('[\n  1,\n  {\n    "a": 2\n  }\n]');
  expect(JSON.stringify({ a: 1, b: 2 }, ['b'])).toBe('{"b":2}');
});

test('toJSON wherever it comes from', () => {
  for (const proto of [Object.prototype, Array.prototype]) {
    Object.defineProperty(proto, 'toJSON', { configurable: true, value() { return 'given'; } });
    try {
      same({ a: 1 });
      same([1]);
      same([[{ a: [2] }]]);
    } finally {
      delete proto.toJSON;
    }
  }
  const array = [1];
  Object.setPrototypeOf(array, { __proto__: Array.prototype, toJSON: () => 'own proto' });
  same([array]);
});

test('Response.json', async () => {
  expect(await Response.json({ a: ['\u00e9', 1.5, null, undefined], b: undefined }).text()).toBe('{"a":["\u00e9",1.5,null,null]}');
  expect(() => Response.json(undefined)).toThrow();
});
