// SPDX-License-Identifier: MIT
// What timers and ticks say of a callback that is none.
const received = [
  [undefined, 'undefined'],
  [{}, 'an instance of Object'],
  ['code()', "type string ('code()')"],
];
for (const schedule of [setTimeout, setInterval, setImmediate, queueMicrotask, process.nextTick]) {
  test(`${schedule.name} needs a function`, () => {
    for (const [value, shown] of received) {
      let error;
      try {
        schedule(value);
      } catch (e) {
        error = e;
      }
      expect(error instanceof TypeError).toBe(true);
      expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
      expect(error.message).toBe(`The "callback" argument must be of type function. Received ${shown}`);
    }
  });
}
