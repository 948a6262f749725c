import * as ns from './a.mjs';
export const b = 'b';
export function callA() { ns.changeA(); }
try {
  ns.a;
} catch (e) {
  console.log('b too early:', e.name);
}
