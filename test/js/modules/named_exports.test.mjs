// SPDX-License-Identifier: MIT
// What an ES module sees of a CommonJS one, and the other way round.
import * as names from './fixtures/cjs/names.cjs';
import defaultOfNames, { a, 'b-c' as bc, e, never } from './fixtures/cjs/names.cjs';
import * as reexports from './fixtures/cjs/reexports.cjs';
import * as star from './fixtures/cjs/star.cjs';
import * as functionModule from './fixtures/cjs/function.cjs';
import * as primitive from './fixtures/cjs/primitive.cjs';
import * as nullModule from './fixtures/cjs/null.cjs';
import late, { value, change } from './fixtures/cjs/late.cjs';
import * as path from './fixtures/from_cjs.cjs';
import requiring from './fixtures/cjs/require_esm.cjs';

// Node names the whole once more since version 23.
const keys = (namespace) => Object.keys(namespace).filter((key) => key !== 'module.exports');

describe('names of a CommonJS module', () => {
  test('are found without running it', () => {
    expect(keys(names)).toEqual(['a', 'b-c', 'd', 'default', 'e', 'never']);
    expect([a, bc, names.d, e, never]).toEqual([1, 2, 3, 4, undefined]);
  });
  test('default is module.exports', () => {
    expect(names.default).toBe(defaultOfNames);
    expect(defaultOfNames.default).toBe('own default');
    expect(defaultOfNames.hidden).toBe('4');
  });
  test('of modules that it re-exports', () => {
    expect(keys(reexports)).toEqual(['a', 'b-c', 'd', 'default', 'e', 'never', 'own']);
    expect([reexports.a, reexports.e, reexports.own]).toEqual([1, 4, 1]);
  });
  test('of compiled export stars', () => {
    expect(keys(star)).toEqual(['__esModule', 'a', 'b-c', 'd', 'default', 'e', 'never']);
    expect(star.default.default).toBe('compiled default');
    expect(star.d).toBe(3);
  });
  test('of functions, and of what has no properties', () => {
    expect(keys(functionModule)).toEqual(['default', 'extra']);
    expect([typeof functionModule.default, functionModule.extra]).toEqual(['function', 'extra']);
    expect([keys(primitive), primitive.default, primitive.gone]).toEqual([['default', 'gone'], 'text', undefined]);
    expect([keys(nullModule), nullModule.default]).toEqual([['default'], null]);
  });
  test('hold what was exported when the module ended', () => {
    change();
    expect([value, late.value]).toEqual(['early', 'late']);
  });
  test('in cycles of re-exports end', async () => {
    const { default: whole, ...others } = await import('./fixtures/cjs/cycle_a.cjs');
    expect(whole).toEqual({ b: 2, a: undefined });
    expect(Object.keys(others).filter((key) => key !== 'module.exports')).toEqual(['a', 'b', 'c']);
  });
  test('a missing one is an error when linking', async () => {
    let error;
    try {
      await import('data:text/javascript,' + encodeURIComponent(
        `import { nothing } from ${JSON.stringify(import.meta.resolve('./fixtures/cjs/names.cjs'))}`));
    } catch (e) {
      error = e;
    }
    expect(error.name).toBe('SyntaxError');
    expect(error.message).toMatch(/nothing/);
  });
  test('a module that throws, throws what it threw', async () => {
    let error;
    try {
      await import('./fixtures/cjs/throws.cjs');
    } catch (e) {
      error = e;
    }
    expect([error.name, error.message]).toEqual(['RangeError', 'from a CommonJS module']);
  });
  test('what a re-export leads to need not be there', async () => {
    let error;
    try {
      await import('./fixtures/cjs/chain.cjs');
    } catch (e) {
      error = e;
    }
    expect(error.code).toBe('MODULE_NOT_FOUND');
  });
  test('module and import are one instance', async () => {
    expect(path.require('./cjs/names.cjs')).toBe(defaultOfNames);
    expect((await import('./fixtures/cjs/names.cjs')).default).toBe(defaultOfNames);
  });
});

describe('require of an ES module', () => {
  test('gives its namespace', async () => {
    const { plain } = requiring;
    expect(await import('./fixtures/cjs/esm_plain.mjs') === plain).toBe(true);
    expect(Object.keys(plain)).toEqual(['a', 'count', 'increase']);
  });
  test('marks a default export for compiled code, and stays live', () => {
    const { namespace, again } = requiring;
    expect(Object.keys(namespace)).toEqual(['__esModule', 'a', 'count', 'default', 'increase']);
    expect([namespace.__esModule, namespace.a, namespace.default]).toEqual([true, 1, 2]);
    expect(again === namespace).toBe(true);
    namespace.increase();
    expect(namespace.count).toBe(1);
    expect(Object.prototype.toString.call(namespace)).toBe('[object Module]');
  });
  test('leaves a mark that is there, and a value named module.exports', () => {
    const { compiled, own } = requiring;
    expect([compiled.__esModule, compiled.default]).toEqual(['its own', 3]);
    expect(own).toBe(1);
  });
  test('throws what it throws', () => {
    expect(() => requiring.load('./esm_throws.mjs')).toThrow('from an ES module');
    expect(requiring.codeOf('./esm_async.mjs')).toBe('ERR_REQUIRE_ASYNC_MODULE');
  });
});
