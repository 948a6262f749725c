import { after } from './after.mjs';
import cjs, { named } from './mixed/common.cjs';
import * as ns from './mixed/common.cjs';
import data from './mixed/data.json' with { type: 'json' };
import { createRequire } from 'node:module';

console.log(named, cjs.dataSame(data), ns.default === cjs, typeof module);
data.changed = true;
after(async () => {
  console.log(cjs.requireEsm().value, data, cjs.data());
  const late = await import('./mixed/late.mjs');
  console.log(late.default, late === (await import('./mixed/late.mjs')));
  console.log((await import('data:text/javascript,export default 6*7')).default);
  const name = './mixed/' + 'computed.mjs';
  console.log((await import(name)).where);
});
