import { after } from './after.mjs';

function* numbers() {
  try {
    let received = yield 1;
    console.log('received', received);
    yield* [2, 3];
    yield 4;
  } finally {
    console.log('closed');
  }
}
const half = numbers();
console.log(half.next(), half.next('before'));
const array = ['a', 'b', 'c'][Symbol.iterator]();
array.next();
const map = new Map([[1, 'x'], [2, 'y'], [3, 'z']]);
const entries = map.entries();
entries.next();
const matches = 'a1b22c333'.matchAll(/\d+/g);
matches.next();
const helper = [1, 2, 3, 4].values().map((x) => x * 2).filter((x) => x > 2);
helper.next();
async function* slow() {
  for (let i = 0; ; i++) yield i;
}
const stream = slow();
const first = await stream.next();
after(async () => {
  console.log(half.next(), half.return('early'), half.next());
  console.log(array.next(), [...array], entries.next(), [...entries], matches.next().value[0], [...helper]);
  console.log(first, await stream.next(), await stream.return('done'), await stream.next());
});
