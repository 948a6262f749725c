// SPDX-License-Identifier: MIT
// util.format and util.formatWithOptions: printf-like formatting as the Console standard has it, with Node's details.
'use strict';

const { inspect, numberText, bigintText, builtInNames } = require('web/console/inspect');
const native = internal.console;

const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);

// JSON text for %j; cycles don't throw here, they are named.
function tryJSON(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError && /circular|cyclic/i.test(error.message)) return '[Circular]';
    throw error;
  }
}

// %s uses the program's own toString if there is one, and prints the language's own objects by inspect.
function hasBuiltInToString(value) {
  for (let proxy = native.proxyDetails(value); proxy !== undefined; proxy = native.proxyDetails(value)) {
    if (proxy[0] === null) return true;
    value = proxy[0];
  }
  if (typeof value[Symbol.toPrimitive] === 'function' && !isBuiltIn(value, Symbol.toPrimitive)) return false;
  return typeof value.toString !== 'function' || isBuiltIn(value, 'toString');
}

// Is the property found on a prototype of one of the language's classes?
function isBuiltIn(value, key) {
  let object = value;
  while (object !== null && !hasOwn(object, key)) object = Object.getPrototypeOf(object);
  if (object === null) return true;
  if (object === value) return false;
  const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' && builtInNames.has(descriptor.value.name);
}

function asString(value, options) {
  if (typeof value === 'number') return numberText(value, options?.numericSeparator);
  if (typeof value === 'bigint') return bigintText(value, options?.numericSeparator);
  if (value === null || typeof value !== 'object' || !hasBuiltInToString(value)) return String(value);
  return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
}

function asNumber(value, convert, options) {
  if (typeof value === 'bigint') return bigintText(value, options?.numericSeparator);
  return typeof value === 'symbol' ? 'NaN' : numberText(convert(value), options?.numericSeparator);
}

const specifiers = {
  __proto__: null,
  s: asString,
  d: (value, options) => asNumber(value, Number, options),
  i: (value, options) => asNumber(value, Number.parseInt, options),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : numberText(Number.parseFloat(value))),
  j: tryJSON,
  o: (value, options) => inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 }),
  O: (value, options) => inspect(value, options),
  c: () => '', // CSS means nothing here
};

function formatWithOptions(options, ...args) {
  const first = args[0];
  let text = '';
  let used = 0;
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    used = 1;
    let done = 0; // of `first`
    for (let i = first.indexOf('%'); i !== -1 && i < first.length - 1; i = first.indexOf('%', i)) {
      const specifier = specifiers[first[i + 1]];
      if (first[i + 1] === '%') {
        text += `${first.slice(done, i)}%`;
      } else if (specifier !== undefined && used < args.length) {
        text += first.slice(done, i) + specifier(args[used++], options);
      } else {
        i++;
        continue;
      }
      i += 2;
      done = i;
    }
    text += first.slice(done);
  }
  for (let i = used; i < args.length; i++) {
    if (i !== 0) text += ' ';
    text += typeof args[i] === 'string' ? args[i] : inspect(args[i], options);
  }
  return text;
}

exports.format = (...args) => formatWithOptions(undefined, ...args);
exports.formatWithOptions = formatWithOptions;
