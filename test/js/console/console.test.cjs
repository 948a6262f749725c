// SPDX-License-Identifier: MIT
// The console namespace: groups, counters, assertions, tables, streams of one's own.
'use strict';

function run(body, options) {
  let out = '';
  let err = '';
  body(new console.Console({ stdout: { write: (s) => (out += s) }, stderr: { write: (s) => (err += s) }, ...options }));
  return { out, err };
}

test('log, info, debug and dirxml go to stdout, warn, error, trace and assert to stderr', () => {
  const { out, err } = run((c) => {
    for (const name of ['log', 'info', 'debug', 'dirxml', 'warn', 'error']) c[name](name);
    c.assert(false, 'assert');
  });
  expect(out).toBe('log\ninfo\ndebug\ndirxml\n');
  expect(err).toBe('warn\nerror\nAssertion failed: assert\n');
});

test('groups indent every line', () => {
  const { out } = run((c) => {
    c.group('a');
    c.log('x\ny');
    c.groupCollapsed();
    c.log({ b: 1 });
    c.groupEnd();
    c.groupEnd();
    c.groupEnd();
    c.log('z');
  });
  expect(out).toBe('a\n  x\n  y\n    { b: 1 }\nz\n');
});

test('count and countReset', () => {
  const { out } = run((c) => {
    c.count();
    c.count();
    c.count('x');
    c.countReset();
    c.count();
  });
  expect(out).toBe('default: 1\ndefault: 2\nx: 1\ndefault: 1\n');
});

test('assert prints nothing when the condition holds', () => {
  expect(run((c) => c.assert(true, 'no')).err).toBe('');
  expect(run((c) => c.assert(false)).err).toBe('Assertion failed\n');
  expect(run((c) => c.assert(false, { a: 1 })).err).toBe('Assertion failed { a: 1 }\n');
});

test('time prints label and duration', () => {
  const { out } = run((c) => {
    c.time('t');
    c.timeLog('t', 'more');
    c.timeEnd('t');
  });
  expect(out).toMatch(/^t: [\d.]+ms more\nt: [\d.]+ms\n$/);
});

test('trace prints the message and a stack', () => {
  expect(run((c) => c.trace('here %d', 1)).err).toMatch(/^Trace: here 1\n {4}at /);
});

test('table', () => {
  expect(run((c) => c.table([{ a: 1, b: 'x' }, { a: 2 }, 5])).out).toBe(`
┌─────────┬───┬─────┬────────┐
│ (index) │ a │ b   │ Values │
├─────────┼───┼─────┼────────┤
│ 0       │ 1 │ 'x' │        │
│ 1       │ 2 │     │        │
│ 2       │   │     │ 5      │
└─────────┴───┴─────┴────────┘
`.slice(1));
  expect(run((c) => c.table(new Map([['k', 1]]))).out).toContain('(iteration index)');
  expect(run((c) => c.table(5)).out).toBe('5\n');
});

test('methods work without their object', () => {
  let out = '';
  const { log } = new console.Console({ write: (s) => (out += s) });
  log('x');
  expect(out).toBe('x\n');
});

test('the global is a namespace', () => {
  expect(Object.prototype.toString.call(console)).toBe('[object console]');
  expect(Object.getPrototypeOf(Object.getPrototypeOf(console))).toBe(Object.prototype);
  expect(console.log.name).toBe('log');
  expect(console.error.name).toBe('error');
});

test('a console needs streams', () => {
  expect(() => new console.Console()).toThrow(TypeError);
  expect(() => new console.Console({ stdout: {} })).toThrow(/stdout/);
});
