// SPDX-License-Identifier: MIT
// ES modules: import.meta, live bindings, cycles, order, dynamic import, top-level await, errors, data: URLs. What is
// expected is what Node 20 gives; import.meta.main is of Node 24.
import * as meta from './fixtures/esm/meta.mjs';
import * as live from './fixtures/esm/live.mjs';
import { increase } from './fixtures/esm/live.mjs';

const base = `${import.meta.dirname}/fixtures/esm`;

async function caught(specifier, options) {
  try {
    await import(specifier, options);
  } catch (error) {
    return error;
  }
  throw new Error('did not throw');
}
const dataUrl = (source) => `data:text/javascript,${encodeURIComponent(source)}`;

describe('import.meta', () => {
  test('of a file', () => {
    expect([meta.url, meta.filename, meta.dirname]).toEqual([`file://${base}/meta.mjs`, `${base}/meta.mjs`, base]);
    expect(meta.prototype).toBe(null);
    expect(meta.self).toBe(undefined);
    expect(meta.keys.filter((key) => key !== 'main')).toEqual(['dirname', 'filename', 'resolve', 'url']);
  });
  test('resolve', () => {
    expect(meta.resolve('./x.mjs?q#h')).toBe(`file://${base}/x.mjs?q#h`);
    expect(meta.resolve('maps')).toBe(`file://${import.meta.dirname}/fixtures/node_modules/maps/import.mjs`);
    expect(() => meta.resolve('nowhere')).toThrow("Cannot find package 'nowhere'");
  });
  test('of a data: URL has no file', async () => {
    const url = dataUrl('export default Object.keys(import.meta); export const { url } = import.meta;');
    const { default: keys, url: own } = await import(url);
    expect(keys.filter((key) => key !== 'main' && key !== 'resolve')).toEqual(['url']);
    expect(own).toBe(url);
  });
  test('of a name that a URL has to escape', async () => {
    const { url, filename } = await import('./fixtures/esm/odd%20names/a%23b%3Fc%2541.mjs');
    expect(filename).toBe(`${base}/odd names/a#b?c%41.mjs`);
    expect(url).toBe(`file://${base}/odd%20names/a%23b%3Fc%2541.mjs`);
  });
  test('relative to a module with a query', async () => {
    const { resolved, imported } = await import('./fixtures/esm/relative.mjs?in/the?query#/or/so');
    expect(resolved).toBe(`file://${base}/live.mjs`);
    expect(imported === live).toBe(true);
  });
});

describe('bindings', () => {
  test('are live', () => {
    expect([live.count, live.default]).toEqual([0, 0]);
    increase();
    expect([live.count, live.default]).toEqual([1, 1]);
  });
  test('a star gives what the module does not name itself, and no default', () => {
    expect(Object.keys(live)).toEqual(['count', 'default', 'increase', 'star']);
    expect(live.star).toBe(1);
  });
  test('of two stars with one name are none', async () => {
    expect(Object.keys(await import('./fixtures/esm/ambiguous.mjs'))).toEqual(['one', 'two']);
    expect((await caught('./fixtures/esm/ambiguous_name.mjs')).name).toBe('SyntaxError');
  });
  test('a namespace can not be changed', () => {
    expect(() => { live.count = 5; }).toThrow();
    expect(Object.prototype.toString.call(live)).toBe('[object Module]');
    expect(Object.isSealed(live)).toBe(true);
    expect(Reflect.has(live, 'nothing')).toBe(false);
  });
});

test('cycles', async () => {
  const a = await import('./fixtures/esm/cycle_a.mjs');
  const b = await import('./fixtures/esm/cycle_b.mjs');
  expect(a.seen).toEqual(['hoisted', 'a']);
  expect([b.b, b.early]).toEqual(['hoisted', 'ReferenceError']);
});

describe('order of evaluation', () => {
  test('with top-level await', async () => {
    expect((await import('./fixtures/esm/order.mjs')).default).toEqual(['1', 'async starts', '2', 'async ends', 'main']);
  });
});

describe('dynamic import', () => {
  test('gives one namespace', async () => {
    expect(await import('./fixtures/esm/live.mjs') === live).toBe(true);
    expect(await import(`file://${base}/live.mjs`) === live).toBe(true);
    expect(await import(`${base}/live.mjs`) === live).toBe(true);
    expect(await import('./fixtures/../fixtures/esm/./live.mjs') === live).toBe(true);
  });
  test('converts what it is given, once', async () => {
    let times = 0;
    const specifier = { toString() { times++; return './fixtures/esm/live.mjs'; } };
    expect(await import(specifier) === live).toBe(true);
    expect(times).toBe(1);
    expect(await import({ toString() { throw new Error('no text'); } }).catch((error) => error.message)).toBe('no text');
    expect(await import(Symbol('x')).catch((error) => error.name)).toBe('TypeError');
  });
  test('a query or fragment makes another module', async () => {
    const [a, b, c, again] = await Promise.all(['?a', '?b', '#c', '?a'].map((end) => import(`./fixtures/esm/query.mjs${end}`)));
    expect(a === again).toBe(true);
    expect([a.loads, b.loads, c.loads].sort()).toEqual([1, 2, 3]);
    expect([a.url, c.url]).toEqual([`file://${base}/query.mjs?a`, `file://${base}/query.mjs#c`]);
  });
  test('in folders with odd names', async () => {
    const { default: cjs, esm } = await import('./fixtures/esm/odd%20names/a%23b%3Fc%2541.mjs');
    expect(cjs).toEqual({ filename: `${base}/odd names/100%25#.cjs`, esm: 'required' });
    expect(esm.default).toBe('required');
    expect((await import(`./fixtures/esm/odd%20names/${encodeURIComponent('100%25#.cjs')}`)).default).toBe(cjs);
    expect((await caught('./fixtures/esm/odd%20names/a')).code).toBe('ERR_MODULE_NOT_FOUND');
  });
  test('from a script and a function made of text', async () => {
    const load = new Function('specifier', 'return import(specifier)');
    expect(await load(`${base}/live.mjs`) === live).toBe(true);
    expect(await (0, eval)(`import(${JSON.stringify(`${base}/live.mjs`)})`) === live).toBe(true);
  });
});

describe('a module that fails', () => {
  test('fails again with the same error, without running again', async () => {
    const first = await caught('./fixtures/esm/throws.mjs');
    expect([first.name, first.message]).toEqual(['RangeError', 'from a module']);
    expect(await caught('./fixtures/esm/throws.mjs') === first).toBe(true);
    expect(globalThis.throwingLoads).toBe(1);
  });
  test('after an await', async () => {
    expect((await caught('./fixtures/esm/throws_later.mjs')).message).toBe('after await');
  });
  test('in its syntax', async () => {
    expect((await caught('./fixtures/esm/syntax.mjs')).name).toBe('SyntaxError');
    expect((await caught('./fixtures/esm/syntax.mjs')).name).toBe('SyntaxError');
  });
  test('for a name that is not exported', async () => {
    const error = await caught('./fixtures/esm/missing_name.mjs');
    expect(error.name).toBe('SyntaxError');
    expect(error.message).toContain('nothing');
    expect(error.message).toContain('live.mjs');
  });
  test('by assigning to a constant', async () => {
    expect((await caught('./fixtures/esm/const.mjs')).name).toBe('TypeError');
  });
});

describe('data: URLs', () => {
  test('of JavaScript', async () => {
    expect((await import('data:text/javascript,export default 1')).default).toBe(1);
    expect((await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgMg==')).default).toBe(2);
    expect((await import('data:text/javascript;charset=utf-8,export default "%C3%A9"')).default).toBe('\u00e9');
  });
  test('import built-ins and absolute URLs, nothing else', async () => {
    expect((await import(dataUrl(`export { count } from ${JSON.stringify(`file://${base}/live.mjs`)}`))).count).toBe(live.count);
    expect(typeof (await import(dataUrl('export { readFileSync } from "node:fs"'))).readFileSync).toBe('function');
    expect((await caught(dataUrl('import "./live.mjs"'))).name).toBe('TypeError');
    expect((await caught(dataUrl('import "maps"'))).code).toMatch(/ERR_MODULE_NOT_FOUND|ERR_UNSUPPORTED_RESOLVE_REQUEST|ERR_INVALID/);
  });
  test('of JSON, and of what is no module', async () => {
    expect((await import('data:application/json,{"a":1}', { with: { type: 'json' } })).default).toEqual({ a: 1 });
    expect((await caught('data:text/plain,x')).code).toBe('ERR_UNKNOWN_MODULE_FORMAT');
  });
});

test('a file of an unknown kind has a URL but is no module', async () => {
  const path = `${import.meta.dirname}/fixtures/cjs/file.unknown`;
  expect(import.meta.resolve('./fixtures/cjs/file.unknown')).toBe(`file://${path}`);
  const error = await caught('./fixtures/cjs/file.unknown');
  expect([error.name, error.code]).toEqual(['TypeError', 'ERR_UNKNOWN_FILE_EXTENSION']);
  expect(error.message).toContain(`Unknown file extension ".unknown" for ${path}`);
});

describe('.js files without a type', () => {
  test('are what their syntax says', async () => {
    expect((await import('./fixtures/esm/detected.js')).detected).toBe(true);
    expect((await import('./fixtures/esm/script.js')).detected).toBe('function');
  });
});
