// SPDX-License-Identifier: MIT
// JSON.parse has two parsers: with a reviver it is the engine's own, which says here what the fast one must return.
const slow = (text) => JSON.parse(text, (_, value) => value);

const show = (value) => {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value) + value.length;
  if (Array.isArray(value)) return `[${value.map(show)}]${Object.keys(value).length}`;
  if (value && typeof value === 'object') {
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error('not a plain object');
    return `{${Reflect.ownKeys(value).map((key) => `${JSON.stringify(key)}:${show(Object.getOwnPropertyDescriptor(value, key).value)}`)}}`;
  }
  return String(value);
};
const outcome = (parse, text) => {
  try { return show(parse(text)); } catch (error) { return `${error.name}: ${error.message}`; }
};
const same = (text) => {
  const got = outcome(JSON.parse, text), want = outcome(slow, text);
  if (got !== want) throw new Error(`${JSON.stringify(text.slice(0, 300))}: ${got.slice(0, 300)}, not ${want.slice(0, 300)}`);
};

let seed = 12345;
const random = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % 65536 % n;
const pick = (...items) => items[random(items.length)];
const space = () => pick('', '', '', ' ', '\n', '\t\r ', '  ');
const text = () => pick('', 'a', 'id', 'name', '__proto__', '0', '42', '007', 'constructor', 'caf\u00e9', '\u20ac', '\ud83d\ude00', '\ud83d', '\\n', '\\u0041',
  '\\ud83d\\ude00', '\\udc00', '\\"', '\\\\', '\\/x', 'x'.repeat(random(70)), '\u00e9'.repeat(random(40)), 'long '.repeat(random(300)), '\\t'.repeat(random(400)));
const number = () => pick('0', '-0', '1', '-1', '12345678901234567890', '2147483647', '2147483648', '-2147483649', '9007199254740993', '0.1', '-0.5', '3.14159',
  '1e3', '1E-7', '1.5e+300', '1e400', '0.000001', '123456789.123456789', '0.3333333333333333', '5e-324', '100000000000000000000.5', '1.7976931348623157e308',
  String(random(1000) / 7), '9'.repeat(1 + random(70)), '0.' + '3'.repeat(1 + random(40)));
const value = (depth) => {
  switch (random(depth > 4 ? 4 : 8)) {
    case 0: return number();
    case 1: return `"${text()}"`;
    case 2: return pick('true', 'false', 'null');
    case 3: return pick('[]', '{}', '[ ]', '{ }');
    case 4: return `[${Array.from({ length: random(5) }, () => space() + value(depth + 1) + space()).join(',')}]`;
    default: return rows(depth);
  }
};
const object = (keys, depth) => `{${keys.map((key) => `${space()}"${key}"${space()}:${space()}${value(depth + 2)}${space()}`).join(',')}}`;
const rows = (depth) => { // mostly alike
  const keys = Array.from({ length: random(6) }, text);
  return `[${Array.from({ length: random(6) }, () => {
    const own = [...keys];
    if (random(4) === 0) own.splice(random(own.length + 1), random(2), text());
    if (random(4) === 0) own.length = random(own.length + 1);
    if (random(5) === 0) own.reverse();
    return object(own, depth + 1);
  }).join(',')}]`;
};

const isStressed = process.env.THAW_TEST_BUILD === 'gcstress', rounds = isStressed ? 30 : 4000;

test('any text', () => {
  for (let i = 0; i < rounds; i++) same(space() + value(0) + space());
});

test('any text with a fault', () => {
  for (let i = 0; i < rounds; i++) {
    const good = value(0), at = random(good.length + 1);
    same(good.slice(0, at));
    same(good.slice(0, at) + pick('"', '\\', ',', '}', ']', '{', '[', ':', '\u0001', '0', '.', 'e', '-', ' ', '\u00e9', '\u20ac', 'tru') + good.slice(at + random(2)));
  }
});

test('by hand', () => {
  for (const t of ['', ' ', '1 2', '[1,]', '{"a":1,}', '{,}', '[,1]', '{"a"}', '{"a":}', "{'a':1}", '{a:1}', '01', '-', '-a', '+1', '.5', '1.', '1e', '1e+', 'nul', 'nulll', 'True',
    '"\\x"', '"\\u12"', '"\\u123g"', '"a\nb"', '"a\tb"', '"', '"\\', '"\\"', '\ufeff1', '\u00a01', '//', '{"a":1,"a":2}', '[{"a":1,"b":2},{"a":1,"a":2}]',
    '[{"a":1,"b":2},{"a":1,"b":2,"c":3},{"a":1}]', '[{"a":1},{"a":1,}]', '[{"a":1},{,"a":1}]', '[{"a":1},{"a"1}]', '[{"a":{"b":[{"c":1}]}},{"a":{"b":[{"c":2},{"d":3}]}}]',
    '[{"a":1},[],{"a":2},{}]', '[{"1":1,"0":2},{"1":1,"0":2}]', '{"__proto__":{"x":1},"__proto__":2}', '[[1],[2,3],[]]', '"\ud800"', '["\u20ac",{"\u20ac":1},{"\u20ac":2}]'])
    same(t);
  for (const t of [undefined, null, 1, true, {}, [], [5], { toString: () => '[7]' }, Symbol('x'), 1n]) same2(t);
});
const same2 = (t) => expect(outcome(JSON.parse, t)).toBe(outcome(slow, t));

test('slices, ropes, deep and long texts', () => {
  const long = `{"list":[${'{"a":1,"b":"\u00e9"},'.repeat(isStressed ? 20 : 500)}{"a":2}]}`;
  same(`xx${long}yy`.slice(2, -2));
  same(long.slice(0, 50) + long.slice(50));
  same(`[${'1,'.repeat(isStressed ? 100 : 50_000)}1]`);
  if (isStressed) return;
  same('['.repeat(500) + ']'.repeat(500));
  expect(() => JSON.parse('['.repeat(1e6))).toThrow();
});

test('bodies are read by it, in UTF-8', async () => {
  for (const t of ['{"a":["\u00e9","\u20ac","\ud83d\ude00",1.5,null]}', '"\ufffd"', '[{"caf\u00e9":1},{"caf\u00e9":2}]'])
    expect(show(await new Response(t).json())).toBe(show(slow(t)));
  const broken = new Response(Uint8Array.of(0x22, 0xE2, 0x82, 0x22));
  expect(await broken.json()).toBe('\ufffd');
  let error;
  try { await new Response('{"a":1').json(); } catch (e) { error = e; }
  expect(error.name).toBe('SyntaxError');
});
