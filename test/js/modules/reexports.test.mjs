// SPDX-License-Identifier: MIT
// Exports of what a module imported. As Node has them.
import { n, add, text } from './fixtures/reexports/both.mjs';
import * as both from './fixtures/reexports/both.mjs';
import * as a from './fixtures/reexports/cycle_a.mjs';
import * as b from './fixtures/reexports/cycle_b.mjs';
import { origin } from './fixtures/reexports/namespace.mjs';

describe('a name that comes through two `export *`', () => {
  test('is exported if both mean one variable', () => {
    expect(Object.keys(both)).toEqual(['add', 'n', 'text']);
    expect(text).toBe('default of origin');
    const before = n;
    add();
    expect([n, both.n, origin.n]).toEqual([before + 1, before + 1, before + 1]);
  });
  test('is not exported if they mean two', async () => {
    expect('own' in both).toBe(false);
    let error;
    await import('data:text/javascript,import { own } from ' +
      JSON.stringify(import.meta.resolve('./fixtures/reexports/both.mjs'))).catch((e) => { error = e; });
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error.message).toContain('own');
  });
});

test('modules that re-export each other', () => {
  expect([a.a, a.b, b.a, b.b, a.seen()]).toEqual(['a', 'b', 'a', 'b', 'b']);
});

test('a name that goes round in a circle is an error', async () => {
  let error;
  await import('./fixtures/reexports/circle_a.mjs').catch((e) => { error = e; });
  expect(error).toBeInstanceOf(SyntaxError);
});
