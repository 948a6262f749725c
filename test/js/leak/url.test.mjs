// SPDX-License-Identifier: MIT
// A cycle through each reference that URLs and their parameters hold; the leak check at exit sees what stays.
describe('cycles', () => {
  test('URL and its parameters', () => {
    const url = new URL('http://a/?b');
    url.searchParams.self = url;
  });
  test('the parameters alone', () => {
    const params = new URL('http://a/?b').searchParams;
    params.again = params.entries();
    params.again.next();
    params.append('c', 'd');
  });
  test('a pattern, and one that could not be made', () => {
    const pattern = new URLPattern({ pathname: '/:a(b+)', hostname: '*', search: 'c' });
    pattern.self = pattern;
    pattern.result = pattern.exec('http://h/bb?c');
    pattern.result.pattern = pattern;
    try { new URLPattern({ protocol: '(a+)', pathname: '/([z-a])' }); } catch (e) { e.pattern = pattern; pattern.error = e; }
  });
});
