// SPDX-License-Identifier: MIT
// The process object (Node docs: process). Native parts come from internal.process.
'use strict';

const EventEmitter = require('node/events/events');
const errors = require('node/errors');
const native = internal.process;

function process() {}
Object.defineProperty(process, 'name', { value: 'process' });
const prototype = Object.create(EventEmitter.prototype, {
  constructor: { value: process, writable: true, configurable: true },
});
const self = Object.create(prototype);
EventEmitter.call(self);

function define(name, value) {
  Object.defineProperty(self, name, { value, writable: true, enumerable: true, configurable: true });
}

function lazy(name, get, set) {
  Object.defineProperty(self, name, { get, set, enumerable: true, configurable: true });
}

// --- what never changes in one build ---
define('version', native.versions.node);
define('versions', Object.freeze({ ...native.versions, node: native.versions.node.slice(1) }));
define('arch', native.arch);
define('platform', 'linux');
define('release', Object.freeze({ name: 'node', lts: 'Krypton' }));
define('features', Object.freeze({
  inspector: false, debug: false, uv: true, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: false, tls: true,
  cached_builtins: true, require_module: true, typescript: false,
}));
define('config', Object.freeze({ target_defaults: {}, variables: {} }));
define('allowedNodeEnvironmentFlags', Object.freeze(new Set()));
define('domain', null);
define('noDeprecation', false);

// --- what is read anew in every process ---
define('env', native.env);
lazy('argv', () => native.argv(), (value) => define('argv', value));
lazy('execArgv', () => [], (value) => define('execArgv', value));
lazy('argv0', () => native.argv0());
lazy('execPath', () => native.execPath(), (value) => define('execPath', value));
lazy('pid', () => native.pid());
lazy('ppid', () => native.ppid());
let title = 'thaw';
lazy('title', () => title, (value) => {
  title = String(value);
});
lazy('debugPort', () => 9229);

let exitCode;
Object.defineProperty(self, 'exitCode', {
  get: () => exitCode,
  set(value) {
    if (value !== null && value !== undefined) {
      const number = typeof value === 'string' && value !== '' ? Number(value) : value;
      if (typeof number !== 'number' || (typeof value === 'string' && Number.isNaN(number)))
        throw errors.invalidArgType('code', 'of type number', value);
      errors.checkInteger('code', number);
    }
    exitCode = value;
    native.setExitCode(value === null || value === undefined ? -1 : Number(value) & 255);
  },
  enumerable: true, configurable: false,
});

define('cwd', () => native.cwd());
define('chdir', (directory) => {
  errors.checkString('directory', directory);
  native.chdir(directory);
});

function maskOf(value) {
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value)) throw errors.invalidArgValue('mask', 'must be a 32-bit unsigned integer or an octal string', value);
    return parseInt(value, 8);
  }
  errors.checkInteger('mask', value, 0, 0xFFFFFFFF);
  return value;
}
define('umask', (mask) => native.umask(mask === undefined ? -1 : maskOf(mask) & 0o777));
for (const name of ['getuid', 'geteuid', 'getgid', 'getegid', 'getgroups']) define(name, () => native[name]());
define('uptime', () => native.uptime());
define('cpuUsage', (previous) => {
  const [user, system] = native.cpuUsage();
  return previous ? { user: user - previous.user, system: system - previous.system } : { user, system };
});
define('resourceUsage', () => native.resourceUsage());
function memoryUsage() {
  return native.memoryUsage();
}
memoryUsage.rss = () => native.memoryUsage().rss;
define('memoryUsage', memoryUsage);
define('constrainedMemory', () => native.constrainedMemory());
define('availableMemory', () => native.availableMemory());

function hrtime(previous) {
  const now = native.hrtime();
  const seconds = Number(now / 1000000000n), nanoseconds = Number(now % 1000000000n);
  if (previous === undefined) return [seconds, nanoseconds];
  if (!Array.isArray(previous)) throw errors.invalidArgType('time', 'an instance of Array', previous);
  if (previous.length !== 2) throw errors.outOfRange('time', 2, previous.length);
  const passed = nanoseconds - previous[1];
  return passed < 0 ? [seconds - previous[0] - 1, passed + 1e9] : [seconds - previous[0], passed];
}
hrtime.bigint = () => native.hrtime();
define('hrtime', hrtime);

define('nextTick', native.nextTick);
define('abort', () => native.abort());
define('kill', (pid, signal = 'SIGTERM') => {
  errors.checkNumber('pid', pid);
  const number = typeof signal === 'number' ? signal : native.signals[signal];
  if (number === undefined) throw errors.make(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${String(signal)}`);
  native.kill(pid, number);
  return true;
});

// --- leaving ---
let exiting = false;
function emitExit(code) {
  if (exiting) return;
  exiting = true;
  self._exiting = true;
  self.emit('exit', code);
}
define('exit', (code) => {
  if (code !== undefined) self.exitCode = code;
  emitExit(exitCode ?? 0);
  self.reallyExit(exitCode ?? 0);
});
define('reallyExit', (code) => native.exit(Number(code ?? 0) & 255));

// --- warnings ---
function printWarning(warning) {
  const trace = self.traceProcessWarnings && warning.stack ? warning.stack : `${warning.name}: ${warning.message}`;
  const code = warning.code ? `[${warning.code}] ` : '';
  internal.io.write(2, `(thaw:${self.pid}) ${code}${trace}\n`);
  if (typeof warning.detail === 'string') internal.io.write(2, `${warning.detail}\n`);
}
function makeWarning(message, type, code, detail, ctor) {
  const warning = new Error(message);
  warning.name = String(type || 'Warning');
  if (code) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  Error.captureStackTrace(warning, ctor || self.emitWarning);
  return warning;
}

define('emitWarning', (warning, type, code, ctor) => {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ({ type, code, detail } = type);
    if (typeof detail !== 'string') detail = undefined;
    type ??= 'Warning';
  } else if (typeof type === 'function') {
    [ctor, code, type] = [type, '', 'Warning'];
  }
  if (type !== undefined) errors.checkString('type', type);
  if (typeof code === 'function') [ctor, code] = [code, ''];
  else if (code !== undefined) errors.checkString('code', code);
  if (typeof warning === 'string') warning = makeWarning(warning, type, code, detail, ctor);
  else if (!(warning instanceof Error)) throw errors.invalidArgType('warning', 'of type string or an instance of Error', warning);
  if (warning.name === 'DeprecationWarning') {
    if (self.noDeprecation) return;
    if (self.throwDeprecation) {
      native.nextTick(() => {
        throw warning;
      });
      return;
    }
  }
  native.nextTick(() => {
    self.emit('warning', warning);
    if (native.envGet('NODE_NO_WARNINGS') !== '1') printWarning(warning);
  });
});

// --- errors that nobody caught ---
let captureCallback = null;
define('setUncaughtExceptionCaptureCallback', (callback) => {
  if (callback !== null && typeof callback !== 'function')
    throw errors.invalidArgType('fn', 'of type function or null', callback);
  if (callback !== null && captureCallback !== null)
    throw errors.make(Error, 'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET',
      '`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active');
  captureCallback = callback;
});
define('hasUncaughtExceptionCaptureCallback', () => captureCallback !== null);

function onUncaught(error, origin) {
  self.emit('uncaughtExceptionMonitor', error, origin);
  if (captureCallback !== null) {
    captureCallback(error);
    return true;
  }
  return self.emit('uncaughtException', error, origin);
}

// A reason that is no error, in one word and without running code of the program: #<Point>.
function describe(reason) {
  if (reason === null || typeof reason !== 'object') return typeof reason === 'function' ? `${reason}` : String(reason);
  let constructor;
  for (let o = reason; o !== null && !constructor; o = Object.getPrototypeOf(o))
    constructor = Object.getOwnPropertyDescriptor(o, 'constructor')?.value;
  return `#<${typeof constructor === 'function' && constructor.name ? constructor.name : 'Object'}>`;
}

function onRejection(kind, promise, reason) {
  if (kind === 'rejectionHandled') {
    self.emit('rejectionHandled', promise);
    return true;
  }
  if (self.emit('unhandledRejection', reason, promise)) return true;
  let error = reason;
  if (!(reason instanceof Error)) {
    error = errors.make(Error, 'ERR_UNHANDLED_REJECTION',
      'This error originated either by throwing inside of an async function without a catch block, or by rejecting ' +
      `a promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason)}".`);
    error.name = 'UnhandledPromiseRejection';
  }
  internal.process.uncaught(error, 'unhandledRejection');
  return true;
}

// `code` is what the runtime decided if it isn't the program's own. Listeners are told of the code 13 of an unsettled
// top-level await by process.exitCode only.
function onExit(name, code, unsettled) {
  const own = exitCode ?? 0;
  if (name !== 'exit') {
    self.emit(name, own);
    return;
  }
  if ((Number(own) & 255) !== code) self.exitCode = code;
  emitExit(unsettled ? own : exitCode ?? 0);
}
native.setHooks(self, onUncaught, onRejection, onExit);

// --- signals ---
self.on('newListener', (type) => {
  if (typeof type === 'string' && native.signals[type] !== undefined && self.listenerCount(type) === 0)
    native.watchSignal(native.signals[type], () => self.emit(type, type, native.signals[type]));
});
self.on('removeListener', (type) => {
  if (typeof type === 'string' && native.signals[type] !== undefined && self.listenerCount(type) === 0)
    native.unwatchSignal(native.signals[type]);
});

// --- standard streams: what console and simple programs need; full streams come with node:stream ---
const streams = {};
for (const [fd, name] of [[1, 'stdout'], [2, 'stderr']]) {
  lazy(name, () => (streams[name] ??= require('node/process/output')(fd)), (value) => define(name, value));
}

let stdin;
lazy('stdin', () => (stdin ??= require('node/process/input')(0)), (value) => define('stdin', value));

define('getBuiltinModule', (id) => {
  const name = String(id);
  return native.isBuiltin(name) ? native.builtin(name) : undefined;
});
define('loadEnvFile', (path = '.env') => {
  const { parseEnv } = require('node/process/env_file');
  const parsed = parseEnv(internal.io.readText(String(path)));
  for (const key of Object.keys(parsed)) if (!(key in self.env)) self.env[key] = parsed[key];
});
define('binding', (name) => {
  throw errors.make(Error, 'ERR_INVALID_MODULE', `No such binding: ${name}`);
});
define('getActiveResourcesInfo', () => []);
define('setSourceMapsEnabled', () => {});

Object.defineProperty(self, Symbol.toStringTag, { value: 'process', configurable: true });
return self;
