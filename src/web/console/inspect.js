// SPDX-License-Identifier: MIT
// Readable text for any value: util.inspect, and what console prints. Close to Node's output, because people and
// their tests compare the two.
//
// A value is printed in three steps: describe() looks at its class and says what stands before the braces, which
// braces, and how the contents are listed; contents() lists them; layout() joins the lines. No user code runs but
// getters when asked for, custom inspectors, and what prototype look-ups of hostile objects bring along.
'use strict';

const { stripAnsi, width, group, fits } = require('web/console/layout');
const native = internal.console;

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
const isEnumerable = Function.prototype.call.bind(Object.prototype.propertyIsEnumerable);
const functionSource = Function.prototype.call.bind(Function.prototype.toString);
const errorText = Function.prototype.call.bind(Error.prototype.toString);
const regExpText = Function.prototype.call.bind(RegExp.prototype.toString);
const dateValue = Function.prototype.call.bind(Date.prototype.getTime);
const dateISO = Function.prototype.call.bind(Date.prototype.toISOString);
const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const getter = (prototype, name) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(prototype, name).get);
const typedArrayTag = getter(TypedArrayPrototype, Symbol.toStringTag);
const typedArrayLength = getter(TypedArrayPrototype, 'length');
const mapSize = getter(Map.prototype, 'size');
const setSize = getter(Set.prototype, 'size');

const TOTAL_MAX = 2 ** 27; // beyond this much text nothing deeper is shown

const defaultOptions = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

// Classes of the language: their prototypes are not "the user's own" when prototype properties are listed.
const builtInNames = new Set(['Object', 'Function', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'Date', 'Promise',
  'RegExp', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError',
  'URIError', 'InternalError', 'SuppressedError', 'ArrayBuffer', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array',
  'Uint32Array', 'Int32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'BigUint64Array',
  'BigInt64Array', 'DataView', 'Map', 'BigInt', 'Set', 'Iterator', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy', 'Reflect',
  'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'JSON', 'Math', 'Intl', 'DisposableStack',
  'AsyncDisposableStack', 'WebAssembly']);

// --- colours ---
const colors = Object.assign(Object.create(null), {
  reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27],
  hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24], black: [30, 39], red: [31, 39], green: [32, 39],
  yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39], gray: [90, 39], grey: [90, 39],
  bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49], bgBlue: [44, 49], bgMagenta: [45, 49],
  bgCyan: [46, 49], bgWhite: [47, 49], framed: [51, 54], overlined: [53, 55], redBright: [91, 39],
  greenBright: [92, 39], yellowBright: [93, 39], blueBright: [94, 39], magentaBright: [95, 39], cyanBright: [96, 39],
  whiteBright: [97, 39], bgGray: [100, 49], bgRedBright: [101, 49], bgGreenBright: [102, 49], bgYellowBright: [103, 49],
  bgBlueBright: [104, 49], bgMagentaBright: [105, 49], bgCyanBright: [106, 49], bgWhiteBright: [107, 49],
});
const styles = Object.assign(Object.create(null), {
  special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', null: 'bold',
  string: 'green', symbol: 'green', date: 'magenta', regexp: 'red', module: 'underline',
});

function stylizeWithColor(text, style) {
  const color = colors[styles[style]];
  return color === undefined ? text : `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}

function stylizePlain(text) {
  return text;
}

// --- strings, keys, primitives ---
// Control characters, the quote, the backslash and lone surrogates. The quote is added per quoting style.
const ESCAPED = /[\x00-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPED_NO_QUOTE = /[\x00-\x1f\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NEEDS_ESCAPE = /[\x00-\x1f'\\\x7f-\x9f\ud800-\udfff]/;
const SHORT_ESCAPES = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\', "'": "\\'" };

function escapeChar(char) {
  if (hasOwn(SHORT_ESCAPES, char)) return SHORT_ESCAPES[char];
  const code = char.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0').toUpperCase()}`;
}

function escape(text) {
  return text.replace(ESCAPED, escapeChar);
}

function quote(text) {
  if (!NEEDS_ESCAPE.test(text)) return `'${text}'`;
  if (!text.includes("'")) return `'${escape(text)}'`;
  const other = !text.includes('"') ? '"' : !text.includes('`') && !text.includes('${') ? '`' : undefined;
  return other === undefined ? `'${escape(text)}'` : other + text.replace(ESCAPED_NO_QUOTE, escapeChar) + other;
}

const plural = (n, what) => `${n} more ${what}${n > 1 ? 's' : ''}`;

function groupDigits(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, '_');
}

function numberText(value, numericSeparator) {
  if (Object.is(value, -0)) return '-0';
  const text = `${value}`;
  if (!numericSeparator || !/^-?\d+(\.\d+)?$/.test(text)) return text;
  const [whole, fraction] = text.split('.');
  const grouped = groupDigits(whole);
  return fraction === undefined ? grouped : `${grouped}.${fraction.replace(/(\d{3})(?=\d)/g, '$1_')}`;
}

function bigintText(value, numericSeparator) {
  return `${numericSeparator ? groupDigits(`${value}`) : value}n`;
}

function formatString(c, value) {
  let trailer = '';
  if (value.length > c.maxStringLength) {
    const left = value.length - c.maxStringLength;
    value = value.slice(0, c.maxStringLength);
    trailer = `... ${plural(left, 'character')}`;
  }
  if (c.compact !== true && value.length > 16 && value.length > c.breakLength - c.indent - 4) {
    const lines = value.split(/(?<=\n)/);
    return lines.map((line) => c.stylize(quote(line), 'string')).join(` +\n${' '.repeat(c.indent + 2)}`) + trailer;
  }
  return c.stylize(quote(value), 'string') + trailer;
}

function formatPrimitive(c, value) {
  switch (typeof value) {
    case 'string': return formatString(c, value);
    case 'number': return c.stylize(numberText(value, c.numericSeparator), 'number');
    case 'bigint': return c.stylize(bigintText(value, c.numericSeparator), 'bigint');
    case 'boolean': return c.stylize(`${value}`, 'boolean');
    case 'undefined': return c.stylize('undefined', 'undefined');
    default: return c.stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

// --- names ---
function isInstance(value, constructor) {
  try {
    return value instanceof constructor;
  } catch {
    return false;
  }
}

// Own properties of the user's classes up the prototype chain, listed with showHidden only.
function addPrototypeKeys(c, main, object, depth, output) {
  const seen = new Set();
  for (let level = 0; level < 3; level++) {
    if (level !== 0 || main === object) {
      object = Object.getPrototypeOf(object);
      if (object === null) return;
      const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
      if (descriptor !== undefined && typeof descriptor.value === 'function' && builtInNames.has(descriptor.value.name))
        return;
    }
    c.seen.push(main);
    for (const key of Reflect.ownKeys(object)) {
      if (key === 'constructor' || hasOwn(main, key) || seen.has(key)) continue;
      seen.add(key);
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(c, object, depth, key, 'object', descriptor, main);
      output.push(c.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    c.seen.pop();
  }
}

// The name of the class the value was made by; null for null-prototype objects.
function constructorName(value, c, depth, prototypeEntries) {
  let first;
  let object = value;
  while (object) {
    const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '' &&
        isInstance(value, descriptor.value)) {
      if (prototypeEntries !== undefined && (first !== object || !builtInNames.has(descriptor.value.name)))
        addPrototypeKeys(c, value, first || value, depth, prototypeEntries);
      return String(descriptor.value.name);
    }
    object = Object.getPrototypeOf(object);
    first ??= object;
  }
  if (first === null || first === undefined) return null;
  const name = native.className(value);
  if (c.depth !== null && depth > c.depth) return `${name} <Complex prototype>`;
  const parent = constructorName(first, c, depth + 1, prototypeEntries);
  if (parent === null)
    return `${name} <${inspect(first, { ...userOptions(c), customInspect: false, depth: -1 })}>`;
  return `${name} <${parent}>`;
}

function prefixOf(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    const shown = tag !== '' && fallback !== tag ? ` [${tag}]` : '';
    return `[${fallback}${size}: null prototype]${shown} `;
  }
  return tag !== '' && constructor !== tag ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `;
}

function ownKeys(value, showHidden) {
  const symbols = Object.getOwnPropertySymbols(value);
  if (showHidden) return [...Object.getOwnPropertyNames(value), ...symbols];
  let keys;
  try {
    keys = Object.keys(value);
  } catch (error) {
    // a module namespace with bindings in their temporal dead zone
    if (!(error instanceof ReferenceError)) throw error;
    keys = Object.getOwnPropertyNames(value);
  }
  return symbols.length === 0 ? keys : [...keys, ...symbols.filter((key) => isEnumerable(value, key))];
}

const INDEX = /^(?:0|[1-9]\d{0,9})$/;

const isIndex = (key) => typeof key === 'string' && INDEX.test(key) && Number(key) < 2 ** 32 - 1;

// Properties of an array beside its elements. Index keys come first, and there can be millions: their end is searched for.
function nonIndexKeys(value, showHidden) {
  const keys = ownKeys(value, showHidden);
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isIndex(keys[middle])) low = middle + 1;
    else high = middle;
  }
  return keys.slice(low);
}

// --- contents ---
function more(output, left) {
  if (left > 0) output.push(`... ${plural(left, 'item')}`);
}

function indented(c, columns, body) {
  c.indent += columns;
  const result = body();
  c.indent -= columns;
  return result;
}

function listSparse(c, value, depth, limit, output, i) {
  const emptyItems = (n) => c.stylize(`<${n} empty item${n > 1 ? 's' : ''}>`, 'undefined');
  const keys = Object.keys(value);
  let index = i;
  for (; i < keys.length && output.length < limit; i++) {
    const key = keys[i];
    if (!isIndex(key)) break;
    if (`${index}` !== key) {
      output.push(emptyItems(Number(key) - index));
      index = Number(key);
      if (output.length === limit) break;
    }
    output.push(formatProperty(c, value, depth, key, 'element'));
    index++;
  }
  const left = value.length - index;
  if (output.length !== limit) {
    if (left > 0) output.push(emptyItems(left));
  } else {
    more(output, left);
  }
  return output;
}

function listArray(c, value, depth) {
  const limit = Math.min(Math.max(0, c.maxArrayLength), value.length);
  const output = [];
  for (let i = 0; i < limit; i++) {
    if (!hasOwn(value, i)) return listSparse(c, value, depth, limit, output, i);
    output.push(formatProperty(c, value, depth, i, 'element'));
  }
  more(output, value.length - limit);
  return output;
}

function listTypedArray(c, value, depth) {
  const length = typedArrayLength(value);
  const limit = Math.min(Math.max(0, c.maxArrayLength), length);
  const output = [];
  for (let i = 0; i < limit; i++) output.push(formatPrimitive(c, value[i]));
  more(output, length - limit);
  if (c.showHidden) {
    indented(c, 2, () => {
      for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'])
        output.push(`[${key}]: ${formatValue(c, value[key], depth, true)}`);
    });
  }
  return output;
}

function listBytes(c, buffer) {
  let bytes;
  try {
    bytes = new Uint8Array(buffer);
  } catch {
    return [c.stylize('(detached)', 'special')];
  }
  const limit = Math.min(Math.max(0, c.maxArrayLength), bytes.length);
  let text = '';
  for (let i = 0; i < limit; i++) text += (i === 0 ? '' : ' ') + bytes[i].toString(16).padStart(2, '0');
  const left = bytes.length - limit;
  if (left > 0) text += ` ... ${plural(left, 'byte')}`;
  return [`${c.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

function listSet(c, value, depth) {
  const [entries] = native.previewEntries(value);
  const limit = Math.min(Math.max(0, c.maxArrayLength), entries.length);
  const output = [];
  indented(c, 2, () => {
    for (let i = 0; i < limit; i++) output.push(formatValue(c, entries[i], depth));
  });
  more(output, entries.length - limit);
  return output;
}

function listMap(c, value, depth) {
  const [entries] = native.previewEntries(value);
  const size = entries.length / 2;
  const limit = Math.min(Math.max(0, c.maxArrayLength), size);
  const output = [];
  indented(c, 2, () => {
    for (let i = 0; i < limit; i++)
      output.push(`${formatValue(c, entries[i * 2], depth)} => ${formatValue(c, entries[i * 2 + 1], depth)}`);
  });
  more(output, size - limit);
  return output;
}

function listIterator(c, value, depth, shape) {
  const [entries, keyed] = native.previewEntries(value);
  const output = [];
  const step = keyed ? 2 : 1;
  const size = entries.length / step;
  const limit = Math.min(Math.max(0, c.maxArrayLength), size);
  if (keyed) shape.open = shape.open.replace(/ Iterator\] \{$/, ' Entries] {');
  indented(c, 2, () => {
    for (let i = 0; i < limit; i++) {
      if (!keyed) {
        output.push(formatValue(c, entries[i], depth));
        continue;
      }
      const pair = [formatValue(c, entries[i * 2], depth), formatValue(c, entries[i * 2 + 1], depth)];
      output.push(layout(c, pair, { base: '', open: '[', close: ']', array: true }, depth, undefined));
    }
  });
  more(output, size - limit);
  return output;
}

function listPromise(c, value, depth) {
  const [state, result] = native.promiseState(value);
  if (state === 'pending') return [c.stylize('<pending>', 'special')];
  const text = indented(c, 2, () => formatValue(c, result, depth));
  return [state === 'rejected' ? `${c.stylize('<rejected>', 'special')} ${text}` : text];
}

function listUnknown(c) {
  return [c.stylize('<items unknown>', 'special')];
}

function listNamespace(c, value, depth, shape) {
  const output = shape.keys.map((key) => {
    try {
      return formatProperty(c, value, depth, key, 'object');
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      const name = typeof key === 'symbol' ? `[${c.stylize(key.toString(), 'symbol')}]` : c.stylize(key, 'name');
      return `${name}: ${c.stylize('<uninitialized>', 'special')}`;
    }
  });
  shape.keys = [];
  return output;
}

const listNothing = () => [];

// What accessors of the prototype tell, in brackets as anything that is not an own enumerable property.
function listFields(names, list) {
  return (c, value, depth) => [...list(c, value, depth),
    ...names.map((name) => `[${name}]: ${indented(c, 2, () => formatValue(c, value[name], depth))}`)];
}

// --- what a value looks like, by class ---
// describe() returns text when nothing is to be listed, or a shape: { base, open, close, keys, list, array }.
function shapeOf(open, close, keys, list, array = false) {
  return { base: '', open, close, keys, list, array };
}

function isEmpty(keys, v) {
  return keys.length === 0 && v.prototypeEntries === undefined;
}

function describeArray(c, value, v) {
  const prefix = v.constructor !== 'Array' || v.tag !== '' ? prefixOf(v.constructor, v.tag, 'Array', `(${value.length})`)
    : '';
  const keys = nonIndexKeys(value, c.showHidden);
  if (value.length === 0 && isEmpty(keys, v)) return `${prefix}[]`;
  return shapeOf(`${prefix}[`, ']', keys, listArray, true);
}

function describeTypedArray(c, value, v) {
  const keys = nonIndexKeys(value, c.showHidden);
  const length = typedArrayLength(value);
  const prefix = prefixOf(v.constructor, v.tag, typedArrayTag(value), `(${length})`);
  if (length === 0 && keys.length === 0 && !c.showHidden) return `${prefix}[]`;
  return shapeOf(`${prefix}[`, ']', keys, listTypedArray, true);
}

function describeCollection(name, sizeOf, list) {
  return (c, value, v) => {
    const keys = ownKeys(value, c.showHidden);
    const size = sizeOf(value);
    const prefix = prefixOf(v.constructor, v.tag, name, `(${size})`);
    if (size === 0 && isEmpty(keys, v)) return `${prefix}{}`;
    return shapeOf(`${prefix}{`, '}', keys, list);
  };
}

function describeIterator(name) {
  return (c, value, v) => {
    const own = `${name} Iterator`;
    const tag = v.tag === own ? own : v.tag === '' ? own : `${v.tag}] [${own}`;
    return shapeOf(`[${tag}] {`, '}', ownKeys(value, c.showHidden), listIterator);
  };
}

// A class: "[class A extends B]".
function classText(value, v) {
  let text = `class ${(hasOwn(value, 'name') && value.name) || '(anonymous)'}`;
  if (v.constructor !== 'Function' && v.constructor !== null) text += ` [${v.constructor}]`;
  if (v.tag !== '' && v.constructor !== v.tag) text += ` [${v.tag}]`;
  if (v.constructor === null) return `[${text} extends null]`;
  const parent = Object.getPrototypeOf(value).name;
  return `[${text}${parent ? ` extends ${parent}` : ''}]`;
}

const functionTypes = {
  __proto__: null,
  generator: 'GeneratorFunction',
  async: 'AsyncFunction',
  'async generator': 'AsyncGeneratorFunction',
};

function functionText(value, v) {
  const kind = native.functionKind(value);
  if (kind === 'class') return classText(value, v);
  const type = functionTypes[kind] ?? 'Function';
  let text = `[${type}`;
  if (v.constructor === null) text += ' (null prototype)';
  text += value.name === '' ? ' (anonymous)' : `: ${typeof value.name === 'string' ? value.name : formatName(value.name)}`;
  text += ']';
  if (v.constructor !== type && v.constructor !== null) text += ` ${v.constructor}`;
  if (v.tag !== '' && v.constructor !== v.tag) text += ` [${v.tag}]`;
  return text;
}

function formatName(name) {
  return inspect(name, { depth: -1, customInspect: false });
}

function describeFunction(c, value, v) {
  const keys = ownKeys(value, c.showHidden);
  const base = functionText(value, v);
  if (isEmpty(keys, v)) return c.stylize(base, 'special');
  return { base, open: '{', close: '}', keys, list: listNothing, array: false };
}

function describeRegExp(c, value, v) {
  const keys = ownKeys(value, c.showHidden);
  let base = regExpText(v.constructor !== null ? value : new RegExp(value));
  const prefix = prefixOf(v.constructor, v.tag, 'RegExp');
  if (prefix !== 'RegExp ') base = prefix + base;
  if (isEmpty(keys, v) || v.tooDeep) return c.stylize(base, 'regexp');
  return { base, open: '{', close: '}', keys, list: listNothing, array: false };
}

function describeDate(c, value, v) {
  const keys = ownKeys(value, c.showHidden);
  let base = Number.isNaN(dateValue(value)) ? 'Invalid Date' : dateISO(value);
  const prefix = prefixOf(v.constructor, v.tag, 'Date');
  if (prefix !== 'Date ') base = prefix + base;
  if (isEmpty(keys, v)) return c.stylize(base, 'date');
  return { base, open: '{', close: '}', keys, list: listNothing, array: false };
}

function describeBuffer(name) {
  return (c, value, v) => {
    const keys = ownKeys(value, c.showHidden);
    const prefix = prefixOf(v.constructor, v.tag, name);
    if (v.inTypedArray && isEmpty(keys, v))
      return `${prefix}{ [byteLength]: ${formatPrimitive(c, value.byteLength)} }`;
    return shapeOf(`${prefix}{`, '}', keys, listFields(['byteLength'], v.inTypedArray ? listNothing : listBytes));
  };
}

function describeDataView(c, value, v) {
  const list = listFields(['byteLength', 'byteOffset', 'buffer'], listNothing);
  return shapeOf(`${prefixOf(v.constructor, v.tag, 'DataView')}{`, '}', ownKeys(value, c.showHidden), list);
}

function describeListed(name, list) {
  return (c, value, v) =>
    shapeOf(`${prefixOf(v.constructor, v.tag, name)}{`, '}', ownKeys(value, c.showHidden), list);
}

// new String('x') and its like: "[String: 'x']". A string's index keys are its characters, not worth listing.
function describeBoxed(type, unbox) {
  return (c, value, v) => {
    let keys = ownKeys(value, c.showHidden);
    const inner = unbox(value);
    if (type === 'String') keys = keys.slice(inner.length);
    let base = `[${type}`;
    if (v.constructor !== type) base += v.constructor === null ? ' (null prototype)' : ` (${v.constructor})`;
    base += `: ${formatPrimitive({ ...c, stylize: stylizePlain, compact: true }, inner)}]`;
    if (v.tag !== '' && v.tag !== v.constructor) base += ` [${v.tag}]`;
    if (keys.length === 0 && v.prototypeEntries === undefined) return c.stylize(base, type.toLowerCase());
    return { base, open: '{', close: '}', keys, list: listNothing, array: false };
  };
}

function isNamespace(value, v) {
  if (v.constructor !== null || value[Symbol.toStringTag] !== 'Module' || Object.isExtensible(value)) return false;
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag !== undefined && !tag.configurable && !tag.writable;
}

function describeObject(c, value, v) {
  const keys = ownKeys(value, c.showHidden);
  if (isNamespace(value, v)) return shapeOf(`${prefixOf(null, 'Module', 'Module')}{`, '}', keys, listNamespace);
  let open = v.constructor === 'Object' && v.tag === '' ? '{' : `${prefixOf(v.constructor, v.tag, 'Object')}{`;
  if (v.className === 'Arguments') open = v.constructor === 'Object' ? '[Arguments] {' : `[Arguments] ${open}`;
  if (isEmpty(keys, v)) return `${open}}`;
  return shapeOf(open, '}', keys, listNothing);
}

const describers = {
  __proto__: null,
  Array: describeArray,
  Map: describeCollection('Map', mapSize, listMap),
  Set: describeCollection('Set', setSize, listSet),
  'Map Iterator': describeIterator('Map'),
  'Set Iterator': describeIterator('Set'),
  RegExp: describeRegExp,
  Date: describeDate,
  Error: (c, value, v) => describeError(c, value, v),
  ArrayBuffer: describeBuffer('ArrayBuffer'),
  SharedArrayBuffer: describeBuffer('SharedArrayBuffer'),
  DataView: describeDataView,
  Promise: describeListed('Promise', listPromise),
  WeakSet: describeListed('WeakSet', listUnknown),
  WeakMap: describeListed('WeakMap', listUnknown),
  Number: describeBoxed('Number', (value) => Number.prototype.valueOf.call(value)),
  String: describeBoxed('String', (value) => String.prototype.valueOf.call(value)),
  Boolean: describeBoxed('Boolean', (value) => Boolean.prototype.valueOf.call(value)),
  BigInt: describeBoxed('BigInt', (value) => BigInt.prototype.valueOf.call(value)),
  Symbol: describeBoxed('Symbol', (value) => Symbol.prototype.valueOf.call(value)),
};

function describerOf(value, className) {
  if (typeof value === 'function') return describeFunction;
  if (ArrayBuffer.isView(value) && className !== 'DataView') return describeTypedArray;
  return describers[className] ?? (isInstance(value, Error) ? describers.Error : describeObject);
}

// --- errors ---
// The stack's first line as Node shows it: a class whose `name` was not set shows its own name.
function improveStack(stack, constructor, name, tag) {
  if (constructor === null || (name.endsWith('Error') && stack.startsWith(name) &&
      (stack.length === name.length || stack[name.length] === ':' || stack[name.length] === '\n'))) {
    if (constructor === null) {
      const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      const fallback = (start && start[1]) || 'Error';
      return `${prefixOf(null, tag, fallback).slice(0, -1)}${stack.slice(start ? fallback.length : 0)}`;
    }
    const className = /\b([A-Z][a-z_A-Z0-9$]*)\b/.test(constructor) ? constructor : name;
    if (className !== name) {
      return className.includes(name) ? `${className}${stack.slice(name.length)}`
        : `${className} [${name}]${stack.slice(name.length)}`;
    }
  }
  return stack;
}

function errorStack(error) {
  const stack = error.stack;
  if (stack) return typeof stack === 'string' ? stack : inspect(stack);
  try {
    return errorText(error);
  } catch {
    return '[object Error]';
  }
}

// Frames inside the runtime are grey, so that one's own stand out.
function dimFrames(c, text) {
  return text.split('\n').map((line) => (/\((?:thaw:|node:)|at (?:thaw:|node:)|\(native\)$/.test(line)
    ? c.stylize(line, 'undefined') : line)).join('\n');
}

function errorBase(c, error, v, keys) {
  const name = error.name != null && typeof error.name !== 'symbol' ? String(error.name) : 'Error';
  let stack = improveStack(errorStack(error), v.constructor, name, v.tag);
  const message = typeof error.message === 'string' ? error.message : '';
  const at = message === '' ? -1 : stack.indexOf(message);
  const frames = stack.indexOf('\n    at', at === -1 ? 0 : at + message.length);
  if (frames === -1) stack = `[${stack}]`;
  else if (c.colors) stack = stack.slice(0, frames) + dimFrames(c, stack.slice(frames));
  if (c.indent !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(c.indent)}`);
  return stack;
}

function describeError(c, error, v) {
  let keys = ownKeys(error, c.showHidden);
  const stack = errorStack(error);
  if (!c.showHidden) {
    // what the stack says already
    keys = keys.filter((key) => !((key === 'name' || key === 'message' || key === 'stack') &&
      (typeof error[key] !== 'string' || stack.includes(error[key]))));
  }
  if (hasOwn(error, 'cause') && !keys.includes('cause')) keys.push('cause');
  if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  const base = errorBase(c, error, v, keys);
  if (isEmpty(keys, v)) return base;
  return { base, open: '{', close: '}', keys, list: listNothing, array: false };
}

// --- properties ---
function formatGetter(c, descriptor, original, depth) {
  const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
  const wanted = c.getters === true || (c.getters === 'get' && descriptor.set === undefined) ||
    (c.getters === 'set' && descriptor.set !== undefined);
  if (!wanted) return c.stylize(`[${label}]`, 'special');
  try {
    const value = Reflect.apply(descriptor.get, original, []);
    return indented(c, 2, () => {
      if (value !== null && (typeof value === 'object' || typeof value === 'function'))
        return `${c.stylize(`[${label}]`, 'special')} ${formatValue(c, value, depth)}`;
      const text = value === null ? c.stylize('null', 'null') : formatPrimitive(c, value);
      return `${c.stylize(`[${label}:`, 'special')} ${text}${c.stylize(']', 'special')}`;
    });
  } catch (error) {
    const text = indented(c, 2, () => formatValue(c, error, depth));
    return c.stylize(`[${label}: <Inspection threw (${text})>]`, 'special');
  }
}

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

function keyText(c, key, descriptor) {
  if (typeof key === 'symbol') {
    const text = c.stylize(escape(Symbol.prototype.toString.call(key)), 'symbol');
    return descriptor.enumerable === false ? `[${text}]` : text;
  }
  if (key === '__proto__') return "['__proto__']";
  if (descriptor.enumerable === false) return `[${escape(key)}]`;
  return IDENTIFIER.test(key) ? c.stylize(key, 'name') : c.stylize(quote(key), 'string');
}

// type: 'object' for "key: value", 'element' for the value alone, 'array' for named keys of an array.
function formatProperty(c, value, depth, key, type, descriptor, original = value) {
  descriptor ??= Object.getOwnPropertyDescriptor(value, key) ??
    { value: value[key], configurable: true, enumerable: true };
  let text;
  let gap = ' ';
  if (descriptor.value !== undefined) {
    const columns = c.compact !== true || type !== 'object' ? 2 : 3;
    c.indent += columns;
    text = formatValue(c, descriptor.value, depth);
    if (columns === 3 && c.breakLength < width(text)) gap = `\n${' '.repeat(c.indent)}`;
    c.indent -= columns;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(c, descriptor, original, depth);
  } else {
    text = descriptor.set !== undefined ? c.stylize('[Setter]', 'special') : c.stylize('undefined', 'undefined');
  }
  return type === 'element' ? text : `${keyText(c, key, descriptor)}:${gap}${text}`;
}

// --- joining ---
// Extra entries behind the elements count as not numeric, as in Node.
function isNumeric(array, count) {
  for (let i = 0; i < count; i++) {
    if (typeof array[i] !== 'number' && typeof array[i] !== 'bigint') return false;
  }
  return true;
}

function layout(c, output, shape, depth, value) {
  const { base, open, close } = shape;
  const lead = base ? `${base} ` : '';
  if (c.compact === true) {
    if (fits(output, 0, c.breakLength, c.colors) && !base.includes('\n'))
      return `${open}${base ? ` ${base}` : ''} ${output.join(', ')} ${close}`;
    const indentation = `\n${' '.repeat(c.indent)}`;
    const start = base === '' && open.length === 1 ? ' ' : `${base ? ` ${base}` : ''}\n${' '.repeat(c.indent)}  `;
    return `${open}${start}${output.join(`,${indentation}  `)} ${close}`;
  }
  if (typeof c.compact === 'number' && c.compact >= 1) {
    const entries = output.length;
    if (shape.array && entries > 6) {
      output = group(output, {
        breakLength: c.breakLength,
        compact: c.compact,
        indent: c.indent,
        extra: c.maxArrayLength < entries,
        alignRight: value !== undefined && isNumeric(value, entries),
      });
    }
    // up to `compact` inner levels share a line if they fit
    if (c.currentDepth - depth < c.compact && entries === output.length) {
      const start = output.length + c.indent + open.length + base.length + 10;
      if (fits(output, start, c.breakLength, c.colors) && !base.includes('\n')) {
        const joined = output.join(', ');
        if (!joined.includes('\n')) return `${lead}${open} ${joined} ${close}`;
      }
    }
  }
  const indentation = `\n${' '.repeat(c.indent)}`;
  return `${lead}${open}${indentation}  ${output.join(`,${indentation}  `)}${indentation}${close}`;
}

function addReference(c, value, shape) {
  const reference = c.circular?.get(value);
  if (reference === undefined) return;
  const text = c.stylize(`<ref *${reference}>`, 'special');
  if (c.compact !== true) shape.base = shape.base === '' ? text : `${text} ${shape.base}`;
  else shape.open = `${text} ${shape.open}`;
}

function sortEntries(c, shape, output, named) {
  const compare = c.sorted === true ? undefined : c.sorted;
  if (!shape.array) {
    output.sort(compare);
  } else if (named > 1) {
    const sorted = output.slice(output.length - named).sort(compare);
    output.splice(output.length - named, named, ...sorted);
  }
}

function contents(c, value, shape, depth, v) {
  const output = shape.list(c, value, depth, shape);
  for (const key of shape.keys) output.push(formatProperty(c, value, depth, key, shape.array ? 'array' : 'object'));
  if (v.prototypeEntries !== undefined) output.push(...v.prototypeEntries);
  return output;
}

function isStackOverflow(error) {
  return (error instanceof RangeError || error?.name === 'InternalError') && /stack/i.test(error.message);
}

function formatObject(c, value, depth, inTypedArray) {
  const prototypeEntries = c.showHidden && (c.depth === null || depth <= c.depth) ? [] : undefined;
  const v = { constructor: constructorName(value, c, depth, prototypeEntries) };
  if (prototypeEntries !== undefined && prototypeEntries.length !== 0) v.prototypeEntries = prototypeEntries;
  v.tag = value[Symbol.toStringTag];
  // a tag that is listed as a property need not be shown twice
  if (typeof v.tag !== 'string' ||
      (v.tag !== '' && (c.showHidden ? hasOwn : isEnumerable)(value, Symbol.toStringTag)))
    v.tag = '';
  v.tooDeep = c.depth !== null && depth > c.depth;
  v.inTypedArray = inTypedArray;
  v.className = native.className(value);
  const shape = describerOf(value, v.className)(c, value, v);
  if (typeof shape === 'string') return shape;
  if (v.tooDeep) {
    const name = prefixOf(v.constructor, v.tag, v.className === 'Array' ? 'Array' : 'Object').slice(0, -1);
    return c.stylize(v.constructor !== null ? `[${name}]` : name, 'special');
  }
  depth++;
  c.seen.push(value);
  c.currentDepth = depth;
  let output;
  const { indent } = c;
  const level = c.seen.length;
  try {
    output = contents(c, value, shape, depth, v);
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    c.seen.length = level - 1;
    c.indent = indent;
    const name = prefixOf(v.constructor, v.tag, 'Object').slice(0, -1);
    return c.stylize(`[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  addReference(c, value, shape);
  c.seen.pop();
  if (c.sorted) sortEntries(c, shape, output, shape.keys.length);
  const text = layout(c, output, shape, depth, shape.array ? value : undefined);
  c.total += text.length;
  if (c.total > TOTAL_MAX) c.depth = -1;
  return text;
}

function formatProxy(c, [target, handler], depth) {
  if (c.depth !== null && depth > c.depth) return c.stylize('Proxy [Array]', 'special');
  depth++;
  const output = indented(c, 2, () => [formatValue(c, target, depth), formatValue(c, handler, depth)]);
  return layout(c, output, { base: '', open: 'Proxy [', close: ']', array: true }, depth, undefined);
}

function formatCircular(c, value) {
  c.circular ??= new Map();
  let index = c.circular.get(value);
  if (index === undefined) c.circular.set(value, index = c.circular.size + 1);
  return c.stylize(`[Circular *${index}]`, 'special');
}

// Runs the value's own inspector; undefined if it has none.
function formatCustom(c, value, receiver, depth) {
  const custom = value[customInspect];
  if (typeof custom !== 'function' || custom === inspect) return undefined;
  const { constructor } = value;
  if (constructor !== undefined && constructor !== null && constructor.prototype === value) return undefined;
  const left = c.depth === null ? null : c.depth - depth;
  const options = { ...userOptions(c), stylize: c.stylize };
  const result = Reflect.apply(custom, receiver, [left, options, inspect]);
  if (result === receiver) return undefined;
  if (typeof result !== 'string') return formatValue(c, result, depth);
  return result.replaceAll('\n', `\n${' '.repeat(c.indent)}`);
}

function formatValue(c, value, depth, inTypedArray = false) {
  if (value === null) return c.stylize('null', 'null');
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(c, value);
  const receiver = value;
  for (let proxy = native.proxyDetails(value); proxy !== undefined; proxy = native.proxyDetails(value)) {
    if (proxy[0] === null) return c.stylize('<Revoked Proxy>', 'special');
    if (c.showProxy) return formatProxy(c, proxy, depth);
    value = proxy[0];
  }
  if (c.customInspect) {
    const text = formatCustom(c, value, receiver, depth);
    if (text !== undefined) return text;
  }
  return c.seen.includes(value) ? formatCircular(c, value) : formatObject(c, value, depth, inTypedArray);
}

function userOptions(c) {
  const options = {};
  for (const key of Object.keys(defaultOptions)) options[key] = c[key];
  return { ...c.user, ...options };
}

// inspect(value, options), or as of old inspect(value, showHidden, depth, colors).
function inspect(value, options, ...old) {
  const c = { ...defaultOptions, user: undefined, seen: [], indent: 0, currentDepth: 0, total: 0, circular: undefined,
    stylize: stylizePlain };
  if (typeof options === 'boolean') {
    c.showHidden = options;
    if (old[0] !== undefined) c.depth = old[0];
    if (old[1] !== undefined) c.colors = old[1];
  } else if (options !== null && typeof options === 'object') {
    c.user = { ...options };
    for (const key of Object.keys(options)) {
      if (hasOwn(defaultOptions, key) || key === 'stylize') c[key] = options[key];
    }
  }
  if (c.colors) c.stylize = stylizeWithColor;
  if (c.maxArrayLength === null) c.maxArrayLength = Infinity;
  if (c.maxStringLength === null) c.maxStringLength = Infinity;
  return formatValue(c, value, 0);
}

inspect.custom = customInspect;
Object.defineProperty(inspect, 'defaultOptions', {
  get: () => defaultOptions,
  set(options) {
    if (options === null || typeof options !== 'object') {
      const error = new TypeError('The "options" argument must be of type object.');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    for (const key of Object.keys(options)) {
      if (hasOwn(defaultOptions, key)) defaultOptions[key] = options[key];
    }
  },
});
inspect.colors = colors;
inspect.styles = styles;

exports.inspect = inspect;
exports.numberText = numberText;
exports.bigintText = bigintText;
exports.builtInNames = builtInNames;
exports.stripAnsi = stripAnsi;
