// SPDX-License-Identifier: MIT
// Headers: what the web-platform-tests leave out.
describe('Headers', () => {
  test('errors have codes', () => {
    for (const make of [() => new Headers({ 'a b': 'c' }), () => new Headers([['a', 'b\nc']]), () => new Headers([['a']])]) {
      let error;
      try { make(); } catch (e) { error = e; }
      expect(error instanceof TypeError).toBe(true);
      expect(error.code).toBe('ERR_INVALID_ARG_VALUE');
    }
  });
  test('programs may set what browsers keep for themselves', () => {
    const headers = new Headers({ cookie: 'a', host: 'b', 'set-cookie': 'c' });
    expect([...headers]).toEqual([['cookie', 'a'], ['host', 'b'], ['set-cookie', 'c']]);
  });
  test('a list that changes while it is iterated', () => {
    const headers = new Headers({ b: '1', d: '2' });
    const seen = [];
    for (const [name] of headers) {
      seen.push(name);
      if (seen.length === 1)
        headers.append('c', '3');
    }
    expect(seen).toEqual(['b', 'c', 'd']);
  });
  test('values are bytes', () => {
    expect(new Headers({ a: '\xE9\xFF' }).get('a')).toBe('\xE9\xFF');
    expect(() => new Headers({ a: '\u0100' })).toThrow(TypeError);
  });
});
