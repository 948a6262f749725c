// SPDX-License-Identifier: MIT
// URL and URLSearchParams: what the web-platform-tests leave out.
const COUNT = process.env.THAW_TEST_BUILD === 'gcstress' ? 60 : 1000; // there every allocation collects

describe('URL', () => {
  test('errors tell the input, as in Node', () => {
    let error;
    try { new URL('/a', 'b'); } catch (e) { error = e; }
    expect(error instanceof TypeError).toBe(true);
    expect([error.message, error.code, error.input, error.base].join()).toBe('Invalid URL,ERR_INVALID_URL,/a,b');
    try { new URL('x'); } catch (e) { error = e; }
    expect(Object.hasOwn(error, 'base')).toBe(false);
    expect(() => { new URL('a:').href = 'x'; }).toThrow(TypeError);
  });
  test('ASCII domains are taken as they are, others must be valid', () => {
    expect(new URL('http://XN--a.b').host).toBe('xn--a.b');
    expect(URL.canParse('http://\xE9.xn--a')).toBe(false);
    expect(new URL('http://m\xFCnchen.example').host).toBe('xn--mnchen-3ya.example');
  });
  test('the parameters follow the URL and the URL the parameters', () => {
    const url = new URL('http://a/?b=1#c'), params = url.searchParams;
    params.append('d', '\u{1F600}');
    expect(url.href).toBe('http://a/?b=1&d=%F0%9F%98%80#c');
    url.search = '?x=%';
    expect([...params].join()).toBe('x,%');
    url.href = 'http://b/';
    expect(params.size).toBe(0);
    params.append('?', '?');
    expect(url.search).toBe('?%3F=%3F');
    params.delete('?');
    expect(url.href).toBe('http://b/');
    expect(url.searchParams).toBe(params);
  });
  test('a very long query', () => {
    const url = new URL('http://a/');
    url.search = 'a=' + 'x'.repeat(1 << 20);
    expect(url.searchParams.get('a').length).toBe(1 << 20);
  });
});
describe('URLSearchParams', () => {
  test('errors have codes', () => {
    let error;
    try { new URLSearchParams([['a']]); } catch (e) { error = e; }
    expect(error.code).toBe('ERR_INVALID_TUPLE');
  });
  test('sorts many, and keeps the order of equal names', () => {
    const params = new URLSearchParams();
    for (let i = 0; i < COUNT; i++) params.append(String.fromCharCode(97 + i * 7 % 13), i);
    params.sort();
    let last = ['', -1];
    for (const [name, value] of params) {
      expect(name > last[0] || (name === last[0] && +value > last[1])).toBe(true);
      last = [name, +value];
    }
  });
});
