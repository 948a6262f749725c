// SPDX-License-Identifier: MIT
// Module resolution by Node's two algorithms (Node docs: "Modules: Packages", "ECMAScript modules: Resolution
// algorithm", "CommonJS modules: All together"). Works on absolute paths; an ES module's key is its path with %, ? and #
// escaped, plus the query and fragment of the import. Files are looked at through `internal.modules`, never through a program's own fs.
'use strict';

const native = internal.modules;
const DIRECTORY = 1;
const FILE = 0;
const PACKAGE_CACHE_MAX = 4096;

let userConditions = [];
exports.setConditions = (list) => {
  userConditions = list;
};
const esmConditions = () => ['node', 'import', 'module-sync', 'node-addons', ...userConditions];
const cjsConditions = () => ['node', 'require', 'module-sync', 'node-addons', ...userConditions];
exports.esmConditions = esmConditions;
exports.cjsConditions = cjsConditions;

function fail(Class, code, message, extra) {
  const error = new Class(message);
  Object.defineProperty(error, 'name', { value: Class.name, configurable: true, writable: true });
  error.code = code;
  if (extra) Object.assign(error, extra);
  return error;
}
exports.fail = fail;

// --- paths ---
function dirname(path) {
  const i = path.lastIndexOf('/');
  return i <= 0 ? '/' : path.slice(0, i);
}
function extname(path) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot);
}
exports.dirname = dirname;
exports.extname = extname;
const join = (base, path) => native.resolvePath(base, path);

// --- files, and what a frozen program knows of them ---
// While a program is being frozen, what resolution finds is kept; the frozen program then resolves the same without the
// files, which need not exist where it runs. What it does not know is looked for on disk.
const known = { kinds: new Map(), real: new Map(), formats: new Map(), texts: new Map(), functions: new Map() };
let freezing = false;
exports.known = known;
exports.setFreezing = (on) => {
  freezing = on;
  if (!on) for (const [folder, json] of packages) if (json === null) packages.delete(folder);
};
exports.isFreezing = () => freezing;

function statKind(path) {
  const kept = known.kinds.get(path);
  if (kept !== undefined) return kept;
  const kind = native.statKind(path);
  if (freezing && kind >= 0) known.kinds.set(path, kind);
  return kind;
}
function real(path) {
  const kept = known.real.get(path);
  if (kept !== undefined) return kept;
  const found = native.realpath(path);
  if (freezing) {
    known.real.set(path, found);
    known.kinds.set(found, FILE);
  }
  return found;
}
// Freezing takes this file along.
exports.keep = (path) => {
  known.kinds.set(path, FILE);
  known.real.set(path, path);
};
// The text of a module file; undefined if there is none, unless `must`.
exports.readText = function readText(path, must) {
  return known.texts.get(path) ?? native.readModule(path, must);
};

// A moved program's modules keep the paths that they were frozen with; only what the program sees of them is where it
// stands now (native.livePath). This is the way back.
const home = (path) => (known.kinds.has(path) ? path : native.frozenPath(path));

function pathToUrl(path) {
  return 'file://' + encodeURI(path).replace(/[?#]/g, encodeURIComponent).replaceAll('~', '%7E');
}
exports.pathToUrl = pathToUrl;

function urlToPath(url) {
  const match = /^file:(?:\/\/([^/?#]*))?([^?#]*)([?#].*)?$/is.exec(url);
  if (!match) throw fail(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
  if (match[1] && match[1].toLowerCase() !== 'localhost')
    throw fail(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
  if (/%2f/i.test(match[2]))
    throw fail(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  return { path: join('/', decodeURIComponent(match[2])), suffix: match[3] ?? '' };
}
exports.urlToPath = urlToPath;

// Where a relative URL leads from a folder: what a package's maps and the subpaths of ES imports are.
function followUrl(folder, url) {
  const [, relative, suffix] = /^([^?#]*)(.*)$/s.exec(url);
  const decoded = decodeURIComponent(relative);
  return {
    path: join(folder, decoded),
    suffix,
    trailing: decoded.endsWith('/') || /(^|\/)\.{1,2}$/.test(decoded),
    refused: /%2f|%5c/i.test(relative) ? join(folder, relative) : undefined,
  };
}

// --- keys of ES modules ---
function keyOf(path, suffix = '') {
  return path.replace(/[%?#]/g, encodeURIComponent) + suffix;
}
// The path of a key. What is no file's key, like a data: URL, stays as it is.
function keyToPath(key) {
  return key.startsWith('/') ? key.replace(/[?#].*$/s, '').replace(/%(25|3F|23)/g, decodeURIComponent) : key;
}
exports.keyOf = keyOf;
exports.keyToPath = keyToPath;
exports.keyToUrl = (key) => (key.startsWith('/') ? pathToUrl(keyToPath(key)) + /[?#].*$|$/s.exec(key)[0] : key);

// --- packages ---
const packages = new Map(); // folder -> parsed package.json, or null
function readPackage(folder) {
  if (packages.has(folder)) return packages.get(folder);
  const path = folder === '/' ? '/package.json' : `${folder}/package.json`;
  const text = native.readModule(path);
  let json = null;
  if (text !== undefined) {
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw fail(Error, 'ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}. ${error.message}`);
    }
    if (json === null || typeof json !== 'object') json = {};
    json = { ...json, path, folder };
  }
  if (packages.size >= PACKAGE_CACHE_MAX) packages.clear();
  packages.set(folder, json);
  return json;
}

function packageScope(path) {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (folder.endsWith('/node_modules')) return null;
    const json = readPackage(folder);
    if (json) return json;
    if (folder === '/') return null;
  }
}
exports.packageScope = packageScope;

function formatOf(path) {
  const ext = extname(path);
  switch (ext) {
    case '.mjs': return 'module';
    case '.cjs': return 'commonjs';
    case '.json': return 'json';
    case '.node': return 'addon';
    case '.wasm': return 'wasm';
    case '.lbc': return 'bytecode';
    case '.js': {
      const type = packageScope(path)?.type;
      return type === 'module' || type === 'commonjs' ? type : 'ambiguous';
    }
    case '': {
      const type = packageScope(path)?.type;
      return type === 'module' ? 'module' : 'ambiguous';
    }
    default: return undefined;
  }
}
exports.formatOf = formatOf;
// Functions of CommonJS modules that settling a format has compiled; each is taken by whoever loads the module.
const compiled = new Map();
exports.takeCompiled = function takeCompiled(path) {
  const run = compiled.get(path);
  if (run !== undefined) compiled.delete(path);
  return run;
};
// The same with the question settled whether an ambiguous .js file is an ES module.
exports.settledFormat = function settledFormat(path) {
  const kept = known.formats.get(path);
  if (kept !== undefined) return kept;
  if (compiled.has(path)) return 'commonjs';
  let format = formatOf(path);
  if (format === 'ambiguous') {
    const run = native.compileAmbiguous(native.readModule(path, true), path);
    format = run === null ? 'module' : 'commonjs';
    if (run) compiled.set(path, run);
  }
  else if (format === 'bytecode') format = native.bytecodeFormat(path);
  if (freezing) known.formats.set(path, format);
  return format;
};

// --- package targets (exports and imports) ---
// "." and "..", or node_modules, as a part of its own. Empty parts are deprecated, but pass.
const invalidSegment = /(^|\\|\/)((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))(\\|\/|$)/i;

function invalidTarget(json, key, target, isImports, parent) {
  const shown = typeof target === 'object' && target !== null ? JSON.stringify(target, null, '') : `${target}`;
  const relative = typeof target === 'string' && !isImports && target.length > 0 && !target.startsWith('./');
  const where = key === '.' && !isImports
    ? `Invalid "exports" main target "${shown}" defined in the package config ${json.path}`
    : `Invalid "${isImports ? 'imports' : 'exports'}" target "${shown}" defined for '${key}' in the package config ${json.path}`;
  return fail(Error, 'ERR_INVALID_PACKAGE_TARGET',
    `${where}${parent ? ` imported from ${parent}` : ''}${relative ? '; targets must start with "./"' : ''}`);
}

function resolveTarget(context, target, pattern, key) {
  const { json, isImports, parent } = context;
  if (typeof target === 'string') {
    if (!target.startsWith('./')) {
      if (isImports && !target.startsWith('../') && !target.startsWith('/') && !/^[a-z][a-z0-9+.-]*:/i.test(target))
        return context.resolvePackage(pattern === null ? target : target.replaceAll('*', () => pattern), `${json.folder}/`);
      if (isImports && target.startsWith('node:')) return context.resolvePackage(target, `${json.folder}/`);
      throw invalidTarget(json, key, target, isImports, parent);
    }
    if (invalidSegment.test(target.slice(2))) throw invalidTarget(json, key, target, isImports, parent);
    if (pattern === null) return followUrl(json.folder, target);
    if (invalidSegment.test(pattern))
      throw fail(TypeError, 'ERR_INVALID_MODULE_SPECIFIER',
        `Invalid module "${key.replace('*', () => pattern)}" request is not a valid match in pattern "${key}" for the ` +
        `"${isImports ? 'imports' : 'exports'}" resolution of ${json.path}${parent ? ` imported from ${parent}` : ''}`);
    return followUrl(json.folder, target.replaceAll('*', () => pattern));
  }
  if (Array.isArray(target)) {
    if (target.length === 0) return null;
    let last;
    for (const one of target) {
      let resolved;
      try {
        resolved = resolveTarget(context, one, pattern, key);
      } catch (error) {
        last = error;
        if (error.code !== 'ERR_INVALID_PACKAGE_TARGET') throw error;
        continue;
      }
      if (resolved === undefined) continue;
      if (resolved === null) {
        last = null;
        continue;
      }
      return resolved;
    }
    if (last === undefined || last === null) return last;
    throw last;
  }
  if (typeof target === 'object' && target !== null) {
    const keys = Object.keys(target);
    for (const one of keys) {
      if (String(Number(one) >>> 0) === one)
        throw fail(Error, 'ERR_INVALID_PACKAGE_CONFIG',
          `Invalid package config ${json.path}. "exports" cannot contain numeric property keys.`);
    }
    for (const one of keys) {
      if (one !== 'default' && !context.conditions.includes(one)) continue;
      const resolved = resolveTarget(context, target[one], pattern, key);
      if (resolved !== undefined) return resolved;
    }
    return undefined;
  }
  if (target === null) return null;
  throw invalidTarget(json, key, target, isImports, parent);
}

function patternCompare(a, b) {
  const baseA = a.indexOf('*') + 1 || a.length;
  const baseB = b.indexOf('*') + 1 || b.length;
  return baseB - baseA || (a.includes('*') ? (b.includes('*') ? b.length - a.length : -1) : 1);
}

function matchMap(context, key, map) {
  if (Object.hasOwn(map, key) && !key.includes('*') && !key.endsWith('/')) return resolveTarget(context, map[key], null, key);
  const candidates = Object.keys(map).filter((k) => {
    const star = k.indexOf('*');
    return star >= 0 && k.indexOf('*', star + 1) < 0 && key.startsWith(k.slice(0, star)) &&
      key.length >= k.length && key.endsWith(k.slice(star + 1));
  }).sort(patternCompare);
  if (candidates.length === 0) return undefined;
  const best = candidates[0];
  const star = best.indexOf('*');
  return resolveTarget(context, map[best], key.slice(star, key.length - (best.length - star - 1)), best);
}

function resolveExports(context, subpath) {
  let { exports: map } = context.json;
  if (typeof map === 'string' || Array.isArray(map) || (typeof map === 'object' && map !== null && !Object.keys(map).some((k) => k.startsWith('.')))) {
    map = { '.': map };
  } else if (typeof map === 'object' && map !== null && Object.keys(map).some((k) => !k.startsWith('.'))) {
    throw fail(Error, 'ERR_INVALID_PACKAGE_CONFIG',
      `Invalid package config ${context.json.path}. "exports" cannot contain some keys starting with '.' and some not. ` +
      'The exports object must either be an object of package subpath keys or an object of main entry condition name keys only.');
  }
  const resolved = matchMap(context, subpath, map);
  if (resolved) return resolved;
  const { json, parent } = context;
  const from = parent ? ` imported from ${parent}` : '';
  throw fail(Error, 'ERR_PACKAGE_PATH_NOT_EXPORTED', subpath === '.'
    ? `No "exports" main defined in ${json.path}${from}`
    : `Package subpath '${subpath}' is not defined by "exports" in ${json.path}${from}`);
}

function resolveImports(specifier, parent, conditions, resolvePackage) {
  const json = packageScope(parent);
  if (specifier === '#' || specifier.endsWith('/'))
    throw fail(TypeError, 'ERR_INVALID_MODULE_SPECIFIER',
      `Invalid module "${specifier}" is not a valid internal imports specifier name${parent ? ` imported from ${parent}` : ''}`);
  if (json?.imports && typeof json.imports === 'object') {
    const resolved = matchMap({ json, isImports: true, parent, conditions, resolvePackage }, specifier, json.imports);
    if (resolved) return resolved;
  }
  throw fail(TypeError, 'ERR_PACKAGE_IMPORT_NOT_DEFINED',
    `Package import specifier "${specifier}" is not defined${json ? ` in package ${json.path}` : ''} imported from ${parent}`);
}

// The name of the package and what follows it. What import takes for a name is not quite what require() does.
function splitName(specifier, pattern) {
  const match = pattern.exec(specifier);
  return match ? { name: match[1], subpath: `.${match[2] ?? ''}` } : null;
}
const splitNameEsm = (specifier) => splitName(specifier, /^((?:@[^/\\%]*\/[^/\\%]*)|[^./\\%@][^/\\%]*)(\/.*)?$/s);
const splitNameCjs = (specifier) => splitName(specifier, /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/);

function* modulesFolders(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    if (!folder.endsWith('/node_modules')) yield folder === '/' ? '/node_modules' : `${folder}/node_modules`;
    if (folder === '/') return;
  }
}
exports.modulesFolders = modulesFolders;

// The package.json of the package that a bare specifier names.
exports.findPackage = function findPackage(specifier, from) {
  const split = splitNameEsm(specifier);
  if (!split) return undefined;
  for (const folder of modulesFolders(dirname(from))) {
    const json = readPackage(`${folder}/${split.name}`);
    if (json) return json;
  }
  return undefined;
};

// --- ES modules ---
function notFound(kind, what, parent) {
  return fail(Error, 'ERR_MODULE_NOT_FOUND', `Cannot find ${kind} '${what}'${parent ? ` imported from ${parent}` : ''}`);
}

function legacyMain(json, parent) {
  const main = typeof json.main === 'string' ? json.main : undefined;
  const tries = main === undefined ? [] : [main, `${main}.js`, `${main}.json`, `${main}.node`,
    `${main}/index.js`, `${main}/index.json`, `${main}/index.node`];
  for (const one of [...tries, 'index.js', 'index.json', 'index.node']) {
    const path = join(json.folder, `./${one}`);
    if (statKind(path) === FILE) return { path };
  }
  throw notFound('package', json.folder, parent);
}

function resolvePackageEsm(specifier, parent, conditions) {
  if (native.isBuiltin(specifier)) return { builtin: specifier };
  if (specifier.startsWith('node:'))
    throw fail(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
  const split = splitNameEsm(specifier);
  if (!split)
    throw fail(TypeError, 'ERR_INVALID_MODULE_SPECIFIER',
      `Invalid module "${specifier}" is not a valid package name imported from ${parent}`);
  const { name, subpath } = split;
  const resolvePackage = (one, from) => resolvePackageEsm(one, from, conditions);
  const own = packageScope(parent);
  if (own && own.name === name && own.exports !== undefined && own.exports !== null)
    return resolveExports({ json: own, isImports: false, parent, conditions, resolvePackage }, subpath);
  for (const folder of modulesFolders(dirname(parent))) {
    const home = `${folder}/${name}`;
    if (statKind(home) !== DIRECTORY) continue;
    const json = readPackage(home);
    if (json?.exports !== undefined && json?.exports !== null)
      return resolveExports({ json, isImports: false, parent, conditions, resolvePackage }, subpath);
    if (subpath === '.') return legacyMain(json ?? { folder: home, path: `${home}/package.json` }, parent);
    return followUrl(home, subpath);
  }
  throw notFound('package', name, parent);
}

// Returns { key, path, format } for files, { key, builtin } or { key, data } otherwise.
// `from` is the key of the importing module.
exports.resolveEsm = function resolveEsm(specifier, from, conditions = esmConditions()) {
  if (specifier.startsWith('data:')) return { key: specifier, format: 'data' };
  const parent = home(keyToPath(from));
  let resolved;
  if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
    if (parent.startsWith('data:'))
      throw fail(TypeError, 'ERR_UNSUPPORTED_RESOLVE_REQUEST', `Failed to resolve module specifier "${specifier}" from "${parent}": Invalid relative URL or base scheme is not hierarchical.`);
    if (/^\/\/[^/]/.test(specifier))
      throw fail(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
    resolved = followUrl(dirname(parent), specifier);
  } else if (specifier.startsWith('#')) {
    resolved = resolveImports(specifier, parent, conditions, (one, from) => resolvePackageEsm(one, from, conditions));
  } else if (/^file:/i.test(specifier)) {
    resolved = urlToPath(specifier);
  } else if (/^[a-z][a-z0-9+.-]*:/i.test(specifier) && !specifier.startsWith('node:')) {
    throw fail(Error, 'ERR_UNSUPPORTED_ESM_URL_SCHEME',
      `Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '${specifier.slice(0, specifier.indexOf(':') + 1)}'`);
  } else {
    resolved = resolvePackageEsm(specifier, parent, conditions);
  }
  if (resolved.builtin) return { key: `node:${resolved.builtin.replace(/^node:/, '')}`, builtin: resolved.builtin, format: 'builtin' };
  if (resolved.refused)
    throw fail(TypeError, 'ERR_INVALID_MODULE_SPECIFIER',
      `Invalid module "${resolved.refused}" must not include encoded "/" or "\\" characters imported from ${parent}`);
  resolved.path = home(resolved.path);
  const kind = statKind(resolved.path);
  const shown = resolved.trailing && resolved.path !== '/' ? `${resolved.path}/` : resolved.path;
  const url = pathToUrl(shown) + (resolved.suffix ?? '');
  if (kind === DIRECTORY || resolved.trailing)
    throw fail(Error, 'ERR_UNSUPPORTED_DIR_IMPORT',
      `Directory import '${shown}' is not supported resolving ES modules imported from ${parent}`, { url });
  if (kind !== FILE) throw Object.assign(notFound('module', shown, parent), { url });
  const path = real(resolved.path);
  return { key: keyOf(path, resolved.suffix), path, format: formatOf(path) ?? 'unknown' };
};

// --- CommonJS ---
const cjsExtensions = ['.js', '.json', '.node'];

function tryFile(path) {
  return statKind(path) === FILE ? real(path) : undefined;
}
function tryExtensions(path, extensions) {
  for (const ext of extensions) {
    const found = tryFile(path + ext);
    if (found) return found;
  }
  return undefined;
}
function tryFolder(path, extensions) {
  const json = readPackage(path);
  const main = typeof json?.main === 'string' && json.main !== '' ? json.main : undefined;
  if (main !== undefined) {
    const target = join(path, main);
    const found = tryFile(target) ?? tryExtensions(target, extensions) ?? tryExtensions(`${target}/index`, extensions);
    if (found) return found;
    const fallback = tryExtensions(`${path}/index`, extensions);
    if (fallback) return fallback;
    throw fail(Error, 'MODULE_NOT_FOUND',
      `Cannot find module '${target}'. Please verify that the package.json has a valid "main" entry`,
      { path: json.path, requestPath: path });
  }
  return tryExtensions(`${path}/index`, extensions);
}
function tryPath(path, trailing, extensions) {
  const kind = statKind(path);
  let found;
  if (!trailing) {
    if (kind === FILE) return real(path);
    found = tryExtensions(path, extensions);
  }
  if (!found && kind === DIRECTORY) found = tryFolder(path, extensions);
  return found;
}

function resolvePackageCjs(specifier, parent, conditions, extensions, folders) {
  const split = splitNameCjs(specifier);
  const resolvePackage = (one, from) => {
    if (native.isBuiltin(one)) return { builtin: one };
    return { path: resolvePackageCjs(one, from, conditions, extensions) };
  };
  const finish = (resolved, subject) => {
    if (resolved.builtin) return resolved.builtin;
    const path = tryFile(resolved.path);
    if (path) return path;
    throw fail(Error, 'MODULE_NOT_FOUND', `Cannot find module '${resolved.path}'`, { path: `${subject}/package.json` });
  };
  if (split) {
    const own = packageScope(parent);
    if (own && own.name === split.name && own.exports !== undefined && own.exports !== null)
      return finish(resolveExports({ json: own, isImports: false, parent, conditions, resolvePackage }, split.subpath), own.folder);
  }
  for (const folder of folders ?? modulesFolders(dirname(parent))) {
    if (statKind(folder) !== DIRECTORY) continue;
    if (split) {
      const home = join(folder, split.name);
      const json = readPackage(home);
      if (json?.exports !== undefined && json?.exports !== null)
        return finish(resolveExports({ json, isImports: false, parent, conditions, resolvePackage }, split.subpath), home);
    }
    const found = tryPath(join(folder, specifier), specifier.endsWith('/'), extensions);
    if (found) return found;
  }
  return undefined;
}

// Returns a path, or the name of a built-in; throws MODULE_NOT_FOUND with the chain of requirers.
exports.resolveCjs = function resolveCjs(specifier, from, { extensions = cjsExtensions, paths, stack = [], conditions = cjsConditions() } = {}) {
  const parent = home(from);
  if (native.isBuiltin(specifier)) return specifier;
  const relative = /^\.{1,2}(\/|$)/.test(specifier);
  const trailing = /(^|\/)\.{0,2}$/.test(specifier);
  let found;
  if (specifier.startsWith('/')) {
    found = tryPath(home(join('/', specifier)), trailing, extensions);
  } else if (relative) {
    for (const base of paths ?? [dirname(parent)]) {
      found = tryPath(home(join(base, specifier)), trailing, extensions);
      if (found) break;
    }
  } else if (specifier.startsWith('#') && packageScope(parent)?.imports) {
    const resolved = resolveImports(specifier, parent, conditions, (one, from) =>
      native.isBuiltin(one) ? { builtin: one } : { path: resolvePackageCjs(one, from, conditions, extensions) });
    if (resolved.builtin) return resolved.builtin;
    found = tryFile(resolved.path);
    if (!found) throw fail(Error, 'MODULE_NOT_FOUND', `Cannot find module '${resolved.path}'`, { requireStack: stack });
  } else {
    const folders = paths && paths.flatMap((base) => [...modulesFolders(home(join('/', base)))]);
    found = resolvePackageCjs(specifier, parent, conditions, extensions, folders);
  }
  if (found) return found;
  let message = `Cannot find module '${specifier}'`;
  if (stack.length) message += `\nRequire stack:\n- ${stack.join('\n- ')}`;
  throw fail(Error, 'MODULE_NOT_FOUND', message, { requireStack: stack });
};

// The program named on the command line.
exports.resolveMain = function resolveMain(path) {
  const found = tryPath(path, false, cjsExtensions);
  if (found) return found;
  throw fail(Error, 'MODULE_NOT_FOUND', `Cannot find module '${path}'`, { requireStack: [] });
};
