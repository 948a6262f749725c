// SPDX-License-Identifier: MIT
// expect(value).toEqual(...): the common matchers, `not`, `resolves` and `rejects`.
//
// A matcher is a row: a function (received, ...args) that returns { pass, text, diff } where `text` continues "expected
// <received> [not] to ..." and `diff`, if given, holds the two values to compare line by line.
'use strict';

const { inspect } = require('web/console/inspect');
const { equals, strictlyEquals, matches, asymmetric, isClose } = require('cli/test/equal');
const { diff } = require('cli/test/diff');

// Counted per test, for expect.assertions().
const state = { count: 0, wanted: undefined, some: false };

class AssertionError extends Error {
  constructor(message, actual, expected) {
    super(message);
    Object.defineProperties(this, {
      name: { value: 'AssertionError', configurable: true, writable: true },
      code: { value: 'ERR_ASSERTION', configurable: true, writable: true },
      actual: { value: actual, configurable: true, writable: true },
      expected: { value: expected, configurable: true, writable: true },
    });
  }
}

// One line for a value, as far as that goes; of an error its name and message.
function show(value) {
  if (value instanceof Error) return `[${value.name}: ${value.message}]`;
  const text = inspect(value, { depth: 3, maxArrayLength: 20, maxStringLength: 500, breakLength: Infinity });
  return text.length > 300 ? inspect(value, { depth: 1, maxArrayLength: 10, maxStringLength: 200 }) : text;
}

function needNumber(value, what) {
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new TypeError(`${what} must be a number or bigint, not ${show(value)}`);
}

function order(word, test) {
  return (received, other) => {
    needNumber(received, 'the received value');
    needNumber(other, 'the expected value');
    return { pass: test(received, other), text: `to be ${word} ${show(other)}` };
  };
}

function pathOf(path) {
  if (Array.isArray(path)) return path;
  return String(path).replace(/\[(\w+)\]/g, '.$1').split('.').filter((part) => part !== '');
}

function lookUp(value, path) {
  for (const key of path) {
    if (value === null || value === undefined || !(key in Object(value))) return { found: false, value: undefined };
    value = value[key];
  }
  return { found: true, value };
}

function contains(received, item) {
  if (typeof received === 'string') return received.includes(String(item));
  if (received === null || received === undefined || typeof received[Symbol.iterator] !== 'function')
    throw new TypeError(`toContain needs a string or an iterable, not ${show(received)}`);
  for (const other of received) {
    if (Object.is(other, item) || other === item) return true;
  }
  return false;
}

// What toThrow may be given: a message part, a pattern, a class, an error with the same message, an asymmetric value.
function errorMatches(error, expected) {
  const message = error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error);
  if (expected === undefined) return true;
  if (typeof expected === 'string') return message.includes(expected);
  if (expected instanceof RegExp) return expected.test(message);
  if (typeof expected === 'function') return error instanceof expected;
  if (typeof expected.asymmetricMatch === 'function') return expected.asymmetricMatch(error);
  if (expected instanceof Error) return message === expected.message;
  return matches(error, expected);
}

function thrown(received, expected, settled) {
  let error;
  let threw = false;
  if (settled) {
    [threw, error] = [true, received];
  } else {
    if (typeof received !== 'function') throw new TypeError(`toThrow needs a function, not ${show(received)}`);
    try {
      received();
    } catch (caught) {
      [threw, error] = [true, caught];
    }
  }
  const wanted = expected === undefined ? 'to throw'
    : `to throw ${typeof expected === 'function' ? expected.name : show(expected instanceof Error ? expected.message : expected)}`;
  return { pass: threw && errorMatches(error, expected), text: `${wanted}${threw ? `, it threw ${show(error)}` : ''}` };
}

const simple = (text, test) => (received) => ({ pass: test(received), text });

const matchers = {
  __proto__: null,
  toBe: (received, expected) => ({
    pass: Object.is(received, expected),
    text: `to be ${show(expected)}${!Object.is(received, expected) && equals(received, expected)
      ? ' (they look the same, but are not the same value; use toEqual to compare contents)' : ''}`,
    title: 'expected the same value',
    diff: [expected, received],
  }),
  toEqual: (received, expected) => ({
    pass: equals(received, expected), title: 'expected equal values', text: `to equal ${show(expected)}`, diff: [expected, received],
  }),
  toStrictEqual: (received, expected) => ({
    pass: strictlyEquals(received, expected), title: 'expected strictly equal values',
    text: `to strictly equal ${show(expected)}`, diff: [expected, received],
  }),
  toMatchObject: (received, expected) => ({
    pass: received !== null && typeof received === 'object' && matches(received, expected),
    title: 'expected a matching object', text: `to match ${show(expected)}`, diff: [expected, received],
  }),
  toMatch(received, pattern) {
    if (typeof received !== 'string') throw new TypeError(`toMatch needs a string, not ${show(received)}`);
    const pass = typeof pattern === 'string' ? received.includes(pattern) : new RegExp(pattern).test(received);
    return { pass, text: `to match ${show(pattern)}` };
  },
  toThrow: thrown,
  toThrowError: thrown,
  toContain: (received, item) => ({ pass: contains(received, item), text: `to contain ${show(item)}` }),
  toContainEqual: (received, item) => ({
    pass: [...received].some((other) => equals(other, item)), text: `to contain an item equal to ${show(item)}`,
  }),
  toHaveLength(received, length) {
    if (received === null || received === undefined || typeof received.length !== 'number')
      throw new TypeError(`toHaveLength needs a value with a length, not ${show(received)}`);
    return { pass: received.length === length, text: `to have length ${length}, it has ${received.length}` };
  },
  toHaveProperty(received, path, ...value) {
    const literal = !Array.isArray(path) && received !== null && received !== undefined && path in Object(received);
    const { found, value: actual } = lookUp(received, literal ? [path] : pathOf(path));
    const pass = found && (value.length === 0 || equals(actual, value[0]));
    const wanted = value.length === 0 ? '' : ` with value ${show(value[0])}${found ? `, it is ${show(actual)}` : ''}`;
    return { pass, text: `to have property ${show(path)}${wanted}` };
  },
  toBeTruthy: simple('to be truthy', Boolean),
  toBeFalsy: simple('to be falsy', (v) => !v),
  toBeNull: simple('to be null', (v) => v === null),
  toBeUndefined: simple('to be undefined', (v) => v === undefined),
  toBeDefined: simple('to be defined', (v) => v !== undefined),
  toBeNullish: simple('to be null or undefined', (v) => v === null || v === undefined),
  toBeNaN: simple('to be NaN', (v) => Number.isNaN(v)),
  toBeGreaterThan: order('greater than', (a, b) => a > b),
  toBeGreaterThanOrEqual: order('at least', (a, b) => a >= b),
  toBeLessThan: order('less than', (a, b) => a < b),
  toBeLessThanOrEqual: order('at most', (a, b) => a <= b),
  toBeCloseTo: (received, expected, digits = 2) => ({
    pass: isClose(received, expected, digits), text: `to be close to ${expected} (${digits} digits)`,
  }),
  toBeInstanceOf: (received, Class) => ({
    pass: received instanceof Class, text: `to be an instance of ${Class.name || show(Class)}`,
  }),
  toBeTypeOf: (received, type) => ({ pass: typeof received === type, text: `to be of type ${type}` }),
  toBeOneOf: (received, list) => ({ pass: [...list].some((v) => equals(received, v)), text: `to be one of ${show(list)}` }),
  toSatisfy: (received, test) => ({ pass: Boolean(test(received)), text: 'to satisfy the given function' }),
};

function fail(matcher, received, result, negated, message) {
  let text = `expected ${show(received)} ${negated ? 'not ' : ''}${result.text}`;
  const lines = negated || result.diff === undefined ? undefined : diff(result.diff[0], result.diff[1]);
  if (lines !== undefined) text = `${result.title ?? 'values differ'}\n\n${lines}`;
  if (message !== undefined) text = `${message}: ${text}`;
  const error = new AssertionError(text, received, result.diff?.[0]);
  Error.captureStackTrace(error, matcher);
  throw error;
}

// `settled`: the value is what a promise was rejected with, so toThrow takes it as thrown.
function check(matcher, name, received, args, negated, settled, message) {
  const result = settled && name.startsWith('toThrow') ? thrown(received, args[0], true)
    : matchers[name](received, ...args);
  if (Boolean(result.pass) === negated) fail(matcher, received, result, negated, message);
}

function bind(received, negated, message) {
  const object = {};
  for (const name of Object.keys(matchers)) {
    const matcher = function (...args) {
      state.count++;
      check(matcher, name, received, args, negated, false, message);
    };
    object[name] = matcher;
  }
  return object;
}

// Matchers of `resolves` and `rejects`: they wait for the promise first.
function bindSettled(promise, wanted, negated, message) {
  const object = {};
  for (const name of Object.keys(matchers)) {
    const matcher = async function (...args) {
      state.count++;
      if (typeof promise === 'function') promise = promise();
      if (typeof promise?.then !== 'function') throw new TypeError(`${wanted} needs a promise, not ${show(promise)}`);
      let value;
      let actual = 'resolves';
      try {
        value = await promise;
      } catch (error) {
        [value, actual] = [error, 'rejects'];
      }
      if (actual !== wanted) {
        const verbs = { resolves: 'to resolve', rejects: 'to reject' };
        const done = actual === 'resolves' ? 'it resolved to' : 'it was rejected with';
        throw new AssertionError(`expected the promise ${verbs[wanted]}, ${done} ${show(value)}`, value);
      }
      check(matcher, name, value, args, negated, wanted === 'rejects', message);
    };
    object[name] = matcher;
  }
  return object;
}

function expect(received, message) {
  const object = bind(received, false, message);
  const lazy = (target, name, make) => Object.defineProperty(target, name, { get: make, configurable: true });
  lazy(object, 'not', () => bind(received, true, message));
  for (const wanted of ['resolves', 'rejects']) {
    lazy(object, wanted, () => lazy(bindSettled(received, wanted, false, message), 'not',
      () => bindSettled(received, wanted, true, message)));
  }
  return object;
}

Object.assign(expect, asymmetric, {
  assertions(count) {
    state.wanted = count;
  },
  hasAssertions() {
    state.some = true;
  },
  fail(message = 'expect.fail() was called') {
    state.count++;
    const error = new AssertionError(message);
    Error.captureStackTrace(error, expect.fail);
    throw error;
  },
  // own matchers in Jest's shape: (received, ...args) => ({ pass, message: () => string })
  extend(own) {
    for (const name of Object.keys(own)) {
      matchers[name] = function (received, ...args) {
        const result = own[name].call({ equals }, received, ...args);
        return { pass: result.pass, text: typeof result.message === 'function' ? `: ${result.message()}` : `to pass ${name}` };
      };
    }
  },
});

exports.expect = expect;
exports.AssertionError = AssertionError;
exports.begin = () => Object.assign(state, { count: 0, wanted: undefined, some: false });
// An error if the test promised assertions it did not make.
exports.end = () => {
  if (state.wanted !== undefined && state.count !== state.wanted)
    return new AssertionError(`expected ${state.wanted} assertions, but ${state.count} were made`);
  if (state.some && state.count === 0) return new AssertionError('expected at least one assertion, but none was made');
  return undefined;
};
