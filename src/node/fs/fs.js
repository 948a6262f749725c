// SPDX-License-Identifier: MIT
// node:fs, the part that reads (Node docs: fs). The callback and promise forms read on this thread too, and give their
// result later: a page cache answers in microseconds. Without an encoding, contents are a Uint8Array.
'use strict';

const native = internal.fs;
const modules = internal.modules;
const assets = require('node/fs/assets');

const ENOTDIR = -20;
const EISDIR = -21;
const EINVAL = -22;
const EACCES = -13;
const ELOOP = -40;
const LINKS_MAX = 40;

exports.constants = Object.freeze({
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, S_IFMT: 0o170000, S_IFREG: 0o100000, S_IFDIR: 0o040000, S_IFLNK: 0o120000,
  S_IFCHR: 0o020000, S_IFBLK: 0o060000, S_IFIFO: 0o010000, S_IFSOCK: 0o140000, O_RDONLY: 0,
});

function invalid(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}
const shown = (value) => (value === null ? 'null' : typeof value === 'object' ? `an instance of ${value.constructor?.name ?? 'Object'}`
  : value === undefined ? 'undefined' : `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`);

const quoted = (text) => `'${text.replaceAll('\0', '\\x00')}'`;

// Strings, Uint8Arrays and file: URLs, as an absolute path.
function pathOf(value, name = 'path') {
  let path = value;
  if (value instanceof Uint8Array) path = modules.decodeUtf8(value);
  else if (typeof value === 'object' && value !== null && typeof value.href === 'string')
    ({ path } = require('js/modules/resolve').urlToPath(value.href));
  if (typeof path !== 'string')
    throw invalid(TypeError, 'ERR_INVALID_ARG_TYPE',
      `The "${name}" argument must be of type string or an instance of Buffer or URL. Received ${shown(value)}`);
  if (path.includes('\0'))
    throw invalid(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${quoted(path)}`);
  if (path === '') return path;
  return path.startsWith('/') ? modules.resolvePath('/', path) : modules.resolvePath(process.cwd(), path);
}

const ENCODINGS = new Map([['utf8', 'utf8'], ['utf-8', 'utf8'], ['ascii', 'latin1'], ['latin1', 'latin1'], ['binary', 'latin1'],
  ['base64', 'base64'], ['base64url', 'base64url'], ['hex', 'hex'], ['ucs2', 'utf16le'], ['ucs-2', 'utf16le'], ['utf16le', 'utf16le'], ['utf-16le', 'utf16le']]);
function encodingOf(options) {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  if (encoding === undefined || encoding === null || encoding === 'buffer') return null;
  const known = typeof encoding === 'string' ? ENCODINGS.get(encoding.toLowerCase()) : undefined;
  if (!known) throw invalid(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'encoding' is invalid encoding. Received ${typeof encoding === 'string' ? quoted(encoding) : String(encoding)}`);
  return known;
}
function decode(bytes, encoding) {
  switch (encoding) {
    case null: return bytes;
    case 'utf8': return modules.decodeUtf8(bytes);
    case 'hex': return bytes.toHex();
    case 'base64': return bytes.toBase64();
    case 'base64url': return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
    case 'latin1': {
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return text;
    }
    default: {
      const units = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.byteLength & ~1)));
      let text = '';
      for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192));
      return text;
    }
  }
}

// --- Stats and Dirent ---
const KINDS = { isFile: 0o100000, isDirectory: 0o040000, isSymbolicLink: 0o120000, isBlockDevice: 0o060000,
  isCharacterDevice: 0o020000, isFIFO: 0o010000, isSocket: 0o140000 };
const FIELDS = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks', 'atimeMs', 'mtimeMs', 'ctimeMs', 'birthtimeMs'];
class Stats {
  constructor(numbers) {
    FIELDS.forEach((name, i) => { this[name] = numbers[i]; });
  }
}
for (const [name, kind] of Object.entries(KINDS)) {
  Object.defineProperty(Stats.prototype, name, {
    value: { [name]() { return (this.mode & 0o170000) === kind; } }[name], writable: true, configurable: true });
}
for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
  Object.defineProperty(Stats.prototype, name, { get() { return new Date(this[`${name}Ms`]); }, enumerable: true, configurable: true });
}

const DIRENT_KINDS = { isFile: 8, isDirectory: 4, isSymbolicLink: 10, isBlockDevice: 6, isCharacterDevice: 2, isFIFO: 1, isSocket: 12 };
class Dirent {
  #type;
  constructor(name, parentPath, type) {
    this.name = name;
    this.parentPath = parentPath;
    this.#type = type;
  }
  static is(dirent, type) { return dirent.#type === type; }
}
const direntIs = Dirent.is;
delete Dirent.is;
for (const [name, type] of Object.entries(DIRENT_KINDS)) {
  Object.defineProperty(Dirent.prototype, name, {
    value: { [name]() { return direntIs(this, type); } }[name], writable: true, configurable: true });
}
exports.Stats = Stats;
exports.Dirent = Dirent;

// --- what is done, synchronously ---
exports.readFileSync = function readFileSync(path, options) {
  const encoding = encodingOf(options);
  const file = pathOf(path);
  const asset = assets.file(file);
  if (!asset && assets.folder(file)) native.fail(EISDIR, 'read', '');
  return decode(asset ? asset.bytes.slice() : native.read(file), encoding);
};

function stat(path, options, follow) {
  const file = pathOf(path);
  const known = assets.stat(file);
  if (known && (assets.file(file) || native.access(file, 0) < 0)) return new Stats(known);
  try {
    return new Stats(native.stat(file, follow));
  } catch (error) {
    if (options?.throwIfNoEntry === false && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
exports.statSync = function statSync(path, options) {
  return stat(path, options, true);
};
exports.lstatSync = function lstatSync(path, options) {
  return stat(path, options, false);
};

exports.existsSync = function existsSync(path) {
  let file;
  try {
    file = pathOf(path);
  } catch {
    return false;
  }
  return file !== '' && (assets.stat(file) !== undefined || native.access(file, 0) === 0);
};

exports.accessSync = function accessSync(path, mode = 0) {
  const file = pathOf(path);
  if (assets.stat(file)) {
    if (mode & 2) native.fail(EACCES, 'access', file);
    return;
  }
  const error = native.access(file, mode);
  if (error < 0) native.fail(error, 'access', String(path));
};

function listFolder(file, path) {
  const included = assets.folder(file);
  if (assets.file(file)) native.fail(ENOTDIR, 'scandir', path);
  const names = new Map();
  if (!included || native.access(file, 0) === 0) {
    const list = native.readdir(file);
    for (let i = 0; i < list.length; i += 2) names.set(list[i], list[i + 1]);
  }
  if (included) for (const [name, type] of included) names.set(name, type);
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1));
}
exports.readdirSync = function readdirSync(path, options) {
  const top = pathOf(path);
  const shownPath = typeof path === 'string' ? path : top;
  const result = [];
  const walk = (file, prefix) => {
    for (const [name, type] of listFolder(file, shownPath)) {
      result.push(options?.withFileTypes ? new Dirent(name, prefix ? `${shownPath}/${prefix.slice(0, -1)}` : shownPath, type) : prefix + name);
      if (options?.recursive && type === 4) walk(`${file}/${name}`, `${prefix}${name}/`);
    }
  };
  walk(top, '');
  return result;
};

exports.readlinkSync = function readlinkSync(path) {
  const file = pathOf(path);
  if (assets.stat(file)) native.fail(EINVAL, 'readlink', file);
  return native.readlink(file) ?? native.fail(EINVAL, 'readlink', String(path));
};

exports.realpathSync = function realpathSync(path) {
  let rest = pathOf(path).split('/').filter(Boolean);
  let done = '';
  let links = 0;
  while (rest.length) {
    const next = `${done}/${rest.shift()}`;
    const target = assets.stat(next) ? undefined : native.readlink(next);
    if (target === undefined) {
      done = next;
      continue;
    }
    if (++links > LINKS_MAX) native.fail(ELOOP, 'realpath', String(path));
    const resolved = modules.resolvePath(done || '/', target);
    rest = [...resolved.split('/').filter(Boolean), ...rest];
    done = '';
  }
  return done || '/';
};
exports.realpathSync.native = exports.realpathSync;

// --- the same with a callback, and as promises ---
const promises = {};
for (const name of ['readFile', 'stat', 'lstat', 'access', 'readdir', 'readlink', 'realpath']) {
  const sync = exports[`${name}Sync`];
  promises[name] = { async [name](...args) { return sync(...args); } }[name];
  exports[name] = { [name](...args) {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    if (typeof callback !== 'function')
      throw invalid(TypeError, 'ERR_INVALID_ARG_TYPE', `The "cb" argument must be of type function. Received ${shown(callback)}`);
    pathOf(args[0]); // a wrong type is the caller's mistake and is thrown at once
    let error = null;
    let result;
    try {
      result = sync(...args);
    } catch (e) {
      error = e;
    }
    setImmediate(() => (error ? callback(error) : result === undefined ? callback(null) : callback(null, result)));
  } }[name];
}
exports.exists = function exists(path, callback) {
  const result = exports.existsSync(path);
  setImmediate(() => callback(result));
};
promises.constants = exports.constants;
exports.promises = promises;
