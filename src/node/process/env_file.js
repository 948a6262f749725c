// SPDX-License-Identifier: MIT
// Parses .env files as Node does (Node docs: util.parseEnv).
'use strict';

const line = /^\s*(?:export\s+)?([\w.-]+)\s*=[^\S\n]*(?:'([^']*)'|"((?:\\.|[^"\\])*)"|`([^`]*)`|([^\n#]*))[^\S\n]*(?:#[^\n]*)?$/gm;

exports.parseEnv = function parseEnv(content) {
  const result = {};
  for (const [, name, single, double, back, bare] of content.replace(/\r\n?/g, '\n').matchAll(line))
    result[name] = single ?? (double !== undefined ? double.replace(/\\n/g, '\n') : undefined) ?? back ?? (bare ?? '').trim();
  return result;
};
