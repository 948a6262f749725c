// SPDX-License-Identifier: MIT
// node:timers/promises: values, intervals, the scheduler.
import { setTimeout as sleep, setImmediate as immediate, setInterval as every, scheduler } from 'node:timers/promises';
console.log(await sleep(1, 'value'), await sleep(), await immediate('soon'), await immediate());
const seen = [];
for await (const value of every(1, 'tick')) if (seen.push(value) === 3) break;
console.log(seen.join());
console.log(await scheduler.wait(1), await scheduler.yield());
const iterator = every(1, 0);
console.log(JSON.stringify(await iterator.next()), typeof iterator[Symbol.asyncIterator], iterator[Symbol.asyncIterator]() === iterator);
console.log(JSON.stringify(await iterator.return('end')), JSON.stringify(await iterator.next()));
const late = every(2, 'late');
const until = process.hrtime.bigint() + 15_000_000n;
const first = late.next();
while (process.hrtime.bigint() < until);
console.log((await first).value, (await late.next()).value);
await late.return();
sleep(100_000, undefined, { ref: false }).then(() => console.log('never'));
console.log('end');

// --- expected ---
// code 0
//   value undefined soon undefined
//   tick,tick,tick
//   undefined undefined
//   {"value":0,"done":false} function true
//   {"value":"end","done":true} {"done":true}
//   late late
//   end
