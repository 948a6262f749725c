// SPDX-License-Identifier: MIT
// Import attributes: type json as in Node, text and bytes as the proposals have them.
import data from './fixtures/esm/data.json' with { type: 'json' };
import * as dataNamespace from './fixtures/esm/data.json' with { type: 'json' };
import text from './fixtures/esm/text.txt' with { type: 'text' };
import bytes from './fixtures/esm/bytes.bin' with { type: 'bytes' };
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

async function caught(specifier, options) {
  try {
    await import(specifier, options);
  } catch (error) {
    return error;
  }
  throw new Error('did not throw');
}

describe('json', () => {
  test('is the default export, which is all there is', () => {
    expect(data).toEqual({ a: [1, 2], default: 3 });
    expect(Object.keys(dataNamespace)).toEqual(['default']);
  });
  test('is one object for import and require', async () => {
    expect(require('./fixtures/esm/data.json')).toBe(data);
    expect((await import('./fixtures/esm/data.json', { with: { type: 'json' } })).default).toBe(data);
  });
  test('with a query is another object', async () => {
    const other = (await import('./fixtures/esm/data.json?other', { with: { type: 'json' } })).default;
    expect(other).toEqual(data);
    expect(other === data).toBe(false);
  });
  test('wants the attribute', async () => {
    const error = await caught('./fixtures/esm/data.json');
    expect([error.name, error.code]).toEqual(['TypeError', 'ERR_IMPORT_ATTRIBUTE_MISSING']);
    expect(error.message).toBe(`Module "${import.meta.resolve('./fixtures/esm/data.json')}" needs an import attribute of "type: json"`);
  });
  test('is for JSON alone', async () => {
    expect((await caught('./fixtures/esm/live.mjs', { with: { type: 'json' } })).code).toBe('ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE');
    expect((await caught('node:fs', { with: { type: 'json' } })).code).toBe('ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE');
  });
  test('that is none', async () => {
    const error = await caught('./fixtures/esm/broken.json', { with: { type: 'json' } });
    expect(error.name).toBe('SyntaxError');
    expect(error.message).toContain('broken.json');
  });
});

describe('text and bytes', () => {
  test('of any file', async () => {
    expect(text).toBe('Gr\u00fc\u00dfe\n');
    expect(bytes instanceof Uint8Array).toBe(true);
    expect([...bytes]).toEqual([0, 255, 128]);
    const source = (await import('./fixtures/esm/star_1.mjs', { with: { type: 'text' } })).default;
    expect(source).toContain('export const both');
    expect((await import('./fixtures/esm/star_1.mjs')).both).toBe(1);
  });
});

describe('attributes that are not known', () => {
  test('are an error', async () => {
    expect((await caught('./fixtures/esm/live.mjs', { with: { type: 'css' } })).code).toBe('ERR_IMPORT_ATTRIBUTE_UNSUPPORTED');
    expect((await caught('./fixtures/esm/live.mjs', { with: { shape: 'round' } })).code).toBe('ERR_IMPORT_ATTRIBUTE_UNSUPPORTED');
    expect((await caught('./fixtures/esm/live.mjs', { with: { type: 1 } })).name).toBe('TypeError');
    expect((await caught('./fixtures/esm/live.mjs', { with: 1 })).name).toBe('TypeError');
  });
  test('no attributes, and no options', async () => {
    expect((await import('./fixtures/esm/star_1.mjs', {})).both).toBe(1);
    expect((await import('./fixtures/esm/star_1.mjs', undefined)).both).toBe(1);
    expect((await import('./fixtures/esm/star_1.mjs', { with: {} })).both).toBe(1);
    expect((await import('./fixtures/esm/star_1.mjs', { with: undefined })).both).toBe(1);
  });
});
