// SPDX-License-Identifier: MIT
// The console namespace of the WHATWG Console standard with Node's printing. console.Console makes others, for streams
// of one's own.
'use strict';

const { inspect } = require('web/console/inspect');
const { formatWithOptions } = require('web/console/format');
const { table } = require('web/console/table');
const io = internal.io;

const GROUP_MAX = 1000;

function fail(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

function warn(message) {
  if (globalThis.process?.emitWarning) globalThis.process.emitWarning(message);
  else io.write(2, `Warning: ${message}\n`);
}

// Descriptors 1 and 2 through the native buffer. Nothing is remembered: a frozen program wakes up on another terminal.
function standardOutput(fd) {
  return {
    write: (text) => io.write(fd, text),
    get colors() {
      return internal.console.hasColors(fd);
    },
  };
}

function streamOutput(stream, ignoreErrors) {
  return {
    write(text) {
      try {
        stream.write(text);
      } catch (error) {
        if (!ignoreErrors) throw error;
      }
    },
    get colors() {
      return Boolean(stream.isTTY) && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
    },
  };
}

function durationText(ms) {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const seconds = ms / 1000;
  const pad = (n, digits = 2) => String(n).padStart(digits, '0');
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  const hours = Math.floor(seconds / 3600);
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(Math.floor(seconds % 60))} (h:mm:ss)`;
  return `${minutes}:${rest} (m:ss.mmm)`;
}

function now() {
  return globalThis.process?.hrtime ? Number(globalThis.process.hrtime.bigint()) / 1e6 : Date.now();
}

// All methods are made for one state, so that `const { log } = console` works.
function methodsOf(state) {
  const { out, err } = state;
  const counts = new Map();
  const timers = new Map();
  const optionsFor = (output) => {
    const colors = state.colorMode === 'auto' ? output.colors : state.colorMode;
    return state.inspectOptions ? { colors, ...state.inspectOptions } : { colors };
  };
  const print = (output, text) => {
    if (state.indent !== '') text = state.indent + text.replaceAll('\n', `\n${state.indent}`);
    output.write(`${text}\n`);
  };
  const printArgs = (output, args) => print(output, args.length === 1 && typeof args[0] === 'string' ? args[0]
    : formatWithOptions(optionsFor(output), ...args));
  const labelOf = (label) => (label === undefined ? 'default' : `${label}`);
  const elapsed = (name, label, args) => {
    const start = timers.get(label);
    if (start === undefined) {
      warn(`No such label '${label}' for console.${name}()`);
      return false;
    }
    const text = durationText(now() - start);
    if (args.length === 0) printArgs(out, ['%s: %s', label, text]);
    else printArgs(out, ['%s: %s', label, text, ...args]);
    return true;
  };

  const methods = {
    log(...args) {
      printArgs(out, args);
    },
    warn(...args) {
      printArgs(err, args);
    },
    dir(value, options) {
      print(out, inspect(value, { customInspect: false, ...optionsFor(out), ...options }));
    },
    time(label = 'default') {
      label = labelOf(label);
      if (timers.has(label)) warn(`Label '${label}' already exists for console.time()`);
      else timers.set(label, now());
    },
    timeEnd(label = 'default') {
      label = labelOf(label);
      if (elapsed('timeEnd', label, [])) timers.delete(label);
    },
    timeLog(label = 'default', ...args) {
      elapsed('timeLog', labelOf(label), args);
    },
    trace(...args) {
      const error = { name: 'Trace', message: formatWithOptions(optionsFor(err), ...args) };
      Error.captureStackTrace(error, methods.trace);
      const header = error.message === '' ? 'Trace' : `Trace: ${error.message}`;
      const at = String(error.stack).search(/^ {4}at /m);
      print(err, at === -1 ? header : `${header}\n${error.stack.slice(at)}`);
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift('Assertion failed');
      methods.warn(...args);
    },
    clear() {
      if (out === state.standardOut && io.isatty(1) && globalThis.process?.env?.TERM !== 'dumb')
        out.write('\u001b[1;1H\u001b[0J');
    },
    count(label = 'default') {
      label = labelOf(label);
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      methods.log(`${label}: ${count}`);
    },
    countReset(label = 'default') {
      label = labelOf(label);
      if (counts.has(label)) counts.set(label, 0);
      else warn(`Count for '${label}' does not exist`);
    },
    group(...label) {
      if (label.length > 0) printArgs(out, label);
      if (state.indent.length < GROUP_MAX) state.indent += ' '.repeat(state.groupIndentation);
    },
    groupEnd() {
      state.indent = state.indent.slice(0, Math.max(0, state.indent.length - state.groupIndentation));
    },
    table(data, properties) {
      if (data === null || typeof data !== 'object') {
        methods.log(data);
        return;
      }
      if (properties !== undefined && !Array.isArray(properties)) {
        throw fail(TypeError, 'ERR_INVALID_ARG_TYPE',
          `The "properties" argument must be an instance of Array.`);
      }
      print(out, table(data, properties, optionsFor(out).colors));
    },
  };
  return methods;
}

// Aliases as in Node: the property differs, the behaviour is that of `log`, `warn` and `group`.
function assemble(target, state) {
  const own = methodsOf(state);
  const list = {
    log: own.log, warn: own.warn, dir: own.dir, time: own.time, timeEnd: own.timeEnd, timeLog: own.timeLog,
    trace: own.trace, assert: own.assert, clear: own.clear, count: own.count, countReset: own.countReset,
    group: own.group, groupEnd: own.groupEnd, table: own.table,
    debug: (...args) => own.log(...args), info: (...args) => own.log(...args), dirxml: (...args) => own.log(...args),
    error: (...args) => own.warn(...args), groupCollapsed: (...args) => own.group(...args),
  };
  for (const name of Object.keys(list)) {
    Object.defineProperty(list[name], 'name', { value: name, configurable: true });
    Object.defineProperty(list[name], 'length', { value: 0, configurable: true }); // all their arguments are optional
    Object.defineProperty(target, name, { value: list[name], writable: true, enumerable: true, configurable: true });
  }
  return target;
}

function Console(...args) {
  if (!new.target) return Reflect.construct(Console, args);
  const [first, second] = args;
  const options = !first || typeof first.write === 'function' ? { stdout: first, stderr: second, ignoreErrors: args[2] }
    : first;
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation = 2 } =
    options;
  for (const [name, stream] of [['stdout', stdout], ['stderr', stderr]]) {
    if (!stream || typeof stream.write !== 'function')
      throw fail(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', `Console expects a writable stream instance for ${name}`);
  }
  if (typeof colorMode !== 'boolean' && colorMode !== 'auto') {
    throw fail(TypeError, 'ERR_INVALID_ARG_VALUE',
      `The argument 'colorMode' must be one of: 'auto', true, false. Received ${inspect(colorMode)}`);
  }
  if (!Number.isInteger(groupIndentation) || groupIndentation < 0 || groupIndentation > GROUP_MAX) {
    throw fail(RangeError, 'ERR_OUT_OF_RANGE',
      `The value of "groupIndentation" is out of range. It must be >= 0 && <= ${GROUP_MAX}. Received ${inspect(groupIndentation)}`);
  }
  assemble(this, { out: streamOutput(stdout, ignoreErrors), err: streamOutput(stderr, ignoreErrors), indent: '',
    colorMode, inspectOptions, groupIndentation });
}

// The global is a namespace: its prototype is an empty object of its own.
const standardOut = standardOutput(1);
const console = assemble(Object.create({}), { out: standardOut, err: standardOutput(2), standardOut, indent: '',
  colorMode: 'auto', inspectOptions: undefined, groupIndentation: 2 });
Object.defineProperty(console, 'Console', { value: Console, writable: true, enumerable: false, configurable: true });
Object.defineProperty(console, Symbol.toStringTag,
  { value: 'console', writable: false, enumerable: false, configurable: true });

exports.console = console;
exports.Console = Console;
