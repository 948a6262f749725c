// SPDX-License-Identifier: MIT
// FormData: what the web-platform-tests leave out.
describe('FormData', () => {
  test('replaces and drops while others stay in order', () => {
    const form = new FormData();
    for (let i = 0; i < 20; i++)
      form.append('k' + i % 3, i % 2 ? new Blob([String(i)]) : String(i));
    form.set('k1', 'x');
    expect([...form.keys()].join()).toBe('k0,k1,k2,k0,k2,k0,k2,k0,k2,k0,k2,k0,k2,k0');
    form.delete('k0');
    expect(form.has('k0')).toBe(false);
    expect(form.getAll('k2').length).toBe(6);
  });
  test('files keep their date when they are renamed', () => {
    const form = new FormData();
    form.append('f', new File(['x'], 'a', { lastModified: 7, type: 'a/b' }), 'c');
    const file = form.get('f');
    expect([file.name, file.lastModified, file.type, file.size].join()).toBe('c,7,a/b,1');
  });
  test('a file that refers back to its form is collected with it', () => {
    const form = new FormData();
    const file = new File([], 'a');
    file.form = form;
    form.append('f', file);
    form.iterator = form[Symbol.iterator]();
  });
});
