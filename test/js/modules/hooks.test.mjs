// SPDX-License-Identifier: MIT
// module.registerHooks: how often hooks are asked, and what their answers mean.
import { registerHooks } from 'node:module';

async function hooked(hooks, body) {
  const registered = registerHooks(hooks);
  try {
    return await body();
  } finally {
    registered.deregister();
  }
}

test('a resolve hook is asked once for each import and require, with the URL of who asks', async () => {
  const asked = [];
  const { value } = await hooked({
    resolve(specifier, context, next) {
      asked.push([specifier, context.parentURL]);
      return next(specifier, context);
    },
  }, () => import('./fixtures/a%23b%2520c/chain.mjs?hooked'));
  const folder = import.meta.resolve('./fixtures/a%23b%2520c/main.mjs').replace(/main\.mjs$/, '');
  expect(value).toBe('leaf');
  expect(asked).toEqual([
    ['./fixtures/a%23b%2520c/chain.mjs?hooked', import.meta.url],
    ['./chain.cjs', `${folder}chain.mjs?hooked`],
    ['./sub/leaf.cjs', `${folder}chain.cjs`],
  ]);
});

test('the format that a resolve hook gives goes to the load hook and counts', async () => {
  const formats = [];
  const loaded = await hooked({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      return specifier.endsWith('text.unknown') ? { ...found, format: 'module' } : found;
    },
    load(url, context, next) {
      if (!url.endsWith('text.unknown')) return next(url, context);
      formats.push(context.format);
      return { format: context.format, source: 'export default import.meta.url', shortCircuit: true };
    },
  }, () => import('./fixtures/loose/lib/text.unknown'));
  expect(formats).toEqual(['module']);
  expect(loaded.default).toBe(import.meta.resolve('./fixtures/loose/lib/text.unknown'));
});

test('a resolve hook leads to another file', async () => {
  const { default: value } = await hooked({
    resolve: (specifier, context, next) => next(specifier === 'alias' ? './fixtures/loose/lib/x.cjs' : specifier, context),
  }, () => import('alias'));
  expect(value).toBe('x');
});
