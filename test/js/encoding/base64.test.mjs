// SPDX-License-Identifier: MIT
// atob and btoa: what the web-platform-tests leave out.
describe('atob and btoa', () => {
  test('are functions of the global object that can be listed', () => {
    for (const name of ['atob', 'btoa'])
      expect(Object.getOwnPropertyDescriptor(globalThis, name).enumerable).toBe(true);
  });
  test('large, with white space in it', () => {
    let bytes = '';
    for (let i = 0; i < 10000; i++) bytes += String.fromCharCode(i * 7 % 256);
    const text = btoa(bytes);
    expect(atob(text)).toBe(bytes);
    expect(atob(text.replace(/.{76}/g, '$&\r\n'))).toBe(bytes);
    expect(atob(text.replace(/.{33}/g, '$& '))).toBe(bytes);
    expect(() => atob(text + '!')).toThrow(DOMException);
  });
  test('wide strings of narrow characters', () => {
    const wide = ('\u20AC' + 'ab\xFF').slice(1);
    expect(btoa(wide)).toBe('YWL/');
    expect(atob(('\u20AC' + 'YWL/').slice(1))).toBe('ab\xFF');
    expect(() => btoa('\u20AC')).toThrow(DOMException);
  });
});
