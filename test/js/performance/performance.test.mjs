// SPDX-License-Identifier: MIT
// The class Performance: its clock, and the shape that every Web IDL interface has.
const describeProperty = (object, name) => Object.getOwnPropertyDescriptor(object, name);

describe('performance', () => {
  test('now() counts milliseconds from the start of the process', async () => {
    const a = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const b = performance.now();
    expect(a).toBeGreaterThan(0);
    expect(b - a).toBeGreaterThanOrEqual(19);
    expect(b - a).toBeLessThan(10_000);
  });
  test('now() steps by 5 us, and toFixed() does not fall on a tie', () => {
    const times = Array.from({ length: 20_000 }, () => performance.now());
    const steps = times.slice(1).map((time, i) => time - times[i]);
    expect(steps.every((step) => step === 0 || step > 0.00499)).toBe(true);
    expect(steps.some((step) => step > 0.00499)).toBe(true);
    expect(times.every((time) => time.toFixed(2) === (time - 123 + 123).toFixed(2))).toBe(true);
  });
  test('timeOrigin + now() is the time of day', () => {
    expect(Math.abs(performance.timeOrigin + performance.now() - Date.now())).toBeLessThan(100);
    expect(performance.toJSON()).toEqual({ timeOrigin: performance.timeOrigin });
    expect(JSON.parse(JSON.stringify(performance)).timeOrigin).toBe(performance.timeOrigin);
  });
});

describe('the interface', () => {
  test('can not be constructed', () => {
    for (const attempt of [() => new Performance(), () => Performance(), () => Reflect.construct(Performance, [])])
      expect(attempt).toThrow('Illegal constructor');
  });
  test('constructor and prototype', () => {
    expect(Performance.name).toBe('Performance');
    expect(Performance.length).toBe(0);
    expect(performance instanceof Performance).toBe(true);
    expect(Object.getPrototypeOf(performance)).toBe(Performance.prototype);
    expect(Object.getPrototypeOf(Performance.prototype)).toBe(EventTarget.prototype);
    expect(Object.getPrototypeOf(Performance)).toBe(EventTarget);
    expect(Performance.prototype.constructor).toBe(Performance);
    expect(describeProperty(Performance, 'prototype')).toEqual({
      value: Performance.prototype, writable: false, enumerable: false, configurable: false,
    });
    expect(describeProperty(globalThis, 'Performance')).toEqual({
      value: Performance, writable: true, enumerable: false, configurable: true,
    });
    expect(Object.prototype.toString.call(performance)).toBe('[object Performance]');
    expect(describeProperty(Performance.prototype, Symbol.toStringTag)).toEqual({
      value: 'Performance', writable: false, enumerable: false, configurable: true,
    });
  });
  test('members are enumerable; their functions have names and lengths', () => {
    expect(Object.keys(Performance.prototype).slice(0, 3)).toEqual(['now', 'timeOrigin', 'toJSON']);
    expect('eventCounts' in performance).toBe(false);
    const { now } = Performance.prototype;
    expect([now.name, now.length, 'prototype' in now]).toEqual(['now', 0, false]);
    expect(() => new now()).toThrow(TypeError);
    const accessor = describeProperty(Performance.prototype, 'timeOrigin');
    expect([accessor.get.name, accessor.get.length, accessor.set]).toEqual(['get timeOrigin', 0, undefined]);
    expect([accessor.enumerable, accessor.configurable]).toEqual([true, true]);
  });
  test('only objects of the class will do as `this`', () => {
    const { get } = describeProperty(Performance.prototype, 'timeOrigin');
    const impostors = [undefined, null, 1, {}, Performance.prototype, Object.create(performance), new Proxy(performance, {})];
    for (const impostor of impostors) {
      expect(() => performance.now.call(impostor)).toThrow('Illegal invocation');
      expect(() => get.call(impostor)).toThrow('Illegal invocation');
    }
    let error;
    try {
      performance.now.call({});
    } catch (e) {
      error = e;
    }
    expect(error instanceof TypeError).toBe(true);
    expect(error.code).toBe('ERR_INVALID_THIS');
  });
});
