// SPDX-License-Identifier: MIT
// Which file of a package a specifier means: exports and imports maps, conditions, patterns, main, self-reference. The
// files under fixtures/ export their own path. What is expected is what Node 20 gives.
import rootCjs from './fixtures/from_cjs.cjs';
import * as rootEsm from './fixtures/from_esm.mjs';
import selfCjs from './fixtures/self/from_cjs.cjs';
import * as selfEsm from './fixtures/self/from_esm.mjs';

const base = `${import.meta.dirname}/fixtures`;

async function imported(from, specifier) {
  try {
    return (await from.load(specifier)).default;
  } catch (error) {
    return error.code;
  }
}
function required(from, specifier) {
  try {
    const value = from.require(specifier);
    return value.default ?? value;
  } catch (error) {
    return error.code;
  }
}

// specifier -> what import gives, and require if that is something else
function table(esm, cjs, prefix, rows) {
  for (const [specifier, whenImported, whenRequired = whenImported] of rows) {
    test(`${prefix}${specifier}`, async () => {
      expect(await imported(esm, prefix + specifier)).toEqual(whenImported);
      expect(required(cjs, prefix + specifier)).toEqual(whenRequired);
    });
  }
}

const NOT_EXPORTED = 'ERR_PACKAGE_PATH_NOT_EXPORTED';
const BAD_TARGET = 'ERR_INVALID_PACKAGE_TARGET';
const BAD_SPECIFIER = 'ERR_INVALID_MODULE_SPECIFIER';
const BAD_CONFIG = 'ERR_INVALID_PACKAGE_CONFIG';
const MISSING = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

describe('exports: conditions', () => {
  table(rootEsm, rootCjs, 'maps', [
    ['', 'maps/import.mjs', 'maps/require.cjs'],
    ['/nested', 'maps/import.mjs', 'maps/require.cjs'],
    ['/unmatched-inside', 'maps/default.cjs'],
    ['/browser', 'maps/default.cjs'],
    ['/custom', 'maps/default.cjs'],
    ['/module-sync', 'maps/import.mjs'],
    ['/order', 'maps/default.cjs'],
    ['/null', NOT_EXPORTED],
    ['/null-condition', NOT_EXPORTED],
    ['/nothing', NOT_EXPORTED],
  ]);
});

describe('exports: arrays', () => {
  table(rootEsm, rootCjs, 'maps', [
    ['/array', 'maps/default.cjs'],
    ['/array-null', 'maps/default.cjs'],
    ['/array-conditions', 'maps/default.cjs'],
    ['/array-first-only', ...MISSING],
  ]);
});

describe('exports: targets', () => {
  table(rootEsm, rootCjs, 'maps', [
    ['/missing', ...MISSING],
    ['/outside', BAD_TARGET],
    ['/bare', BAD_TARGET],
    ['/number', BAD_TARGET],
    ['/through', BAD_TARGET],
    ['/dots', BAD_TARGET],
    ['/folder', 'ERR_UNSUPPORTED_DIR_IMPORT', 'MODULE_NOT_FOUND'],
    ['/hidden.cjs', NOT_EXPORTED],
    ['/', NOT_EXPORTED],
  ]);
});

describe('exports: patterns', () => {
  table(rootEsm, rootCjs, 'maps', [
    ['/lib/one', 'maps/lib/one.cjs'],
    ['/lib/sub/three', 'maps/lib/sub/three.cjs'],
    ['/lib/special', 'maps/default.cjs'],
    ['/lib/private/one', NOT_EXPORTED],
    ['/lib/nope', ...MISSING],
    ['/lib/', NOT_EXPORTED],
    ['/lib', NOT_EXPORTED],
    ['/lib/../hidden', BAD_SPECIFIER],
    ['/lib/%2e%2e/hidden', BAD_SPECIFIER],
    ['/lib%2fone', NOT_EXPORTED],
    ['/lib/one?x', ...MISSING],
    ['/twice/a', 'maps/twice/a/a.cjs'],
    ['/end/one.js', 'maps/lib/one.cjs'],
    ['/end/x', 'maps/lib/two.cjs'],
    ['/deep/one', 'maps/import.mjs', 'maps/lib/one.cjs'],
  ]);
});

describe('exports: shapes of the map', () => {
  table(rootEsm, rootCjs, '', [
    ['sugar', 'sugar/main.cjs'],
    ['sugar/main.cjs', NOT_EXPORTED],
    ['conditions-only', 'conditions-only/d.mjs', 'conditions-only/r.cjs'],
    ['conditions-only/r.cjs', NOT_EXPORTED],
    ['no-main', NOT_EXPORTED],
    ['mixed-keys/a', BAD_CONFIG],
    ['numeric-keys', BAD_CONFIG],
    ['exports-null', 'exports-null/a.cjs'],
    ['exports-null/a.cjs', 'exports-null/a.cjs'],
    ['exports-empty', NOT_EXPORTED],
    ['@scope/name', '@scope/name/a.cjs'],
    ['@scope/name/sub', '@scope/name/sub.cjs'],
    ['@scope/name/x', NOT_EXPORTED],
  ]);
});

test('a package.json that is no JSON', async () => {
  expect(await imported(rootEsm, 'broken-json')).toBe(BAD_CONFIG);
});

describe('main and files', () => {
  table(rootEsm, rootCjs, '', [
    ['main-file', 'main-file/lib/start.js'],
    ['main-file/other', 'ERR_MODULE_NOT_FOUND', 'main-file/other.js'],
    ['main-file/other.js', 'main-file/other.js'],
    ['main-file/other.js?x', 'main-file/other.js', 'MODULE_NOT_FOUND'],
    ['main-file/%6fther.js', 'main-file/other.js', 'MODULE_NOT_FOUND'],
    ['main-folder', 'main-folder/lib/index.js'],
    ['main-missing', 'main-missing/index.js'],
    ['main-gone', ...MISSING],
    ['no-package', 'no-package/index.js'],
    ['no-package/sub', 'ERR_UNSUPPORTED_DIR_IMPORT', 'no-package/sub/index.js'],
    ['single', 'ERR_MODULE_NOT_FOUND', 'single.js'],
    ['single.js', 'ERR_MODULE_NOT_FOUND', 'single.js'],
    ['type-module', 'type-module/index.js'],
    ['type-module/legacy.cjs', 'type-module/legacy.cjs'],
    ['type-module/sub/index.js', 'type-module/sub/index.js'],
    ['nowhere', ...MISSING],
    ['nowhere/x', ...MISSING],
  ]);
});

describe('specifiers', () => {
  table(rootEsm, rootCjs, '', [
    ['./outside.cjs', 'outside.cjs'],
    ['../fixtures/outside.cjs', 'outside.cjs'],
    ['./outside', ...MISSING],
    ['./outside.cjs#x', 'outside.cjs', 'MODULE_NOT_FOUND'],
    ['./outside.cjs?x', 'outside.cjs', 'MODULE_NOT_FOUND'],
    ['./%6futside.cjs', 'outside.cjs', 'MODULE_NOT_FOUND'],
    ['./self', 'ERR_UNSUPPORTED_DIR_IMPORT', 'MODULE_NOT_FOUND'],
    ['.', 'ERR_UNSUPPORTED_DIR_IMPORT', 'MODULE_NOT_FOUND'],
    ['/nowhere.js', ...MISSING],
    ['./a%2fb.cjs', BAD_SPECIFIER, 'MODULE_NOT_FOUND'],
    ['@scope', BAD_SPECIFIER, 'MODULE_NOT_FOUND'],
    ['.hidden', BAD_SPECIFIER, 'MODULE_NOT_FOUND'],
    ['a\\b', BAD_SPECIFIER, 'MODULE_NOT_FOUND'],
    ['http://x/y.js', 'ERR_UNSUPPORTED_ESM_URL_SCHEME', 'MODULE_NOT_FOUND'],
    ['node:nope', 'ERR_UNKNOWN_BUILTIN_MODULE'],
    ['fs/', ...MISSING],
  ]);
});

describe('self-reference and imports', () => {
  table(selfEsm, selfCjs, '', [
    ['self', 'self/import.mjs', 'self/require.cjs'],
    ['self/sub', 'self/sub.cjs'],
    ['self/sub.cjs', NOT_EXPORTED],
    ['#a', 'self/sub.cjs'],
    ['#cond', 'self/import.mjs', 'self/require.cjs'],
    ['#dep', 'maps/lib/one.cjs'],
    ['#dep/two', 'maps/lib/two.cjs'],
    ['#lib/one', 'self/lib/one.cjs'],
    ['#lib/no/one', 'ERR_PACKAGE_IMPORT_NOT_DEFINED'],
    ['#lib/nope', ...MISSING],
    ['#none', 'ERR_PACKAGE_IMPORT_NOT_DEFINED'],
    ['#nope', 'ERR_PACKAGE_IMPORT_NOT_DEFINED'],
    ['#up', BAD_TARGET],
    ['#url', BAD_TARGET],
    ['#self', 'self/sub.cjs'],
    ['#array', 'self/sub.cjs'],
    ['#', BAD_SPECIFIER],
    ['#lib/', BAD_SPECIFIER],
  ]);
  test('a built-in under a name of its own', async () => {
    expect(typeof (await imported(selfEsm, '#bare-builtin')).readFileSync).toBe('function');
  });
});

describe('resolution alone', () => {
  test('import.meta.resolve gives URLs of what need not be there', () => {
    const shown = (specifier) => rootEsm.resolve(specifier).replace(`file://${base}`, 'BASE');
    for (const [specifier, url] of [
      ['maps', 'BASE/node_modules/maps/import.mjs'], ['maps/missing', 'BASE/node_modules/maps/missing.cjs'],
      ['maps/lib/one?x', 'BASE/node_modules/maps/lib/one?x.cjs'], ['./nowhere.js?a#b', 'BASE/nowhere.js?a#b'],
      ['./self', 'BASE/self'], ['./self/', 'BASE/self/'], ['.', 'BASE/'], ['/nowhere.js', 'file:///nowhere.js'],
      ['./a b.js', 'BASE/a%20b.js'], ['fs', 'node:fs'], ['node:fs', 'node:fs'], ['node:nope', 'node:nope'],
      ['http://x/y.js', 'http://x/y.js'], ['data:text/javascript,1', 'data:text/javascript,1'],
    ]) expect([specifier, shown(specifier)]).toEqual([specifier, url]);
  });
  test('require.resolve gives paths', () => {
    for (const [specifier, path] of [
      ['maps', `${base}/node_modules/maps/require.cjs`], ['./self/sub.cjs', `${base}/self/sub.cjs`], ['fs', 'fs'],
      ['node:fs', 'node:fs'],
    ]) expect(rootCjs.resolve(specifier)).toBe(path);
  });
});

describe('messages', () => {
  const message = async (from, specifier) => {
    try {
      await from.load(specifier);
    } catch (error) {
      return error.message.replaceAll(base, 'BASE');
    }
    return undefined;
  };
  const rows = [
    ['nowhere', "Cannot find package 'nowhere' imported from BASE/from_esm.mjs"],
    ['./nowhere.js', "Cannot find module 'BASE/nowhere.js' imported from BASE/from_esm.mjs"],
    ['maps/nope', 'Package subpath \'./nope\' is not defined by "exports" in BASE/node_modules/maps/package.json imported from BASE/from_esm.mjs'],
    ['no-main', 'No "exports" main defined in BASE/node_modules/no-main/package.json imported from BASE/from_esm.mjs'],
    ['maps/outside', 'Invalid "exports" target "../maps/default.cjs" defined for \'./outside\' in the package config BASE/node_modules/maps/package.json imported from BASE/from_esm.mjs; targets must start with "./"'],
    ['./self/', "Directory import 'BASE/self/' is not supported resolving ES modules imported from BASE/from_esm.mjs"],
    ['@scope', 'Invalid module "@scope" is not a valid package name imported from BASE/from_esm.mjs'],
    ['http://x/y.js', "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol 'http:'"],
    ['#a', 'Package import specifier "#a" is not defined imported from BASE/from_esm.mjs'],
  ];
  for (const [specifier, text] of rows)
    test(specifier, async () => expect(await message(rootEsm, specifier)).toBe(text));
  test('of require', () => {
    let error;
    try {
      rootCjs.require('./nowhere');
    } catch (e) {
      error = e;
    }
    expect(error.message.split('\n').slice(0, 3)).toEqual(
      ["Cannot find module './nowhere'", 'Require stack:', `- ${base}/from_cjs.cjs`]);
    expect(error.requireStack[0]).toBe(`${base}/from_cjs.cjs`);
  });
});
