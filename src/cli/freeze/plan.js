// SPDX-License-Identifier: MIT
// The JavaScript side of `thaw freeze`: what to embed, which dependencies can be evaluated ahead of the program, and
// evaluating them. command.c says in which process and order these run.
'use strict';

const native = internal.modules;
const resolver = require('js/modules/resolve');
const Module = require('js/modules/cjs');
const { known } = resolver;

const isBytecode = (path) => resolver.formatOf(path) === 'bytecode';
const isDependency = (path) => path.includes('/node_modules/');
const LITERAL = /\b(require|import)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?(['"])([^'"\n\\]+)\2\s*[,)]/g;

// --- where the program stands ---
// Modules that can tell: { path -> "path:line:column" of the first look }.
const LOOKS = /\bimport\s*\.\s*meta\b|\b__(?:file|dir)name\b|\brequire\s*\.\s*resolve\b|\bmodule\s*\.\s*(?:filename|paths?|id)\b/;
const looks = new Map();
const scanned = new Set();
const evaluatedCjs = new Set();

function scanForLooks(path, text) {
  if (scanned.has(path)) return;
  scanned.add(path);
  if (isBytecode(path)) { // has no text to look through
    looks.set(path, path);
    return;
  }
  const match = LOOKS.exec(text);
  if (!match) return;
  const before = text.slice(0, match.index).split('\n');
  looks.set(path, `${path}:${before.length}:${before.at(-1).length + 1}`);
}
exports.noteLocations = function noteLocations(fromExecutable) {
  for (const key of [...native.evaluatedModules(), ...evaluatedCjs]) {
    if (!key.startsWith('/')) continue;
    const path = resolver.keyToPath(key);
    if (!scanned.has(path)) scanForLooks(path, native.readModule(path) ?? '');
    const where = looks.get(path);
    if (where) return native.noteLocation(fromExecutable, where);
  }
};

function utf8Size(text) {
  let size = text.length;
  for (const [c] of text.matchAll(/[\x80-\uffff]/g)) size += c < '\u0800' || (c >= '\ud800' && c < '\ue000') ? 1 : 2;
  return size;
}

// --- the graph of ES modules, once it is loaded ---
// All modules below one, in the order in which they are evaluated.
function evaluationOrder(root) {
  const order = [];
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    native.esmImports(key).forEach(visit);
    order.push(key);
  };
  visit(root);
  return order;
}

// The modules to evaluate one after the other so that everything runs in that same order. Modules of a cycle, and what
// they import, are evaluated together, by the one where the cycle was entered (strongly connected components, Tarjan).
function evaluationUnits(root) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const cyclic = new Set(); // roots of components of more than one module
  const connect = (key) => {
    index.set(key, index.size);
    low.set(key, index.get(key));
    stack.push(key);
    for (const next of native.esmImports(key)) {
      if (!index.has(next)) {
        connect(next);
        low.set(key, Math.min(low.get(key), low.get(next)));
      } else if (stack.includes(next)) {
        low.set(key, Math.min(low.get(key), index.get(next)));
      }
    }
    if (low.get(key) !== index.get(key)) return;
    const members = stack.splice(stack.indexOf(key));
    if (members.length > 1) cyclic.add(key);
  };
  connect(root);
  const units = [];
  const seen = new Set();
  const visit = (key, inCycle) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of native.esmImports(key)) visit(next, inCycle || cyclic.has(key));
    if (!inCycle) units.push(key);
  };
  visit(root, false);
  return units;
}

// --- embedding ---
// Compiles the program's modules without evaluating them, and remembers what resolution found. Modules that literal
// import() and require() calls name are taken along; those that can't be found or compiled are left to fail if reached.
exports.embed = function embed(main, isMain) {
  const seen = new Set();
  const queue = [{ path: main, must: true, esm: !isMain }]; // a Lambda function's module is imported
  const list = [];
  Module[Symbol.for('thaw.observe')]({ before: (filename) => evaluatedCjs.add(filename) });

  const want = (specifier, from, kind) => {
    try {
      if (kind === 'import') {
        const found = resolver.resolveEsm(specifier, from);
        if (found.path) queue.push({ path: found.path, key: found.key, esm: true });
      } else {
        const path = resolver.resolveCjs(specifier, from);
        if (path.startsWith('/')) queue.push({ path });
      }
    } catch { /* optional dependency */ }
  };
  const scan = (path, text) => {
    for (const [, kind, , specifier] of text.matchAll(LITERAL)) want(specifier, path, kind);
  };
  const take = (path, format) => {
    const text = isBytecode(path) ? '' : native.readModule(path, true);
    list.push({ path, format, size: isBytecode(path) ? undefined : utf8Size(text) });
    if (format !== 'json') {
      scanForLooks(path, text);
      scan(path, text);
    }
    return text;
  };
  const addEsm = (key) => {
    native.loadEsm(key);
    for (const one of evaluationOrder(key)) {
      if (!one.startsWith('/')) continue;
      const path = resolver.keyToPath(one);
      if (resolver.settledFormat(path) === 'module') {
        if (seen.has(`esm ${path}`)) continue;
        seen.add(`esm ${path}`);
        resolver.keep(path);
        take(path, 'module');
      } else {
        queue.push({ path });
      }
    }
  };
  const add = ({ path, key, esm, must }) => {
    const format = resolver.settledFormat(path);
    if (format === 'module' || esm) {
      const graph = key ?? resolver.keyOf(path);
      if (!seen.has(`graph ${graph}`)) {
        seen.add(`graph ${graph}`);
        addEsm(graph);
      }
      if (format === 'module') return;
    }
    if (seen.has(path)) return;
    seen.add(path);
    if (format !== 'commonjs' && format !== 'json') {
      if (must || format === 'addon') throw resolver.fail(Error, 'ERR_DLOPEN_DISABLED',
        `Cannot freeze ${path}: native addons and WebAssembly can't be part of a frozen program`);
      return;
    }
    resolver.packageScope(path);
    resolver.keep(path);
    const text = take(path, format);
    if (format === 'json') known.texts.set(path, text);
    else known.functions.set(path, isBytecode(path) ? native.bytecodeFunction(path) : resolver.takeCompiled(path) ?? native.compileFunction(text, path));
  };
  while (queue.length) {
    const one = queue.shift();
    try {
      add(one);
    } catch (error) {
      if (one.must || error.code === 'ERR_DLOPEN_DISABLED') throw error;
    }
  }
  return list;
};

// --- what a dependency could see of the program: the global object and the built-ins reachable from it ---
const MAX_OBJECTS = 20000;

function baseline() {
  const objects = new Set();
  const walk = (value, depth) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || objects.has(value) ||
        depth > 3 || objects.size >= MAX_OBJECTS || value === process.env) return;
    objects.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      if (!property) continue;
      if ('value' in property) walk(property.value, depth + 1);
      else [property.get, property.set].forEach((f) => walk(f, depth + 1));
    }
    walk(Reflect.getPrototypeOf(value), depth + 1);
  };
  walk(globalThis, 0);
  return [...objects];
}

function makeFingerprint() {
  const objects = baseline();
  const ids = new Map(objects.map((object, i) => [object, i]));
  const id = (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return `${typeof value}:${typeof value === 'symbol' ? value.description : String(value)}`;
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  };
  // what changes by itself, or when modules load, without any program seeing a difference
  const skip = new Set(['exitCode', 'mainModule', 'argv', 'pid', 'ppid', 'title', 'stdout', 'stderr', 'require', 'module', 'exports']);
  return () => {
    const parts = [];
    for (const object of objects) {
      for (const key of Reflect.ownKeys(object)) {
        if (object === process && skip.has(key)) continue;
        const p = Reflect.getOwnPropertyDescriptor(object, key);
        if (!p) continue;
        parts.push(String(key), 'value' in p ? id(p.value) : `${id(p.get)},${id(p.set)}`,
          `${p.enumerable ? 'e' : ''}${p.configurable ? 'c' : ''}${p.writable ? 'w' : ''}`);
      }
      parts.push(`^${id(Reflect.getPrototypeOf(object))}`, Object.isExtensible(object) ? '' : 'x');
    }
    return parts.join('\n');
  };
}

// --- scouting ---
// Evaluates the whole program as it would run, in a process that is thrown away, and says which dependencies may be
// evaluated before the program's own modules without anybody being able to tell. Resolves to
// { deps: [{ kind, key }], changed: path or null, error: text or undefined }.
exports.scout = async function scout(main, isMain) {
  const result = { deps: [], changed: null };
  try {
    await runAndWatch(main, isMain, result);
  } catch (error) {
    result.error = String(error?.stack ?? error);
  }
  return result;
};
async function runAndWatch(main, isMain, result) {
  const fingerprint = makeFingerprint();
  let clean = fingerprint();
  let running = main;
  let inside = 0;

  const mayHoist = () => {
    if (result.changed) return false;
    if (fingerprint() === clean) return true;
    result.changed = running;
    return false;
  };
  Module[Symbol.for('thaw.observe')]({
    before(filename, parent) {
      const fromProgram = !parent || !isDependency(parent.filename ?? '');
      if (inside || !isDependency(filename) || !fromProgram) return;
      if (mayHoist()) result.deps.push({ kind: 'require', key: filename });
    },
  });
  if (resolver.settledFormat(main) !== 'module') {
    // the loads that matter happen inside; each one is compared with the state after the one before
    const load = Module._load;
    Module._load = function observed(specifier, parent, isMain) {
      const outermost = inside === 0 && parent && !isDependency(parent.filename ?? '');
      const before = result.deps.length;
      const exported = Reflect.apply(load, Module, [specifier, parent, isMain]);
      if (outermost && result.deps.length > before && !result.changed) clean = fingerprint();
      return exported;
    };
    try {
      Module._load(main, isMain ? null : undefined, isMain);
    } finally {
      Module._load = load;
    }
    return;
  }
  const root = resolver.keyOf(main);
  native.loadEsm(root);
  for (const key of evaluationUnits(root)) {
    if (!isDependency(key)) {
      running = key;
      await native.evaluateEsm(key);
      continue;
    }
    const hoist = mayHoist();
    if (hoist) result.deps.push({ kind: 'import', key });
    inside++;
    await native.evaluateEsm(key);
    inside--;
    if (hoist) clean = fingerprint(); // what dependencies change is the same in either order
  }
}

// --- evaluating dependencies ahead ---
exports.evaluateDependencies = async function evaluateDependencies(deps) {
  for (const { kind, key } of deps) {
    if (kind === 'import') await native.evaluateEsm(key);
    else Module._load(key, undefined, false);
  }
};

exports.include = require('node/fs/assets').include;
exports.setFreezing = resolver.setFreezing;
