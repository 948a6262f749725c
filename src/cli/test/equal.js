// SPDX-License-Identifier: MIT
// Deep equality for `expect`, and the asymmetric values (expect.any(String), ...) it understands.
//
// Loose (toEqual): properties that are undefined count as missing, prototypes don't count. Strict (toStrictEqual): they
// do. Subset (toMatchObject): the received value may have more properties than the expected one.
'use strict';

const { inspect } = require('web/console/inspect');
const native = internal.console;

const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
const ASYMMETRIC = Symbol('thaw.test.asymmetric');

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function isAsymmetric(value) {
  return isObject(value) && (value[ASYMMETRIC] === true || typeof value.asymmetricMatch === 'function');
}

function keysOf(value) {
  const symbols = Object.getOwnPropertySymbols(value).filter((s) => Object.prototype.propertyIsEnumerable.call(value, s));
  return [...Object.keys(value), ...symbols];
}

function bytesOf(value) {
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

function sameBytes(a, b) {
  const x = bytesOf(a);
  const y = bytesOf(b);
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}

// Pairs under comparison, so that cycles end: a pair met again inside itself counts as equal.
function compare(a, b, mode, pairs) {
  if (isAsymmetric(b)) return Boolean(b.asymmetricMatch(a));
  if (isAsymmetric(a)) return Boolean(a.asymmetricMatch(b));
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || typeof a === 'function' || typeof b === 'function') return false;
  const kind = native.className(a);
  if (kind !== native.className(b) && !(a instanceof Error && b instanceof Error)) return false;
  if (mode.strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (pairs.some(([x, y]) => x === a && y === b)) return true;
  pairs.push([a, b]);
  const equal = compareObjects(a, b, kind, mode, pairs);
  pairs.pop();
  return equal;
}

function compareObjects(a, b, kind, mode, pairs) {
  switch (kind) {
    case 'Date':
      if (!Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b))) return false;
      break;
    case 'RegExp':
      if (String(a) !== String(b) || a.lastIndex !== b.lastIndex) return false;
      break;
    case 'Number': case 'String': case 'Boolean': case 'BigInt': case 'Symbol':
      if (!Object.is(a.valueOf(), b.valueOf())) return false;
      break;
    case 'ArrayBuffer': case 'SharedArrayBuffer': case 'DataView':
      return sameBytes(a, b);
    case 'Map':
      return compareMaps(a, b, mode, pairs);
    case 'Set':
      return compareSets(a, b, mode, pairs);
    case 'Promise': case 'WeakMap': case 'WeakSet': case 'WeakRef':
      return false; // equal only if they are the same
    default:
  }
  if (a instanceof Error && b instanceof Error) {
    if (a.message !== b.message || a.name !== b.name) return false;
    if ((hasOwn(a, 'cause') || hasOwn(b, 'cause')) && !compare(a.cause, b.cause, mode, pairs)) return false;
  }
  if (ArrayBuffer.isView(a)) return a.length === b.length && compareArrays(a, b, mode, pairs);
  if (Array.isArray(a) && (a.length !== b.length || !compareArrays(a, b, mode, pairs))) return false;
  return compareProperties(a, b, mode, pairs);
}

function compareArrays(a, b, mode, pairs) {
  for (let i = 0; i < a.length; i++) {
    if (mode.strict && hasOwn(a, i) !== hasOwn(b, i)) return false;
    if (!compare(a[i], b[i], mode, pairs)) return false;
  }
  return true;
}

function compareProperties(a, b, mode, pairs) {
  const isIndex = Array.isArray(a) ? (key) => typeof key === 'string' && /^\d+$/.test(key) : () => false;
  for (const key of keysOf(b)) {
    if (isIndex(key)) continue;
    const there = mode.subset ? key in a : hasOwn(a, key);
    if (!there && (mode.strict || mode.subset || b[key] !== undefined)) return false;
    if (!compare(a[key], b[key], mode, pairs)) return false;
  }
  if (mode.subset) return true;
  return keysOf(a).every((key) => isIndex(key) || hasOwn(b, key) || (!mode.strict && a[key] === undefined));
}

function compareSets(a, b, mode, pairs) {
  if (a.size !== b.size) return false;
  const rest = [...b];
  for (const item of a) {
    const at = rest.findIndex((other) => compare(item, other, mode, pairs));
    if (at === -1) return false;
    rest.splice(at, 1);
  }
  return true;
}

function compareMaps(a, b, mode, pairs) {
  if (a.size !== b.size) return false;
  const rest = [...b];
  for (const [key, value] of a) {
    const at = rest.findIndex(([k, v]) => compare(key, k, mode, pairs) && compare(value, v, mode, pairs));
    if (at === -1) return false;
    rest.splice(at, 1);
  }
  return true;
}

const LOOSE = { strict: false, subset: false };
const STRICT = { strict: true, subset: false };
const SUBSET = { strict: false, subset: true };

exports.equals = (a, b) => compare(a, b, LOOSE, []);
exports.strictlyEquals = (a, b) => compare(a, b, STRICT, []);
exports.matches = (received, expected) => compare(received, expected, SUBSET, []);

// --- asymmetric values ---
class Asymmetric {
  constructor(name, sample, test, inverse = false) {
    Object.defineProperties(this, {
      [ASYMMETRIC]: { value: true },
      text: { value: sample.length === 0 ? `${name}()` : `${name}(${sample.map((s) => shownSample(s)).join(', ')})` },
      test: { value: test },
      inverse: { value: inverse },
    });
  }

  asymmetricMatch(value) {
    return Boolean(this.test(value)) !== this.inverse;
  }

  [inspect.custom]() {
    return `expect.${this.inverse ? 'not.' : ''}${this.text}`;
  }
}

function shownSample(sample) {
  return typeof sample === 'function' ? sample.name : inspect(sample, { breakLength: Infinity });
}

function isOf(Class, value) {
  switch (Class) {
    case String: return typeof value === 'string' || value instanceof String;
    case Number: return typeof value === 'number' || value instanceof Number;
    case Boolean: return typeof value === 'boolean' || value instanceof Boolean;
    case BigInt: return typeof value === 'bigint' || value instanceof BigInt;
    case Symbol: return typeof value === 'symbol' || value instanceof Symbol;
    case Function: return typeof value === 'function';
    case Object: return typeof value === 'object';
    default: return value instanceof Class;
  }
}

function containsAll(received, expected) {
  return Array.isArray(received) && expected.every((item) => received.some((other) => exports.equals(other, item)));
}

function containsObject(received, expected) {
  return isObject(received) && keysOf(expected).every((key) => key in received && exports.equals(received[key], expected[key]));
}

function isClose(received, expected, digits) {
  if (received === expected) return true;
  return typeof received === 'number' && Math.abs(received - expected) < 10 ** -digits / 2;
}
exports.isClose = isClose;

function makers(inverse) {
  return {
    arrayContaining: (items) => new Asymmetric('arrayContaining', [items], (v) => containsAll(v, items), inverse),
    objectContaining: (object) => new Asymmetric('objectContaining', [object], (v) => containsObject(v, object), inverse),
    stringContaining: (text) => new Asymmetric('stringContaining', [text],
      (v) => typeof v === 'string' && v.includes(text), inverse),
    stringMatching: (pattern) => new Asymmetric('stringMatching', [pattern],
      (v) => typeof v === 'string' && new RegExp(pattern).test(v), inverse),
    closeTo: (number, digits = 2) => new Asymmetric('closeTo', [number, digits], (v) => isClose(v, number, digits), inverse),
  };
}

exports.asymmetric = {
  ...makers(false),
  any(Class) {
    if (typeof Class !== 'function') throw new TypeError('expect.any() takes a constructor');
    return new Asymmetric('any', [Class], (v) => isOf(Class, v));
  },
  anything: () => new Asymmetric('anything', [], (v) => v !== null && v !== undefined),
  not: makers(true),
};
