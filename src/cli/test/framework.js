// SPDX-License-Identifier: MIT
// describe/test/it with hooks, only/skip/todo, timeouts: what a test file run by `thaw test` finds as globals.
//
// The file registers a tree of suites and tests while it is evaluated; then start() runs them one after the other and
// tells the parent process about each on the result channel, one record a line, fields separated by tabs:
//
//   begin  timeout name     a test or hook starts; the parent kills the process some time after the timeout
//   pass   ms      name
//   fail   ms      name  text
//   skip   -       name     also tests left out by `only`
//   todo   -       name
//   hidden -       name     left out by the name pattern: not counted
//   end    count            all tests have run; without it the parent counts the file as failed
'use strict';

const { inspect } = require('web/console/inspect');
const { format } = require('web/console/format');
const expectation = require('cli/test/expect');

// The program under test may replace these.
const { setTimeout, clearTimeout } = globalThis;
const now = () => Number(process.hrtime.bigint()) / 1e6;

const HOOKS = ['beforeAll', 'afterAll', 'beforeEach', 'afterEach'];

class Suite {
  constructor(name, parent, mode) {
    Object.assign(this, { name, parent, mode, children: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] });
  }
}

const root = new Suite('', null, 'run');
let current = root;
let registering = true;
const settings = { timeout: 5000, pattern: undefined, hasOnly: false };
let onStray; // takes an error that belongs to no call: from a timer, an unhandled rejection

// --- the result channel ---
function field(text) {
  return String(text).replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]);
}

function report(kind, number, name, text) {
  internal.test.report(`${[kind, number, name, text].filter((f) => f !== undefined).map(field).join('\t')}\n`);
}

function fullName(node) {
  const parts = [];
  for (let n = node; n !== null && n !== root; n = n.parent) parts.unshift(n.name);
  return parts.join(' > ');
}

// The error as a person wants to read it: without the frames of this framework.
function errorText(error) {
  const text = inspect(error, { depth: 4 });
  return text.split('\n').filter((line) => !/^\s*at .*(?:\(|at )thaw:/.test(line) && !/^\s*at .*\(native\)$/.test(line))
    .join('\n');
}

// --- registering ---
function checkRegistering(what) {
  if (!registering) throw new Error(`${what} must be called while the file or a describe() is evaluated, not in a test`);
}

// (name, fn), (name, options, fn), (name, fn, timeoutOrOptions)
function readArguments(what, name, second, third) {
  if (typeof name === 'function' && second === undefined) [name, second] = [name.name || '(anonymous)', name];
  const [fn, rest] = typeof second === 'function' ? [second, third] : [third, second];
  const options = typeof rest === 'number' ? { timeout: rest } : rest ?? {};
  if (fn !== undefined && typeof fn !== 'function') throw new TypeError(`${what}() takes a name and a function`);
  return { name: typeof name === 'function' ? name.name : String(name), fn, options };
}

function modeOf(mode, { only, skip, todo }) {
  if (skip) return 'skip';
  if (todo) return 'todo';
  return only ? 'only' : mode;
}

function addTest(mode, ...args) {
  checkRegistering('test()');
  const { name, fn, options } = readArguments('test', ...args);
  mode = modeOf(mode, options);
  if (fn === undefined && mode !== 'todo') mode = mode === 'skip' ? 'skip' : 'todo';
  if (mode === 'only') settings.hasOnly = true;
  current.children.push({ name, fn, mode, parent: current, timeout: options.timeout });
}

function addSuite(mode, ...args) {
  checkRegistering('describe()');
  const { name, fn, options } = readArguments('describe', ...args);
  const suite = new Suite(name, current, modeOf(mode, options));
  if (suite.mode === 'only') settings.hasOnly = true;
  current.children.push(suite);
  if (fn === undefined) return;
  current = suite;
  try {
    const result = fn();
    if (typeof result?.then === 'function') {
      result.then(undefined, () => {}); // its own error would say less
      throw new TypeError(`describe('${name}') must not be async: its tests are registered while it runs`);
    }
  } finally {
    current = suite.parent;
  }
}

// test.each([[1, 2], [3, 4]])('%i and %i', (a, b) => ...)
function each(add) {
  return (table) => (name, fn, timeout) => {
    [...table].forEach((row, i) => {
      const values = Array.isArray(row) ? row : [row];
      const wanted = (name.match(/%[sdifjoOc]/g) ?? []).length;
      add(format(name.replaceAll('%#', String(i)), ...values.slice(0, wanted)), () => fn(...values), timeout);
    });
  };
}

function withVariants(add) {
  const variants = Object.fromEntries(['run', 'only', 'skip', 'todo'].map((mode) => {
    const variant = (...args) => add(mode, ...args);
    variant.each = each(variant);
    return [mode, variant];
  }));
  const { run } = variants;
  Object.assign(run, { only: variants.only, skip: variants.skip, todo: variants.todo });
  run.skipIf = (condition) => (condition ? variants.skip : run);
  run.if = (condition) => (condition ? run : variants.skip);
  return run;
}

function addHook(kind) {
  return (fn, timeout) => {
    checkRegistering(`${kind}()`);
    if (typeof fn !== 'function') throw new TypeError(`${kind}() takes a function`);
    current[kind].push({ fn, timeout: typeof timeout === 'object' ? timeout?.timeout : timeout });
  };
}

// --- running ---
// Calls fn and waits; rejects after the timeout or with an error that nobody caught meanwhile.
function call(fn, timeout, name) {
  report('begin', timeout, name);
  return new Promise((resolve, reject) => {
    const timer = timeout > 0 && Number.isFinite(timeout)
      ? setTimeout(() => reject(new Error(`timed out after ${timeout} ms`)), timeout) : undefined;
    const settle = (action) => (value) => {
      clearTimeout(timer);
      action(value);
    };
    const finish = settle(resolve);
    const failed = settle(reject);
    onStray = failed;
    try {
      if (fn.length > 0) {
        fn((error) => (error === undefined || error === null ? finish() : failed(error)));
      } else {
        const result = fn();
        if (typeof result?.then === 'function') result.then(finish, failed);
        else finish();
      }
    } catch (error) {
      failed(error);
    }
  }).finally(() => {
    onStray = undefined;
  });
}

async function runHooks(hooks, name) {
  for (const { fn, timeout } of hooks) await call(fn, timeout ?? settings.timeout, name);
}

function chainOf(suite) {
  const chain = [];
  for (let s = suite; s !== null; s = s.parent) chain.unshift(s);
  return chain;
}

// One test with its hooks. All afterEach hooks run, whatever failed before; the first error counts.
async function attempt(test, name) {
  const chain = chainOf(test.parent);
  const errors = [];
  const guard = async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      errors.push(error);
      return false;
    }
  };
  expectation.begin();
  const ready = await guard(async () => {
    for (const suite of chain) await runHooks(suite.beforeEach, name);
  });
  if (ready && await guard(() => call(test.fn, test.timeout ?? settings.timeout, name))) {
    const missing = expectation.end();
    if (missing !== undefined) errors.push(missing);
  }
  for (const suite of chain.reverse()) {
    for (const hook of suite.afterEach) await guard(() => runHooks([hook], name));
  }
  return errors;
}

async function runTest(test) {
  const name = fullName(test);
  if (test.plan !== 'run') {
    report(test.plan, '-', name);
    return;
  }
  const start = now();
  const errors = await attempt(test, name);
  const ms = (now() - start).toFixed(1);
  if (errors.length === 0) report('pass', ms, name);
  else report('fail', ms, name, errors.map(errorText).join('\n\n'));
}

function failAll(suite, error) {
  for (const child of suite.children) {
    if (child instanceof Suite) failAll(child, error);
    else if (child.plan === 'run') report('fail', '0', fullName(child), error);
    else report(child.plan, '-', fullName(child));
  }
}

async function runSuite(suite) {
  const active = countPlanned(suite) > 0; // hooks of a suite without tests to run stay out
  if (active) {
    try {
      await runHooks(suite.beforeAll, `${fullName(suite)} beforeAll`);
    } catch (error) {
      failAll(suite, `beforeAll failed\n${errorText(error)}`);
      return;
    }
  }
  for (const child of suite.children) {
    if (child instanceof Suite) await runSuite(child);
    else await runTest(child);
  }
  if (!active) return;
  try {
    await runHooks(suite.afterAll, `${fullName(suite)} afterAll`);
  } catch (error) {
    report('fail', '0', `${fullName(suite) || 'file'} afterAll`, errorText(error));
  }
}

// Decides for each test whether it runs. Returns how many tests there are.
function plan(suite, mode, selected) {
  let count = 0;
  for (const child of suite.children) {
    const chosen = selected || child.mode === 'only';
    const inherited = mode === 'run' && (child.mode === 'skip' || child.mode === 'todo') ? child.mode : mode;
    if (child instanceof Suite) {
      // `only` inside a suite that is itself `only` narrows it
      count += plan(child, inherited, chosen && !(child.mode === 'only' && hasOnlyInside(child)));
      continue;
    }
    count++;
    child.plan = inherited;
    if (child.plan === 'run' && settings.hasOnly && !chosen) child.plan = 'skip';
    if (settings.pattern !== undefined && !settings.pattern.test(fullName(child))) child.plan = 'hidden';
  }
  return count;
}

function hasOnlyInside(suite) {
  return suite.children.some((child) => child.mode === 'only' || (child instanceof Suite && hasOnlyInside(child)));
}

function countPlanned(suite) {
  return suite.children.reduce((n, child) => n + (child instanceof Suite ? countPlanned(child) : child.plan === 'run' ? 1 : 0), 0);
}

// Errors that no call of ours can catch fail the running test; between tests they fail the file.
function catchStrayErrors() {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return; // the test handles them itself
    if (onStray !== undefined) onStray(error);
    else report('fail', '0', 'error outside of tests', errorText(error));
  });
}

function patternOf(text) {
  if (text === undefined) return undefined;
  const literal = /^\/(.*)\/([a-z]*)$/.exec(text);
  return literal ? new RegExp(literal[1], literal[2]) : new RegExp(text);
}

function install() {
  const test = withVariants(addTest);
  const describe = withVariants(addSuite);
  const globals = { test, it: test, describe, suite: describe, expect: expectation.expect };
  for (const kind of HOOKS) globals[kind] = addHook(kind);
  globals.before = globals.beforeAll;
  globals.after = globals.afterAll;
  for (const name of Object.keys(globals))
    Object.defineProperty(globalThis, name, { value: globals[name], writable: true, configurable: true });
}

// Called by C before the file is evaluated.
exports.prepare = (timeout, pattern) => {
  settings.timeout = timeout;
  settings.pattern = patternOf(pattern);
  install();
};

// Called by C with the promise of the file's evaluation. Its result settles when all has run.
exports.start = async (evaluation) => {
  report('begin', settings.timeout * 6, 'loading the file');
  try {
    await evaluation;
  } catch (error) {
    report('fail', '0', 'loading the file', errorText(error));
    report('end', 1);
    return;
  }
  registering = false;
  const count = plan(root, 'run', false);
  if (count > 0) {
    catchStrayErrors();
    await runSuite(root);
  }
  report('end', count);
};
