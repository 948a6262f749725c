// SPDX-License-Identifier: MIT
// node:fs, the part that reads. Messages and codes are what Node prints for the same calls.
import fs from 'node:fs';
import * as promises from 'node:fs/promises';
import { readFile as readFileBare } from 'fs/promises';

const here = import.meta.filename;
const folder = import.meta.dirname;
const caught = (f) => {
  try {
    f();
  } catch (e) {
    return e;
  }
  throw new Error('did not throw');
};

describe('reading files', () => {
  test('as text and bytes', () => {
    const text = fs.readFileSync(here, 'utf8');
    expect(text.startsWith('// SPDX')).toBe(true);
    const bytes = fs.readFileSync(here);
    expect(bytes instanceof Uint8Array).toBe(true);
    expect(bytes.length).toBe(fs.statSync(here).size);
    expect(fs.readFileSync(here, { encoding: 'hex' }).slice(0, 4)).toBe('2f2f');
    expect(fs.readFileSync(here, 'base64').slice(0, 4)).toBe('Ly8g');
    expect(fs.readFileSync(here, 'latin1').length).toBe(bytes.length);
    expect(fs.readFileSync(new TextOfUrl(here), 'utf8')).toBe(text);
  });
  test('relative to the working directory', () => {
    const name = `${'../'.repeat(process.cwd().split('/').length - 1)}${here.slice(1)}`;
    expect(fs.readFileSync(name, 'utf8').length).toBeGreaterThan(0);
  });
  test('errors', () => {
    const missing = caught(() => fs.readFileSync('/does/not/exist'));
    expect([missing.code, missing.errno, missing.syscall, missing.path, missing.message]).toEqual(
      ['ENOENT', -2, 'open', '/does/not/exist', "ENOENT: no such file or directory, open '/does/not/exist'"]);
    expect(caught(() => fs.readFileSync(folder)).message).toBe('EISDIR: illegal operation on a directory, read');
    expect(caught(() => fs.readFileSync(1.5)).code).toBe('ERR_INVALID_ARG_TYPE');
    expect(caught(() => fs.readFileSync('a\0b')).message).toBe(
      "The argument 'path' must be a string, Uint8Array, or URL without null bytes. Received 'a\\x00b'");
    expect(caught(() => fs.readFileSync(here, 'nonsense')).code).toBe('ERR_INVALID_ARG_VALUE');
  });
  test('promises and callbacks', async () => {
    expect(await promises.readFile(here, 'utf8')).toBe(fs.readFileSync(here, 'utf8'));
    expect(fs.promises.readFile).toBe(promises.readFile);
    expect(readFileBare).toBe(promises.readFile);
    const error = await promises.readFile('/does/not/exist').catch((e) => e);
    expect(error.code).toBe('ENOENT');
    const order = [];
    await new Promise((resolve) => {
      fs.readFile(here, 'utf8', (e, text) => {
        order.push(e, text.length > 0);
        resolve();
      });
      order.push('first');
    });
    expect(order).toEqual(['first', null, true]);
    expect(caught(() => fs.readFile(here)).message).toBe('The "cb" argument must be of type function. Received undefined');
  });
});

describe('what is there', () => {
  test('stat', () => {
    const file = fs.statSync(here);
    expect([file.isFile(), file.isDirectory(), file.isSymbolicLink()]).toEqual([true, false, false]);
    expect(file.mtime instanceof Date && file.mtimeMs === file.mtime.getTime() + (file.mtimeMs % 1)).toBe(true);
    expect(fs.statSync(folder).isDirectory()).toBe(true);
    expect(caught(() => fs.statSync('/none')).message).toBe("ENOENT: no such file or directory, stat '/none'");
    expect(fs.statSync('/none', { throwIfNoEntry: false })).toBe(undefined);
    expect(fs.lstatSync('/proc/self/exe').isSymbolicLink()).toBe(true);
  });
  test('exists and access', () => {
    expect(fs.existsSync(here)).toBe(true);
    expect(fs.existsSync('/none')).toBe(false);
    expect(fs.existsSync(undefined)).toBe(false);
    fs.accessSync(here, fs.constants.R_OK);
    expect(caught(() => fs.accessSync('/none')).message).toBe("ENOENT: no such file or directory, access '/none'");
  });
  test('folders', () => {
    const names = fs.readdirSync(folder);
    expect(names.includes('fs.test.mjs')).toBe(true);
    const entry = fs.readdirSync(folder, { withFileTypes: true }).find((e) => e.name === 'fs.test.mjs');
    expect([entry.isFile(), entry.isDirectory(), entry.parentPath]).toEqual([true, false, folder]);
    expect(fs.readdirSync(`${folder}/..`, { recursive: true }).includes('fs/fs.test.mjs')).toBe(true);
    expect(caught(() => fs.readdirSync('/none')).message).toBe("ENOENT: no such file or directory, scandir '/none'");
  });
  test('links', () => {
    expect(fs.readlinkSync('/proc/self/exe')).toBe(process.execPath);
    expect(fs.realpathSync('/proc/self/exe')).toBe(process.execPath);
    expect(fs.realpathSync(`${folder}/../fs`)).toBe(fs.realpathSync(folder));
    expect(caught(() => fs.readlinkSync(here)).code).toBe('EINVAL');
    expect(caught(() => fs.realpathSync('/none/x')).code).toBe('ENOENT');
  });
});

// Enough of a URL object for what fs looks at.
class TextOfUrl {
  constructor(path) {
    this.href = `file://${path}`;
  }
}
