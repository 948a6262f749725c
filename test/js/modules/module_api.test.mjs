// SPDX-License-Identifier: MIT
// node:module, and the global require. registerHooks is of Node 22.15; the rest is what Node 20 gives.
import Module, * as moduleNamespace from 'node:module';
import { builtinModules, createRequire, isBuiltin } from 'node:module';

const { findPackageJSON, registerHooks } = Module; // of Node 22
const base = `${import.meta.dirname}/fixtures`;

function caught(f) {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error('did not throw');
}

describe('createRequire', () => {
  test('takes paths, file URLs and URL objects', () => {
    for (const where of [`${base}/x.js`, `file://${base}/x.js`, { href: `file://${base}/x.js`, protocol: 'file:', pathname: `${base}/x.js`, hostname: '' }, `${base}/`]) {
      if (typeof where === 'object' && typeof URL === 'function') continue; // Node wants its own URLs
      expect(createRequire(where)('maps')).toBe('maps/require.cjs');
    }
    if (typeof URL === 'function') expect(createRequire(new URL(`file://${base}/x.js`))('maps')).toBe('maps/require.cjs');
    expect(createRequire(`file://${base}/a%20folder/x.js`).resolve.paths('x')[0]).toBe(`${base}/a folder/node_modules`);
  });
  test('gives a whole require', () => {
    const require = createRequire(import.meta.url);
    expect(Object.keys(require).sort()).toEqual(['cache', 'extensions', 'main', 'resolve']);
    expect(require.cache).toBe(Module._cache);
    expect(require.resolve('./fixtures/outside.cjs')).toBe(`${base}/outside.cjs`);
    expect(require('./fixtures/outside.cjs')).toBe('outside.cjs');
  });
  test('wants an absolute place', () => {
    for (const where of ['relative.js', './x.js', 'http://x/y.js', 5, null, undefined, {}]) {
      const error = caught(() => createRequire(where));
      expect([error.name, error.code]).toEqual(['TypeError', 'ERR_INVALID_ARG_VALUE']);
      expect(error.message).toContain("The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received ");
    }
  });
});

describe('built-in modules', () => {
  test('isBuiltin', () => {
    expect(['fs', 'node:fs', 'fs/promises', 'node:fs/promises', 'module'].map(isBuiltin)).toEqual([true, true, true, true, true]);
    expect(['node:nope', 'nope', 'fs/', './fs', '', 'node:'].map(isBuiltin)).toEqual([false, false, false, false, false, false]);
    expect([isBuiltin(undefined), isBuiltin(5)]).toEqual([false, false]);
  });
  test('builtinModules', () => {
    for (const name of ['events', 'fs', 'fs/promises', 'module', 'process', 'v8']) expect(builtinModules.includes(name)).toBe(true);
    expect(builtinModules.every((name) => isBuiltin(name) && isBuiltin(`node:${name}`))).toBe(true);
    expect(new Set(builtinModules).size).toBe(builtinModules.length);
  });
  test('are one, with and without node:', async () => {
    const require = createRequire(import.meta.url);
    expect(require('fs')).toBe(require('node:fs'));
    expect((await import('fs')).default).toBe(require('fs'));
    expect(await import('fs') === await import('node:fs')).toBe(true);
    expect(require('module')).toBe(Module);
    expect(Module.Module).toBe(Module);
    expect(moduleNamespace.default).toBe(Module);
    expect(moduleNamespace.createRequire).toBe(Module.createRequire);
  });
  test('have named exports that follow syncBuiltinESMExports', async () => {
    const fs = createRequire(import.meta.url)('fs');
    const { existsSync } = fs;
    const namespace = await import('node:fs');
    try {
      fs.existsSync = () => 'patched';
      expect(fs.existsSync('/')).toBe('patched');
      expect(namespace.default.existsSync('/')).toBe('patched');
      Module.syncBuiltinESMExports();
      expect(namespace.existsSync('/')).toBe('patched');
    } finally {
      fs.existsSync = existsSync;
      Module.syncBuiltinESMExports();
    }
    expect(namespace.existsSync('/')).toBe(true);
  });
  test('can be put in the cache of require only under another name', () => {
    const require = createRequire(import.meta.url);
    require.cache.fs = { exports: 'fake', children: [] };
    try {
      expect(require('node:fs').existsSync('/')).toBe(true);
      expect(require('fs')).toBe('fake');
    } finally {
      delete require.cache.fs;
    }
  });
});

describe('the global require', () => {
  const hasIt = typeof process.versions.thaw === 'string'; // Node has none in ES modules
  (hasIt ? test : test.skip)('resolves from the module that calls it', () => {
    expect(require('./fixtures/outside.cjs')).toBe('outside.cjs');
    expect(require('fs')).toBe(createRequire(import.meta.url)('fs'));
    expect(caught(() => require('./nowhere.cjs')).code).toBe('MODULE_NOT_FOUND');
  });
});

(findPackageJSON ? test : test.skip)('findPackageJSON', () => {
  const from = `file://${base}/self/lib/one.cjs`;
  expect(findPackageJSON('maps', `${base}/x.js`)).toBe(`${base}/node_modules/maps/package.json`);
  expect(findPackageJSON('maps/no/such/file', from)).toBe(`${base}/node_modules/maps/package.json`);
  expect(findPackageJSON('..', from)).toBe(`${base}/self/package.json`);
  expect(findPackageJSON('.', from)).toBe(`${base}/self/package.json`);
  expect(findPackageJSON('./x.js', from)).toBe(`${base}/self/package.json`);
  expect(findPackageJSON(from)).toBe(`${base}/self/package.json`);
  expect(findPackageJSON('no-package', from)).toBe(undefined);
});

(registerHooks ? describe : () => {})('registerHooks', () => {
  test('resolve and load for import and require', async () => {
    const calls = [];
    const hooks = registerHooks({
      resolve(specifier, context, next) {
        calls.push([specifier, typeof context.parentURL, context.conditions.includes('node')]);
        return specifier === 'virtual:x' ? { url: 'virtual:x', format: 'module', shortCircuit: true } : next(specifier, context);
      },
      load(url, context, next) {
        if (url === 'virtual:x') return { format: 'module', source: 'export default "virtual"', shortCircuit: true };
        const loaded = next(url, context);
        return url.endsWith('/hooked.cjs') ? { ...loaded, source: 'module.exports = "replaced"' } : loaded;
      },
    });
    try {
      expect((await import('virtual:x')).default).toBe('virtual');
      expect(createRequire(import.meta.url)('./fixtures/hooked.cjs')).toBe('replaced');
      expect(calls).toEqual([['virtual:x', 'string', true], ['./fixtures/hooked.cjs', 'string', true]]);
    } finally {
      hooks.deregister();
    }
    expect(calls.length).toBe(2);
    expect((await import('./fixtures/outside.cjs?after')).default).toBe('outside.cjs');
    expect(calls.length).toBe(2);
  });
  test('run last registered first, each calling the next', async () => {
    const order = [];
    const made = ['first', 'second'].map((name) => registerHooks({
      load(url, context, next) {
        order.push(name);
        return next(url, context);
      },
    }));
    try {
      expect((await import('./fixtures/esm/star_2.mjs')).two).toBe(2);
    } finally {
      for (const one of made) one.deregister();
    }
    expect(order).toEqual(['second', 'first']);
  });
  test('their errors are those of the import', async () => {
    const hooks = registerHooks({ resolve(specifier) { throw new RangeError(`no ${specifier}`); } });
    let error;
    try {
      await import('anything');
    } catch (e) {
      error = e;
    } finally {
      hooks.deregister();
    }
    expect(error.message).toBe('no anything');
  });
});
