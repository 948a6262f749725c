// SPDX-License-Identifier: MIT
// Words for what report.c found in an image.
'use strict';

const MODULES_SHOWN = 40;
const CLASSES_SHOWN = 16;

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

function table(rows) {
  const widths = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd());
}

function rest(shown, all, what) {
  return all > shown ? [`  ... and ${all - shown} more ${what}; --json lists all`] : [];
}

function head(report) {
  const { metadata } = report;
  const rows = [['size', `${size(report.fileSize)}: executable ${size(report.executableSize)}, heap pages ${size(report.heapSize)}`]];
  if (metadata?.program) rows.push(['program', metadata.program]);
  if (metadata?.root) rows.push(['root', metadata.root]);
  if (metadata?.handler) rows.push(['handler', metadata.handler]);
  rows.push(['thaw', `${metadata?.thaw ?? '?'}, image format ${report.format}`]);
  rows.push(['build', `${report.buildId}${report.ownBuild ? '' : ' (another build than this thaw)'}`]);
  rows.push(['heap', `${report.heapBase}, pages of ${report.pageSize}`]);
  rows.push(['checksums', 'right']);
  return [`${report.file}`, ...table(rows)];
}

function tiers(report) {
  return ['tiers, warmest first:', ...table(report.tiers.map((one) => [
    one.tier,
    size(one.size),
    one.shared ? `${size(one.shared)} shared with the warmest` : '',
    `${one.extents} ${one.extents === 1 ? 'extent' : 'extents'}`,
    `${one.inputs.length} ${one.inputs.length === 1 ? 'input' : 'inputs'}`,
  ]))];
}

// The warmest tier's list begins with that of every colder one.
function inputs(report) {
  const [{ tier, inputs: list }] = report.tiers;
  if (list.length === 0) return [];
  return [`recorded inputs of tier ${tier}:`, ...table(list.map((one) => [
    one.kind, one.name, one.where, one.absent ? '(absent)' : one.accepted ? '(accepted)' : '',
  ]))];
}

function modules({ metadata }) {
  const list = metadata?.modules ?? [];
  if (list.length === 0) return [];
  const shown = list.slice(0, MODULES_SHOWN).map((one) => [one.path, one.format, one.size === undefined ? '' : size(one.size)]);
  return [`${list.length} ${list.length === 1 ? 'module' : 'modules'}:`, ...table(shown), ...rest(MODULES_SHOWN, list.length, 'modules')];
}

function classes({ metadata }) {
  const list = Object.entries(metadata?.classes ?? {}).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (list.length === 0) return [];
  const total = list.reduce((sum, [, n]) => sum + n, 0);
  const shown = list.slice(0, CLASSES_SHOWN).map(([name, n]) => [name, String(n)]);
  return [`${total} objects, by class:`, ...table(shown), ...rest(CLASSES_SHOWN, list.length, 'classes')];
}

exports.text = (report) => `${[head, tiers, inputs, modules, classes].flatMap((part) => part(report)).join('\n')}\n`;
exports.json = (report) => `${JSON.stringify(report, null, 2)}\n`;
