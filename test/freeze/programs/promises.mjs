import { after } from './after.mjs';

let settle, refuse;
const pending = new Promise((resolve) => { settle = resolve; });
const doomed = new Promise((_, reject) => { refuse = reject; });
const chained = pending.then((v) => `chained ${v}`).finally(() => console.log('finally'));
const all = Promise.allSettled([pending, doomed, 3, Promise.resolve(4)]);
const race = Promise.race([pending, new Promise(() => {})]);
const { promise, resolve } = Promise.withResolvers();
async function waiting() {
  const value = await pending;
  console.log('async function went on with', value);
  return value;
}
const running = waiting();
const done = await Promise.resolve('settled while loading');
Promise.resolve().then(() => console.log('microtask while loading'));
process.nextTick(() => console.log('tick while loading'));
after(async () => {
  console.log(done);
  settle('late');
  refuse(new Error('refused'));
  resolve('by resolvers');
  console.log(await chained, await race, await running, await promise);
  console.log((await all).map((r) => r.status + ' ' + (r.value ?? r.reason.message)));
});
