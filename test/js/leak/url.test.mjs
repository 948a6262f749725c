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
});
