// A list and a graph big enough to fill many pages, with cycles.
import { after } from './after.mjs';

let list = null;
for (let i = 0; i < 20000; i++) list = { i, next: list, text: `n${i}` };
const nodes = Array.from({ length: 3000 }, (_, id) => ({ id, edges: [] }));
nodes.forEach((n, i) => n.edges.push(nodes[(i * 7) % 3000], nodes[(i * 13 + 1) % 3000]));
after(() => {
  let sum = 0;
  for (let n = list; n; n = n.next) sum += n.i + n.text.length;
  const seen = new Set();
  const stack = [nodes[0]];
  while (stack.length) {
    const n = stack.pop();
    if (seen.has(n)) continue;
    seen.add(n);
    stack.push(...n.edges);
  }
  console.log(sum, seen.size);
  list = null;
  nodes.length = 0;
  const garbage = [];
  for (let i = 0; i < 50000; i++) garbage.push({ i, garbage });
  console.log(garbage.length);
});
