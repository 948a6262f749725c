// SPDX-License-Identifier: MIT
// Specifiers are URLs, and files are not: names with characters that mean something in one. Expectations are Node's.
import { createRequire } from 'node:module';
import * as inside from './fixtures/a%23b%2520c/main.mjs';

const folder = `${import.meta.dirname}/fixtures/a#b%20c`;
const url = import.meta.resolve('./fixtures/a%23b%2520c/main.mjs').replace(/\/main\.mjs$/, '');
const failure = (specifier) => import(specifier).then(() => undefined, (e) => e);

describe('a folder named a#b%20c', () => {
  test('is escaped in URLs only', () => {
    expect(url.endsWith('/fixtures/a%23b%2520c')).toBe(true);
    expect([inside.meta.url, inside.meta.filename, inside.meta.dirname, inside.meta.main ?? false]).toEqual(
      [`${url}/main.mjs`, `${folder}/main.mjs`, folder, false]);
    expect(inside.meta.sibling).toBe(`${url}/sub/none.mjs`);
    expect(inside.plain).toBe(`${folder}/plain.cjs`);
  });
  test('holds one module per file, however it is named', async () => {
    expect([inside.url, inside.asked]).toEqual([`${url}/sub/x%23.mjs`, `${url}/sub/x%23.mjs`]);
    const require = createRequire(`${url}/main.mjs`);
    expect(require.resolve('./sub/x#.mjs')).toBe(`${folder}/sub/x#.mjs`);
    expect(require('./sub/x#.mjs')).toBe(await import(`${url}/sub/x%23.mjs`));
  });
  test('is not mistaken for a fragment, and queries are not part of paths', async () => {
    for (const suffix of ['?a', '?q=/../', '#h', '?%20/x#y?z'])
      expect((await inside.again(suffix)).url).toBe(`${url}/sub/x%23.mjs${suffix}`);
    expect(await inside.again('?a')).toBe(await inside.again('?a'));
    expect(await inside.again('?a')).not.toBe(await inside.again('#h'));
  });
});

test('escapes of slashes are refused', async () => {
  for (const specifier of ['./fixtures%2fown.mjs', './fixtures%5Cown.mjs']) {
    const error = await failure(specifier);
    expect([error.name, error.code]).toEqual(['TypeError', 'ERR_INVALID_MODULE_SPECIFIER']);
  }
  expect((await failure('./fixtures%2fown.mjs')).message).toBe(
    `Invalid module "${import.meta.dirname}/fixtures%2fown.mjs" must not include encoded "/" or "\\" characters ` +
    `imported from ${import.meta.filename}`);
});

test('malformed escapes are refused', async () => {
  expect((await failure('./%zz.mjs')).name).toBe('URIError');
});

test('a host is refused', async () => {
  for (const specifier of ['//host/x.mjs', 'file://host/x.mjs'])
    expect((await failure(specifier)).code).toBe('ERR_INVALID_FILE_URL_HOST');
});
