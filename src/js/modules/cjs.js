// SPDX-License-Identifier: MIT
// CommonJS (Node docs: modules, module). The Module class, require and node:module's exports.
'use strict';

const native = internal.modules;
const resolver = require('js/modules/resolve');
const { dirname, extname, fail, known } = resolver;

function Module(id = '', parent = undefined) {
  this.id = id;
  this.path = dirname(id);
  this.exports = {};
  Object.defineProperty(this, 'parent', { value: parent, writable: true, configurable: true, enumerable: false });
  if (parent) parent.children.push(this);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = Object.create(null);
Module._pathCache = Object.create(null);
Module._extensions = Object.create(null);
Module.globalPaths = [];
Module.Module = Module;
Module.builtinModules = native.builtinNames();
Module.isBuiltin = (name) => typeof name === 'string' && native.isBuiltin(name);

const hooks = []; // of registerHooks, last registered first

function requireStack(module) {
  const stack = [];
  for (let m = module; m && stack.length < 100; m = m.parent) stack.push(m.filename ?? m.id);
  return stack;
}

Module._nodeModulePaths = (from) => [...resolver.modulesFolders(from)];
Module._resolveLookupPaths = (specifier, parent) => {
  if (native.isBuiltin(specifier)) return null;
  if (/^\.{1,2}(\/|$)/.test(specifier)) return [parent?.filename ? dirname(parent.filename) : '.'];
  return Module._nodeModulePaths(parent?.filename ? dirname(parent.filename) : native.cwd());
};
Module._resolveFilename = function _resolveFilename(specifier, parent, isMain, options) {
  const from = parent?.filename ?? `${native.cwd()}/[eval]`;
  return resolver.resolveCjs(specifier, from, {
    extensions: Object.keys(Module._extensions), stack: requireStack(parent), paths: options?.paths,
  });
};
Module._findPath = (specifier, paths) => {
  try {
    return resolver.resolveCjs(specifier, '/', { paths });
  } catch {
    return false;
  }
};

// --- loading ---
function loadBuiltin(name) {
  return native.builtin(name);
}

function resolveWithHooks(specifier, parent, isMain) {
  const next = (index) => (one, context) => {
    for (let i = index; i >= 0; i--) {
      if (!hooks[i].resolve) continue;
      return hooks[i].resolve(one, context, next(i - 1));
    }
    const found = Module._resolveFilename(one, parent, isMain);
    return { url: native.isBuiltin(found) ? `node:${found.replace(/^node:/, '')}` : resolver.pathToUrl(found), format: undefined };
  };
  const context = { conditions: resolver.cjsConditions(), importAttributes: {}, parentURL: parent?.filename ? resolver.pathToUrl(parent.filename) : undefined };
  const { url, format } = next(hooks.length - 1)(specifier, context);
  return { filename: url.startsWith('file:') ? resolver.urlToPath(url).path : url, format };
}

Module._load = function _load(specifier, parent, isMain) {
  if (typeof specifier === 'string' && specifier.startsWith('node:')) {
    if (!native.isBuiltin(specifier))
      throw fail(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
    if (hooks.length === 0) return loadBuiltin(specifier);
  }
  let filename = specifier; // a main module's path is resolved already
  if (hooks.length) ({ filename } = resolveWithHooks(specifier, parent, isMain));
  else if (!isMain) filename = Module._resolveFilename(specifier, parent, isMain);
  return loadFile(filename, parent, isMain);
};

function loadFile(filename, parent, isMain) {
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    if (parent && !parent.children.includes(cached)) parent.children.push(cached);
    return evaluating.has(cached) ? native.requireEsm(filename) : cached.exports; // which throws: it is a cycle
  }
  if (native.isBuiltin(filename)) return loadBuiltin(filename);
  if (observer) observer.before(filename, parent);
  const module = new Module(filename, parent);
  if (isMain) {
    setMain(module);
    module.id = '.';
  }
  Module._cache[filename] = module;
  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    if (threw) {
      delete Module._cache[filename];
      if (parent) parent.children = parent.children.filter((one) => one !== module);
    }
  }
  return module.exports;
}

let observer = null; // of freezing: told of each module before it is loaded
Module[Symbol.for('thaw.observe')] = (one) => {
  observer = one;
};

let main;
function setMain(module) {
  main = module;
  process.mainModule = module;
}

Module.prototype.load = function load(filename) {
  this.filename = filename;
  this.paths = Module._nodeModulePaths(dirname(filename));
  const ext = extname(filename);
  const loader = Module._extensions[ext] ?? Module._extensions['.js'];
  loader(this, filename);
  this.loaded = true;
};

Module.prototype.require = function require_(specifier) {
  if (typeof specifier !== 'string')
    throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', `The "id" argument must be of type string. Received ${specifier === null ? 'null' : typeof specifier}`);
  if (specifier === '')
    throw fail(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'id' must be a non-empty string. Received ''`);
  return Module._load(specifier, this, false);
};

function makeRequire(module) {
  function require(specifier) {
    return module.require(specifier);
  }
  require.resolve = function resolve(specifier, options) {
    if (typeof specifier !== 'string')
      throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "request" argument must be of type string.');
    const found = Module._resolveFilename(specifier, module, false, options);
    return found.startsWith('/') ? native.livePath(found) : found;
  };
  require.resolve.paths = (specifier) => Module._resolveLookupPaths(specifier, module);
  require.main = main;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

Module.wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
Module.wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1];

function runFunction(module, run, filename) {
  const path = native.livePath(filename); // __filename, where the program really stands
  return Reflect.apply(run, module.exports, [module.exports, makeRequire(module), module, path, dirname(path)]);
}
function compile(content, filename) {
  this.filename ??= filename;
  return runFunction(this, native.compileFunction(String(content), filename), filename);
}
Object.defineProperty(compile, 'name', { value: '_compile' });
Module.prototype._compile = compile;

const evaluating = new Set(); // ES modules that a require() waits for
function requireEsm(module, filename) {
  evaluating.add(module);
  let namespace;
  try {
    namespace = native.requireEsm(filename);
  } finally {
    evaluating.delete(module);
  }
  // a module may say itself what require() gives
  module.exports = Object.hasOwn(namespace, 'module.exports') ? namespace['module.exports'] : namespace;
}

function source(filename) {
  if (hooks.length === 0) return resolver.readText(filename, true);
  const next = (index) => (url, context) => {
    for (let i = index; i >= 0; i--) if (hooks[i].load) return hooks[i].load(url, context, next(i - 1));
    return { source: native.readModule(resolver.urlToPath(url).path, true), format: undefined };
  };
  const { source: text } = next(hooks.length - 1)(resolver.pathToUrl(filename), { format: undefined, importAttributes: {}, conditions: resolver.cjsConditions() });
  return typeof text === 'string' ? text : native.decodeUtf8(text);
}

Module._extensions['.js'] = function js(module, filename) {
  if (resolver.settledFormat(filename) === 'module') {
    requireEsm(module, filename);
    return;
  }
  const embedded = known.functions.get(filename) ?? resolver.takeCompiled(filename);
  if (embedded && module._compile === compile && hooks.length === 0) runFunction(module, embedded, filename);
  else module._compile(source(filename), filename);
};
Module._extensions['.lbc'] = function lbc(module, filename) {
  if (resolver.settledFormat(filename) === 'module') requireEsm(module, filename);
  else runFunction(module, known.functions.get(filename) ?? native.bytecodeFunction(filename), filename);
};
Module._extensions['.json'] = function json(module, filename) {
  try {
    module.exports = JSON.parse(resolver.readText(filename, true).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error.code === undefined) error.message = `${filename}: ${error.message}`;
    throw error;
  }
};
Module._extensions['.node'] = function node(module, filename) {
  throw fail(Error, 'ERR_DLOPEN_DISABLED', `Cannot load native addon ${filename}: Thaw is one static executable and has no addon interface`);
};
Module.prototype.constructor = Module;

// --- node:module ---
Module.createRequire = function createRequire(where) {
  let path = where;
  if (typeof where === 'object' && where !== null && typeof where.href === 'string') path = where.href;
  if (typeof path === 'string' && path.startsWith('file:')) ({ path } = resolver.urlToPath(path));
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw fail(TypeError, 'ERR_INVALID_ARG_VALUE',
      `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received ${typeof where === 'string' ? `'${where}'` : String(where)}`);
  const module = new Module(path.endsWith('/') ? `${path}noop.js` : path);
  module.filename = module.id;
  module.paths = Module._nodeModulePaths(module.path);
  return makeRequire(module);
};
Module.registerHooks = function registerHooks({ resolve, load }) {
  const entry = { resolve, load };
  hooks.push(entry);
  native.setHooks(hooks.length);
  return {
    deregister() {
      const i = hooks.indexOf(entry);
      if (i >= 0) hooks.splice(i, 1);
      native.setHooks(hooks.length);
    },
  };
};
// Of a package's name: its own package.json; of a place: the nearest one.
Module.findPackageJSON = function findPackageJSON(specifier, base) {
  const text = typeof specifier === 'object' && specifier !== null ? specifier.href : specifier;
  if (typeof text !== 'string') throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "specifier" argument must be of type string or an instance of URL.');
  const where = typeof base === 'object' && base !== null ? base.href : base;
  const from = typeof where === 'string' && where.startsWith('file:') ? resolver.urlToPath(where).path : where ?? `${native.cwd()}/[eval]`;
  if (text.startsWith('file:')) return resolver.packageScope(resolver.urlToPath(text).path)?.path;
  if (!/^(\.{0,2}\/|\.{1,2}$)/.test(text)) return resolver.findPackage(text, from)?.path;
  const place = native.resolvePath(dirname(from), text);
  return resolver.packageScope(/(^|\/)\.{0,2}$/.test(text) ? `${place}/` : place)?.path;
};
Module.syncBuiltinESMExports = () => native.syncBuiltins();
Module.enableCompileCache = () => ({ status: 3 });
Module.constants = Object.freeze({ compileCacheStatus: Object.freeze({ FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }) });
Module.findSourceMap = () => undefined;
Module.SourceMap = class SourceMap {};
Module._initPaths = () => {};
Module._preloadModules = () => {};
Module.runMain = () => {};

// --- what the C side calls ---
// ES imports with hooks: { key, format, source? }
Module[Symbol.for('thaw.resolveEsm')] = function resolveEsm(specifier, parent) {
  if (hooks.length === 0) return resolver.resolveEsm(specifier, parent);
  const next = (index) => (one, context) => {
    for (let i = index; i >= 0; i--) if (hooks[i].resolve) return hooks[i].resolve(one, context, next(i - 1));
    const found = resolver.resolveEsm(one, parent);
    return { url: resolver.keyToUrl(found.key), format: found.format };
  };
  const { url, format } = next(hooks.length - 1)(specifier, {
    conditions: resolver.esmConditions(), importAttributes: {}, parentURL: resolver.keyToUrl(parent),
  });
  if (url.startsWith('node:')) return { key: url, builtin: url, format: 'builtin' };
  const { path, suffix } = url.startsWith('file:') ? resolver.urlToPath(url) : {};
  const key = path === undefined ? url : resolver.keyOf(path, suffix);
  if (format !== undefined && format !== null) hookFormats.set(key, format);
  return { key, path };
};
const hookFormats = new Map(); // key -> format that a resolve hook gave
// The file of a key that resolution gave.
Module[Symbol.for('thaw.fileOfKey')] = function fileOfKey(key) {
  const path = key.startsWith('/') ? resolver.keyToPath(key) : undefined;
  return { path, format: hookFormats.get(key) ?? (path === undefined ? 'hook' : resolver.formatOf(path) ?? 'unknown') };
};
Module[Symbol.for('thaw.loadEsm')] = function loadEsm(key, path, format) {
  if (hooks.length === 0) return undefined;
  const next = (index) => (url, context) => {
    for (let i = index; i >= 0; i--) if (hooks[i].load) return hooks[i].load(url, context, next(i - 1));
    return { source: undefined, format: context.format };
  };
  const result = next(hooks.length - 1)(resolver.keyToUrl(key), { format, importAttributes: {}, conditions: resolver.esmConditions() });
  if (result.source === undefined || result.source === null) return undefined;
  return { format: result.format, source: typeof result.source === 'string' ? result.source : native.decodeUtf8(result.source) };
};
// The value of a CommonJS module that an ES module imports.
Module[Symbol.for('thaw.requireForEsm')] = function requireForEsm(filename) {
  const cached = Module._cache[filename];
  if (cached) return cached.exports;
  return hooks.length ? loadFile(filename, undefined, false) : Module._load(filename, undefined, false); // resolved already
};
Module[Symbol.for('thaw.runMain')] = (filename) => Module._load(filename, null, true);
Module[Symbol.for('thaw.evalGlobals')] = (name) => {
  const module = new Module(name);
  module.filename = `${native.cwd()}/${name}`;
  module.paths = Module._nodeModulePaths(native.cwd());
  const values = { module, exports: module.exports, require: makeRequire(module), __filename: name, __dirname: '.' };
  for (const key of Object.keys(values))
    Object.defineProperty(globalThis, key, { value: values[key], writable: true, configurable: true });
};
Module[Symbol.for('thaw.requireFrom')] = (filename) => {
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(dirname(filename));
  return makeRequire(module);
};

return Module;
