// SPDX-License-Identifier: MIT
// Specifiers and maps of packages where Node 24 differs from those before: what they may hold, and what they may not.
import { load } from './fixtures/loose/probe.mjs';
import require from './fixtures/loose/probe.cjs';

const failure = (specifier) => load(specifier).then(() => undefined, (e) => e.code);

test('imports may begin with #/', async () => {
  for (const specifier of ['#/x', '#/lib/x']) {
    expect((await load(specifier)).default).toBe('x');
    expect(require(specifier)).toBe('x');
  }
  expect(await failure('#/none')).toBe('ERR_PACKAGE_IMPORT_NOT_DEFINED');
  for (const specifier of ['#', '#/', '#x/'])
    expect(await failure(specifier)).toBe('ERR_INVALID_MODULE_SPECIFIER');
});

test('empty segments pass, those that lead elsewhere do not', async () => {
  expect((await load('loose/double')).default).toBe('x');
  expect(require('loose/double')).toBe('x');
  expect((await load('loose/lib//x.cjs')).default).toBe('x');
  expect(await failure('loose/back')).toBe('ERR_INVALID_PACKAGE_TARGET');
  expect(await failure('loose/modules')).toBe('ERR_INVALID_PACKAGE_TARGET');
  expect(await failure('loose/lib/../x.cjs')).toBe('ERR_INVALID_MODULE_SPECIFIER');
  expect(await failure('loose/lib/')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('what can be the name of a package', async () => {
  for (const specifier of ['@', '@scope', '.x', 'a%b', 'a\\b', '@a\\b/c', 'a%2Fb'])
    expect(await failure(specifier)).toBe('ERR_INVALID_MODULE_SPECIFIER');
  for (const specifier of ['@/a', 'a@b', '@a/b@c/d'])
    expect(await failure(specifier)).toBe('ERR_MODULE_NOT_FOUND');
});

test('require() knows one code for what it does not find', () => {
  for (const specifier of ['node:nope', '@', 'a%b', './none', 'none/x']) {
    let error;
    try {
      require.resolve(specifier);
    } catch (e) {
      error = e;
    }
    expect([error.code, error.requireStack[0]]).toEqual(['MODULE_NOT_FOUND', `${import.meta.dirname}/fixtures/loose/probe.cjs`]);
  }
});

test('a slash at the end means a folder, also where there is none', async () => {
  for (const specifier of ['./lib/', './none/', './probe.mjs/'])
    expect((await failure(specifier))).toBe('ERR_UNSUPPORTED_DIR_IMPORT');
});
