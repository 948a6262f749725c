// SPDX-License-Identifier: MIT
// Files inside a frozen program (`thaw freeze --include`). They are found under the paths that they would have where
// the program is deployed, before the disk is looked at, and can't change; a folder shows them beside what is on disk.
'use strict';

const native = internal.fs;
const modules = internal.modules;

const SIZE_MAX = 256 << 20; // of all files together
const COUNT_MAX = 65536;
const DT_DIR = 4;
const DT_REG = 8;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;

const files = new Map(); // path -> { bytes, stat }
const folders = new Map(); // path -> Map of name -> type
let total = 0;

exports.isEmpty = () => files.size === 0;
const home = (path) => (files.has(path) || folders.has(path) ? path : modules.frozenPath(path));
exports.file = (path) => files.get(home(path));
exports.folder = (path) => folders.get(home(path));
exports.stat = (path) => {
  const file = exports.file(path);
  if (file) return file.stat;
  return exports.folder(path) ? [0, S_IFDIR | 0o555, 2, 0, 0, 0, 4096, 0, 0, 0, 0, 0, 0, 0] : undefined;
};

exports.add = function add(path) {
  if (files.has(path)) return;
  const bytes = native.read(path);
  const stat = native.stat(path, true);
  total += bytes.length;
  if (total > SIZE_MAX || files.size >= COUNT_MAX) {
    throw Object.assign(new RangeError(`--include takes at most ${COUNT_MAX} files of ${SIZE_MAX >> 20} MiB together`),
      { code: 'ERR_FS_FILE_TOO_LARGE', path });
  }
  const times = stat.slice(10);
  files.set(path, { bytes, stat: [0, S_IFREG | 0o444, 1, 0, 0, 0, 4096, 0, bytes.length, Math.ceil(bytes.length / 512), ...times] });
  for (let child = path, type = DT_REG; child !== '/'; type = DT_DIR) {
    const slash = child.lastIndexOf('/');
    const folder = child.slice(0, slash) || '/';
    if (!folders.has(folder)) folders.set(folder, new Map());
    folders.get(folder).set(child.slice(slash + 1), type);
    child = folder;
  }
};

// --- globs: * and ? within a name, ** any number of folders, {a,b}, [a-z]; names that begin with a dot are named ---
function toRegExp(glob) {
  let depth = 0;
  const source = glob.replace(/\*\*\/?|[*?{},]|\[!?[^\]]*\]|[.+^$()|\\\]]/g, (token) => {
    if (token.startsWith('**')) return token.endsWith('/') ? '(?:(?!\\.)[^/]+/)*' : '(?:(?!\\.)[^/]+(?:/|$))*';
    if (token === '*') return '(?:(?<=^|/)(?!\\.))?[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') return depth++, '(?:';
    if (token === '}') return depth > 0 ? (depth--, ')') : '\\}';
    if (token === ',') return depth > 0 ? '|' : ',';
    if (token.startsWith('[')) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return `\\${token}`;
  });
  if (depth) throw Object.assign(new SyntaxError(`--include ${glob}: a "{" is never closed`), { code: 'ERR_INVALID_ARG_VALUE' });
  return new RegExp(`^${source}$`);
}

// Adds the files under `root` that a glob names (relative to it); a folder stands for all that is in it. Returns how
// many there are. node_modules is looked into only by a glob that says so.
exports.include = function include(root, glob) {
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
  const wanted = toRegExp(plain);
  const below = toRegExp(`${plain}/**`);
  let count = 0;
  const walk = (folder, prefix) => {
    const list = native.readdir(folder);
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i];
      const path = `${folder}/${name}`;
      if (modules.statKind(path) === 1) {
        if (name !== 'node_modules' || plain.includes('node_modules')) walk(path, `${prefix}${name}/`);
      } else if (wanted.test(prefix + name) || below.test(prefix + name)) {
        exports.add(path);
        count++;
      }
    }
  };
  walk(root, '');
  return count;
};
