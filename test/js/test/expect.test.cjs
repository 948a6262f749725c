// SPDX-License-Identifier: MIT
// expect(): each matcher holds where it should and fails where it should.
'use strict';

const fails = (body) => {
  let message;
  try {
    body();
  } catch (error) {
    expect(error.name).toBe('AssertionError');
    message = error.message;
  }
  if (message === undefined) throw new Error('the matcher did not fail');
  return message;
};

test.each([
  ['toBe', 1, [1], 2], ['toBe', NaN, [NaN], 0], ['toBe', 0, [0], -0],
  ['toEqual', { a: 1 }, [{ a: 1, b: undefined }], { a: 2 }],
  ['toEqual', new Map([[{ k: 1 }, [1]]]), [new Map([[{ k: 1 }, [1]]])], new Map()],
  ['toEqual', new Set([[1], [2]]), [new Set([[2], [1]])], new Set([[1], [3]])],
  ['toEqual', [1, [2]], [[1, [2]]], [1, [3]]], ['toEqual', new Date(5), [new Date(5)], new Date(6)],
  ['toEqual', new Uint8Array([1]), [new Uint8Array([1])], new Uint8Array([2])],
  ['toEqual', new Error('a'), [new Error('a')], new Error('b')], ['toEqual', /a/g, [/a/g], /a/],
  ['toStrictEqual', { a: 1 }, [{ a: 1 }], { a: 1, b: undefined }], ['toStrictEqual', [undefined], [[undefined]], [,]],
  ['toMatchObject', { a: 1, b: { c: 2, d: 3 } }, [{ b: { c: 2 } }], { b: { c: 3 } }],
  ['toMatch', 'abc', [/b/], 'xyz'], ['toMatch', 'abc', ['bc'], 'xyz'], ['toContain', [1, 2], [2], [1]],
  ['toContain', 'abc', ['b'], 'x'], ['toContainEqual', [{ a: 1 }], [{ a: 1 }], [{ a: 2 }]],
  ['toHaveLength', [1, 2], [2], [1]], ['toHaveProperty', { a: { b: [5] } }, ['a.b[0]', 5], { a: { b: [6] } }],
  ['toHaveProperty', { 'a.b': 1 }, ['a.b'], {}], ['toBeTruthy', 1, [], 0], ['toBeFalsy', '', [], 'x'],
  ['toBeNull', null, [], undefined], ['toBeUndefined', undefined, [], null], ['toBeDefined', 0, [], undefined],
  ['toBeNaN', NaN, [], 1], ['toBeGreaterThan', 2, [1], 1], ['toBeGreaterThanOrEqual', 1, [1], 0],
  ['toBeLessThan', 1, [2], 2], ['toBeLessThanOrEqual', 2n, [2n], 3n], ['toBeCloseTo', 0.1 + 0.2, [0.3], 0.4],
  ['toBeInstanceOf', [], [Array], {}], ['toBeTypeOf', 'x', ['string'], 1], ['toBeOneOf', 1, [[1, 2]], 3],
])('%s holds for %o with %o and fails for %o', (name, good, args, bad) => {
  expect(good)[name](...args);
  expect(bad).not[name](...args);
  fails(() => expect(good).not[name](...args));
  fails(() => expect(bad)[name](...args));
});

test('toThrow', () => {
  const boom = () => {
    throw new TypeError('boom');
  };
  expect(boom).toThrow();
  expect(boom).toThrow('boo');
  expect(boom).toThrow(/^boom$/);
  expect(boom).toThrow(TypeError);
  expect(boom).toThrow(new Error('boom'));
  expect(() => {}).not.toThrow();
  fails(() => expect(boom).toThrow('other'));
  fails(() => expect(boom).toThrow(RangeError));
  fails(() => expect(() => {}).toThrow());
});

test('resolves and rejects', async () => {
  await expect(Promise.resolve(1)).resolves.toBe(1);
  await expect(Promise.reject(new Error('no'))).rejects.toThrow('no');
  await expect(Promise.resolve(1)).resolves.not.toBe(2);
  await expect(expect(Promise.reject(1)).resolves.toBe(1)).rejects.toThrow('rejected with 1');
  await expect(expect(Promise.resolve(1)).rejects.toBe(1)).rejects.toThrow('resolved to 1');
});

test('asymmetric values', () => {
  expect({ a: 'x', b: 2, c: [1, 2, 3], d: { e: 1, f: 2 }, g: 1.001 }).toEqual({
    a: expect.any(String), b: expect.anything(), c: expect.arrayContaining([3, 1]),
    d: expect.objectContaining({ e: 1 }), g: expect.closeTo(1),
  });
  expect('hello').toEqual(expect.stringContaining('ell'));
  expect('hello').toEqual(expect.stringMatching(/^h/));
  expect('hello').toEqual(expect.not.stringContaining('z'));
  fails(() => expect({ a: 1 }).toEqual({ a: expect.any(String) }));
});

test('cycles', () => {
  const make = () => {
    const a = { n: 1 };
    a.self = a;
    return a;
  };
  expect(make()).toEqual(make());
});

test('messages show both values', () => {
  expect(fails(() => expect(1).toBe(2))).toBe('expected 1 to be 2');
  expect(fails(() => expect({ a: 1 }).toEqual({ a: 2 }))).toContain('{ a: 2 }');
  expect(fails(() => expect('a\nb').toBe('a\nc'))).toMatch(/- c\n\+ b$/);
});
