import { after } from './after.mjs';

// Objects, prototypes, iterator and functions of Web IDL interfaces, kept from before.
const count = new CountQueuingStrategy({ highWaterMark: 3 });
const { size } = new ByteLengthQueuingStrategy({ highWaterMark: Infinity });
class Mine extends CountQueuingStrategy {
  #extra = 'private';
  get both() { return `${this.highWaterMark} ${this.#extra}`; }
}
const mine = new Mine({ highWaterMark: 5 });
const { now } = performance;

after(() => {
  console.log(count.highWaterMark, count.size(), size(new Uint8Array(4)), mine.both);
  console.log(count.size === new Mine({ highWaterMark: 1 }).size, mine instanceof CountQueuingStrategy);
  console.log(now.call(performance) > 0, performance.now() < 60_000);
  console.log(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);
  for (const bad of [() => new CountQueuingStrategy(), () => now.call({}), () => CountQueuingStrategy.prototype.size]) {
    try {
      bad();
    } catch (e) {
      console.log(e.code, e.message);
    }
  }
});
