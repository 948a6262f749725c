import { after } from './after.mjs';

const makers = [];
for (let i = 0; i < 3; i++) makers.push(() => i++);
function outer() {
  let shared = 'a';
  return { set: (v) => (shared = v), get: () => shared, args: (...rest) => rest.map((r) => shared + r) };
}
const pair = outer();
const bound = function add(b) { return this.a + b; }.bind({ a: 40 }, 2);
const recursive = function f(n) { return n ? n * f(n - 1) : 1; };
makers[1]();
after(() => {
  console.log(makers.map((m) => m()), makers.map((m) => m()));
  pair.set('b');
  console.log(pair.get(), pair.args(1, 2), bound(), recursive(10));
  const evaluated = new Function('a', 'b', 'return a * b');
  console.log(evaluated(6, 7), eval('pair.get()'), (0, eval)('typeof pair'));
});
