// SPDX-License-Identifier: MIT
// The process object (Node docs: process). Native parts come from internal.process.
'use strict';

const EventEmitter = require('node/events/events');
const native = internal.process;

function process() {}
Object.defineProperty(process, 'name', { value: 'process' });
const prototype = Object.create(EventEmitter.prototype, {
  constructor: { value: process, writable: true, configurable: true },
});
const self = Object.create(prototype);
EventEmitter.call(self);

function fail(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

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
      if (!Number.isInteger(number)) {
        throw fail(TypeError, 'ERR_INVALID_ARG_TYPE',
          `The "code" argument must be of type number. Received type ${typeof value} (${String(value)})`);
      }
    }
    exitCode = value;
    native.setExitCode(value === null || value === undefined ? -1 : Number(value) & 255);
  },
  enumerable: true, configurable: false,
});

define('cwd', () => native.cwd());
define('chdir', (directory) => {
  if (typeof directory !== 'string')
    throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "directory" argument must be of type string.');
  native.chdir(directory);
});
define('umask', (mask) => native.umask(mask === undefined ? -1 : typeof mask === 'string' ? parseInt(mask, 8) : mask));
for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) define(name, () => native[name]());
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
  if (previous === undefined) return [Number(now / 1000000000n), Number(now % 1000000000n)];
  if (!Array.isArray(previous))
    throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "time" argument must be an instance of Array.');
  const then = BigInt(previous[0]) * 1000000000n + BigInt(previous[1]);
  return [Number((now - then) / 1000000000n), Number((now - then) % 1000000000n)];
}
hrtime.bigint = () => native.hrtime();
define('hrtime', hrtime);

define('nextTick', native.nextTick);
define('abort', () => native.abort());
define('kill', (pid, signal = 'SIGTERM') => {
  if (typeof pid !== 'number')
    throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', `The "pid" argument must be of type number. Received type ${typeof pid}`);
  const number = typeof signal === 'number' ? signal : native.signals[signal];
  if (number === undefined) throw fail(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${String(signal)}`);
  native.kill(pid, number);
  return true;
});

// --- leaving ---
let exiting = false;
function emitExit() {
  if (exiting) return;
  exiting = true;
  self._exiting = true;
  self.emit('exit', exitCode ?? 0);
}
define('exit', (code) => {
  if (code !== undefined) self.exitCode = code;
  emitExit();
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
define('emitWarning', (warning, type, code, ctor) => {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) ({ type, code, detail } = type);
  else if (typeof type === 'function') [ctor, code, type] = [type, '', 'Warning'];
  if (typeof code === 'function') [ctor, code] = [code, ''];
  if (typeof warning === 'string') {
    const made = new Error(warning);
    made.name = String(type || 'Warning');
    if (code !== undefined && code !== '') made.code = code;
    if (detail !== undefined) made.detail = detail;
    warning = made;
  } else if (!(warning instanceof Error)) {
    throw fail(TypeError, 'ERR_INVALID_ARG_TYPE',
      'The "warning" argument must be of type string or an instance of Error.');
  }
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
  captureCallback = callback;
});
define('hasUncaughtExceptionCaptureCallback', () => captureCallback !== null);

function onUncaught(error, origin) {
  if (captureCallback !== null) {
    captureCallback(error);
    return true;
  }
  self.emit('uncaughtExceptionMonitor', error, origin);
  return self.emit('uncaughtException', error, origin);
}

function describe(reason) {
  try {
    return require('web/console/inspect').inspect(reason);
  } catch {
    return String(reason);
  }
}

function onRejection(kind, promise, reason) {
  if (kind === 'rejectionHandled') {
    self.emit('rejectionHandled', promise);
    return true;
  }
  if (self.emit('unhandledRejection', reason, promise)) return true;
  let error = reason;
  if (!(reason instanceof Error)) {
    error = fail(Error, 'ERR_UNHANDLED_REJECTION',
      'This error originated either by throwing inside of an async function without a catch block, or by rejecting ' +
      `a promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason)}".`);
    error.name = 'UnhandledPromiseRejection';
  }
  internal.process.uncaught(error, 'unhandledRejection');
  return true;
}

function onExit(name) {
  if (name === 'exit') emitExit();
  else self.emit(name, exitCode ?? 0);
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
function makeOutput(fd) {
  const stream = new EventEmitter();
  Object.assign(stream, {
    fd, writable: true, _type: 'fs',
    write(chunk, encoding, callback) {
      const done = typeof encoding === 'function' ? encoding : callback;
      internal.io.write(fd, typeof chunk === 'string' ? chunk : chunk);
      if (typeof done === 'function') native.nextTick(done, null);
      return true;
    },
    end(chunk, encoding, callback) {
      if (chunk !== undefined && typeof chunk !== 'function') stream.write(chunk, encoding);
      const done = [chunk, encoding, callback].find((f) => typeof f === 'function');
      if (done) native.nextTick(done);
      return stream;
    },
    cork() {}, uncork() {},
    hasColors: () => internal.io.isatty(fd),
    getColorDepth: () => (internal.io.isatty(fd) ? 4 : 1),
  });
  Object.defineProperty(stream, 'isTTY', { get: () => internal.io.isatty(fd) || undefined, enumerable: true });
  Object.defineProperty(stream, 'columns', { get: () => internal.io.columns(fd), enumerable: true });
  return stream;
}
const streams = {};
for (const [fd, name] of [[1, 'stdout'], [2, 'stderr']])
  lazy(name, () => (streams[name] ??= makeOutput(fd)), (value) => define(name, value));

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
  throw fail(Error, 'ERR_INVALID_MODULE', `No such binding: ${name}`);
});
define('getActiveResourcesInfo', () => []);
define('setSourceMapsEnabled', () => {});

Object.defineProperty(self, Symbol.toStringTag, { value: 'process', configurable: true });
return self;
