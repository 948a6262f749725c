// SPDX-License-Identifier: MIT
// CommonJS: what a module is given, require and its properties, the cache, cycles, file extensions, errors. What is
// expected is what Node 20 gives.
'use strict';

const Module = require('node:module');
const state = require('./fixtures/cjs/state.cjs');

const folder = `${__dirname}/fixtures/cjs`;

function caught(f) {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error('did not throw');
}

describe('a module', () => {
  test('is given its names', () => {
    expect(state.names).toEqual([`${folder}/state.cjs`, folder]);
    expect(state.self).toBe(state);
    expect(state.callerOfTopLevel).toBe(5);
    expect(__filename).toBe(`${__dirname}/commonjs.test.cjs`);
  });
  test('has a module object', () => {
    const { module: m } = state;
    expect(m instanceof Module).toBe(true);
    expect([m.id, m.filename, m.path, m.loaded]).toEqual([`${folder}/state.cjs`, `${folder}/state.cjs`, folder, true]);
    expect(m.exports).toBe(state);
    expect(m.parent.filename).toBe(__filename);
    expect(m.children).toEqual([]);
    expect(m.paths.slice(0, 2)).toEqual([`${folder}/node_modules`, `${__dirname}/fixtures/node_modules`]);
    expect(m.paths.at(-1)).toBe('/node_modules');
    expect(m.paths.includes(`${__dirname}/fixtures/node_modules/node_modules`)).toBe(false);
    expect(Object.keys(m)).toEqual(['id', 'path', 'exports', 'filename', 'loaded', 'children', 'paths']);
    expect(module.children.includes(m)).toBe(true);
  });
  test('may require through its module object', () => {
    expect(state.module.require('./names.cjs').a).toBe(1);
  });
});

describe('require.cache', () => {
  test('gives the same exports until the entry is deleted', () => {
    const path = require.resolve('./fixtures/cjs/state.cjs');
    expect(require.cache[path]).toBe(state.module);
    expect(require('./fixtures/cjs/../cjs/state.cjs')).toBe(state);
    delete require.cache[path];
    const second = require('./fixtures/cjs/state.cjs');
    expect(second.count).toBe(state.count + 1);
    require.cache[path] = { exports: 'replaced', children: [] };
    expect(require('./fixtures/cjs/state.cjs')).toBe('replaced');
    require.cache[path] = state.module;
  });
  test('is one for all modules, and Module._cache', () => {
    expect(state.require.cache).toBe(require.cache);
    expect(Module._cache).toBe(require.cache);
  });
  test('follows symbolic links', () => {
    expect(require.resolve('./fixtures/cjs/cycle/link.cjs')).toBe(`${folder}/names.cjs`);
    expect(require('./fixtures/cjs/cycle/link.cjs')).toBe(require('./fixtures/cjs/names.cjs'));
  });
  test('has no entry for a module that threw', () => {
    for (const name of ['throws.cjs', 'syntax.cjs', 'broken.json']) {
      caught(() => require(`${folder}/${name}`));
      expect(`${folder}/${name}` in require.cache).toBe(false);
    }
    expect(module.children.some((m) => m.filename?.endsWith('throws.cjs'))).toBe(false);
  });
});

test('a cycle shows what is exported so far', () => {
  const a = require('./fixtures/cjs/cycle/a.cjs');
  const b = require('./fixtures/cjs/cycle/b.cjs');
  expect([a.done, a.sawB, b.done, b.sawA, b.missing]).toEqual([true, true, true, false, undefined]);
});

describe('require.resolve', () => {
  test('with paths', () => {
    expect(require.resolve('sugar', { paths: [folder] })).toBe(`${__dirname}/fixtures/node_modules/sugar/main.cjs`);
    expect(require.resolve('./names.cjs', { paths: ['/nowhere', folder] })).toBe(`${folder}/names.cjs`);
    expect(caught(() => require.resolve('sugar', { paths: ['/'] })).code).toBe('MODULE_NOT_FOUND');
  });
  test('paths()', () => {
    expect(require.resolve.paths('x').slice(0, 2)).toEqual([`${__dirname}/node_modules`, `${__dirname.replace(/\/[^/]*$/, '')}/node_modules`]);
    expect(require.resolve.paths('./x')).toEqual([__dirname]);
    expect(require.resolve.paths('fs')).toBe(null);
    expect(require.resolve.paths('node:fs')).toBe(null);
  });
  test('wants a string', () => {
    for (const value of [undefined, 1, null, {}]) {
      expect(caught(() => require.resolve(value)).code).toBe('ERR_INVALID_ARG_TYPE');
      expect(caught(() => require(value)).code).toBe('ERR_INVALID_ARG_TYPE');
    }
    expect(caught(() => require('')).code).toBe('ERR_INVALID_ARG_VALUE');
  });
});

describe('files', () => {
  test('extensions are tried in order, folders last', () => {
    expect(require('./fixtures/cjs/ext/both')).toBe('js');
    expect(require('./fixtures/cjs/ext/both/')).toBe('index');
    expect(require('./fixtures/cjs/ext/only')).toBe('json');
    expect(require('./fixtures/cjs/ext/folder')).toBe('index json');
    expect(caught(() => require('./fixtures/cjs/ext/never')).code).toBe('MODULE_NOT_FOUND');
  });
  test('JSON', () => {
    expect(require('./fixtures/cjs/data.json')).toEqual({ json: [1, { two: 2 }] });
    expect(require('./fixtures/cjs/data.json')).toBe(require('./fixtures/cjs/data'));
    expect(require('./fixtures/cjs/bom.json')).toEqual({ bom: true });
    const error = caught(() => require('./fixtures/cjs/broken.json'));
    expect(error.name).toBe('SyntaxError');
    expect(error.message.startsWith(`${folder}/broken.json: `)).toBe(true);
  });
  test('a first line for the shell, a byte order mark, an unknown extension', () => {
    expect(require('./fixtures/cjs/shebang.cjs')).toBe('shebang');
    expect(require('./fixtures/cjs/bom.cjs')).toBe('bom');
    expect(require('./fixtures/cjs/file.unknown')).toBe('unknown extension');
  });
  test('an extension of the program', () => {
    const seen = [];
    require.extensions['.unknown'] = (m, filename) => {
      seen.push(filename);
      m.exports = 'by extension';
    };
    delete require.cache[`${folder}/file.unknown`];
    try {
      expect(require('./fixtures/cjs/file')).toBe('by extension');
    } finally {
      delete require.extensions['.unknown'];
    }
    expect(seen).toEqual([`${folder}/file.unknown`]);
    expect(Module._extensions).toBe(require.extensions);
  });
});

describe('errors', () => {
  test('of what is not there name who asked', () => {
    const error = caught(() => state.require('./nowhere.cjs'));
    expect(error.code).toBe('MODULE_NOT_FOUND');
    expect(error.requireStack.slice(0, 2)).toEqual([`${folder}/state.cjs`, __filename]);
    expect(error.message).toContain(`Cannot find module './nowhere.cjs'\nRequire stack:\n- ${folder}/state.cjs\n- ${__filename}`);
  });
  test('of syntax', () => {
    expect(caught(() => require('./fixtures/cjs/syntax.cjs')).name).toBe('SyntaxError');
  });
  test('of built-ins', () => {
    expect(caught(() => require('node:nope')).code).toBe('ERR_UNKNOWN_BUILTIN_MODULE');
    expect(caught(() => require.resolve('node:nope')).code).toMatch(/NOT_FOUND|UNKNOWN/);
  });
});

describe('patching', () => {
  test('Module._load and Module._resolveFilename are what require calls', () => {
    const { _load, _resolveFilename } = Module;
    try {
      Module._resolveFilename = function (specifier, ...rest) {
        return _resolveFilename.call(this, specifier === 'virtual' ? `${folder}/names.cjs` : specifier, ...rest);
      };
      expect(require('virtual').a).toBe(1);
      expect(require.resolve('virtual')).toBe(`${folder}/names.cjs`);
      Module._load = (specifier, parent, isMain) => (specifier === 'made-up' ? { specifier, from: parent.filename, isMain } : _load(specifier, parent, isMain));
      expect(require('made-up')).toEqual({ specifier: 'made-up', from: __filename, isMain: false });
    } finally {
      Object.assign(Module, { _load, _resolveFilename });
    }
  });
  test('Module.prototype.require and _compile', () => {
    const { require: before } = Module.prototype;
    try {
      Module.prototype.require = function (specifier) {
        return specifier === 'x' ? this.filename : before.call(this, specifier);
      };
      expect(require('x')).toBe(__filename);
    } finally {
      Module.prototype.require = before;
    }
    const made = new Module('/made/up.js', module);
    made._compile('exports.sum = 1 + 1; exports.where = [__filename, __dirname]; exports.same = exports === this', '/made/up.js');
    expect(made.exports).toEqual({ sum: 2, where: ['/made/up.js', '/made'], same: true });
  });
  test('Module.wrap', () => {
    expect(Module.wrap('x')).toBe('(function (exports, require, module, __filename, __dirname) { x\n});');
  });
});
