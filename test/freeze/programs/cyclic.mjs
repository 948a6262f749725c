import { after } from './after.mjs';
import { a, fromA, changeA } from './cycle/a.mjs';
import left from './cycle/left.cjs';

console.log(a, fromA(), left);
after(() => {
  changeA();
  console.log(a, fromA(), left.right().left().name);
});
