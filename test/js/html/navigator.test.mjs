// SPDX-License-Identifier: MIT
// navigator and the descriptors of the global object's members.
test('navigator', () => {
  expect(navigator.userAgent).toBe(`Thaw/${process.versions.thaw}`);
  expect(navigator.hardwareConcurrency >= 1).toBe(true);
  expect(navigator.languages).toBe(navigator.languages);
  expect(navigator.languages).toEqual([navigator.language]);
  expect(Object.isFrozen(navigator.languages)).toBe(true);
  expect(navigator.platform.startsWith('Linux')).toBe(true);
  expect(() => new Navigator()).toThrow();
});

test('descriptors', () => {
  expect(self).toBe(globalThis);
  for (const name of ['crypto', 'navigator']) {
    const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, name);
    expect([typeof get, set, enumerable, configurable]).toEqual(['function', undefined, true, true]);
    expect(get.call(undefined)).toBe(globalThis[name]);
  }
  for (const name of ['structuredClone', 'self']) {
    const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, name);
    expect([writable, enumerable, configurable]).toEqual([true, true, true]);
  }
});
