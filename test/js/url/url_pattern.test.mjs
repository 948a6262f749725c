// SPDX-License-Identifier: MIT
// URLPattern: what the web-platform-tests leave out.
describe('URLPattern', () => {
  test('captures', () => {
    const pattern = new URLPattern('https://*.example.com/:kind/:id(\\d+)?');
    const found = pattern.exec('https://a.b.example.com/books/12?x#y');
    expect(found.hostname.groups).toEqual({ 0: 'a.b' });
    expect(found.pathname).toEqual({ input: '/books/12', groups: { kind: 'books', id: '12' } });
    expect(found.inputs).toEqual(['https://a.b.example.com/books/12?x#y']);
    expect(pattern.exec('https://a.example.com/books').pathname.groups.id).toBe(undefined);
    expect(pattern.test('/books/1', 'https://c.example.com')).toBe(true);
    expect(pattern.exec('http://a.example.com/books/1')).toBe(null);
    expect(pattern.hasRegExpGroups).toBe(true);
  });
  test('the second argument is a base or options', () => {
    expect(new URLPattern('/A', 'http://b', { ignoreCase: true }).test('http://b/a')).toBe(true);
    expect(new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test('http://b/a')).toBe(true);
    expect(new URLPattern({ pathname: '/A' }, undefined).test('http://b/a')).toBe(false);
    expect(() => new URLPattern({}, 'http://b')).toThrow(TypeError);
    expect(() => new URLPattern('/a', {}, {})).toThrow(TypeError);
    expect(() => new URLPattern({}).test({}, 'http://b')).toThrow(TypeError);
  });
  test('malformed patterns', () => {
    let error;
    try { new URLPattern({ pathname: '(' }); } catch (e) { error = e; }
    expect([error.name, error.code].join()).toBe('TypeError,ERR_INVALID_URL_PATTERN');
    expect(() => new URLPattern({ pathname: '/:a/:a' })).toThrow(TypeError);
    expect(() => new URLPattern({ pathname: '/([z-a])' })).toThrow(TypeError);
  });
  test('expressions with what the engine wants escaped', () => {
    const match = (expression, path) => new URLPattern({ pathname: '/(' + expression + ')' }).test({ pathname: '/' + path });
    expect(match('a-b', 'a-b')).toBe(true);
    expect(match('a::b==c--d', 'a::b==c--d')).toBe(true);
    expect(match('[[a-c]--b]+', 'ac')).toBe(true);
    expect(match('[[a-c]--b]+', 'b')).toBe(false);
    expect(match('[[a-z]&&[^x]]-[\\]\\-]', 'y-]')).toBe(true);
    expect(match('a{1,2}--', 'aa--')).toBe(true);
  });
  test('programs can not get between a pattern and its expressions', () => {
    const { exec } = RegExp.prototype;
    RegExp.prototype.exec = () => { throw new Error('called'); };
    try {
      expect(new URLPattern({ pathname: '/:a' }).test({ pathname: '/b' })).toBe(true);
    } finally {
      RegExp.prototype.exec = exec;
    }
  });
});
