// SPDX-License-Identifier: MIT
// CountQueuingStrategy and ByteLengthQueuingStrategy.
for (const Strategy of [CountQueuingStrategy, ByteLengthQueuingStrategy]) {
  describe(Strategy.name, () => {
    test('keeps any number as its high water mark', () => {
      for (const mark of [0, -1, 1.5, Infinity, -Infinity, NaN, 2 ** 40])
        expect(Object.is(new Strategy({ highWaterMark: mark }).highWaterMark, mark)).toBe(true);
      expect(new Strategy({ highWaterMark: '7' }).highWaterMark).toBe(7);
      expect(Number.isNaN(new Strategy({ highWaterMark: 'x' }).highWaterMark)).toBe(true);
      expect(new Strategy({ get highWaterMark() { return 3; } }).highWaterMark).toBe(3);
    });
    test('needs an object with highWaterMark', () => {
      expect(() => new Strategy()).toThrow(`Failed to construct '${Strategy.name}': 1 argument required`);
      expect(() => new Strategy(5)).toThrow("parameter 1 is not of type 'QueuingStrategyInit'");
      expect(() => new Strategy({})).toThrow(
        "Failed to read the 'highWaterMark' property from 'QueuingStrategyInit': Required member is undefined.");
      expect(() => new Strategy(null)).toThrow('Required member is undefined');
      expect(() => Strategy({ highWaterMark: 1 })).toThrow("Please use the 'new' operator");
      expect(() => new Strategy({ get highWaterMark() { throw new RangeError('mine'); } })).toThrow('mine');
    });
    test('size is one function for all objects', () => {
      const [a, b] = [new Strategy({ highWaterMark: 1 }), new Strategy({ highWaterMark: 2 })];
      expect(a.size).toBe(b.size);
      expect(a.size.name).toBe('size');
      expect(() => new a.size()).toThrow(TypeError);
      expect('prototype' in a.size).toBe(false);
    });
    test('attributes are read only and belong to the class', () => {
      const strategy = new Strategy({ highWaterMark: 4 });
      expect(() => { strategy.highWaterMark = 5; }).toThrow(TypeError);
      expect(strategy.highWaterMark).toBe(4);
      expect(Object.keys(Strategy.prototype)).toEqual(['highWaterMark', 'size']);
      const Other = Strategy === CountQueuingStrategy ? ByteLengthQueuingStrategy : CountQueuingStrategy;
      const { get } = Object.getOwnPropertyDescriptor(Other.prototype, 'highWaterMark');
      expect(() => get.call(strategy)).toThrow('Illegal invocation');
    });
    test('can be extended', () => {
      class Mine extends Strategy {
        twice() {
          return this.highWaterMark * 2;
        }
      }
      const mine = new Mine({ highWaterMark: 4 });
      expect(mine.twice()).toBe(8);
      expect(mine instanceof Strategy && mine instanceof Mine).toBe(true);
    });
  });
}

test('what size counts', () => {
  const { size } = new CountQueuingStrategy({ highWaterMark: 1 });
  expect([size.length, size(), size('abc')]).toEqual([0, 1, 1]);
  const bytes = new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size;
  expect([bytes.length, bytes(new Uint16Array(3)), bytes({ byteLength: 'x' }), bytes(1)]).toEqual([1, 6, 'x', undefined]);
  expect(() => bytes()).toThrow(TypeError);
  expect(() => bytes(null)).toThrow(TypeError);
});
