import { after } from './after.mjs';

const log = [];
const target = { a: 1 };
const proxy = new Proxy(target, {
  get: (t, k, r) => { log.push(`get ${String(k)}`); return Reflect.get(t, k, r); },
  has: (t, k) => { log.push(`has ${String(k)}`); return k in t; },
  ownKeys: () => ['a', 'b'],
  getOwnPropertyDescriptor: (t, k) => ({ value: t[k], configurable: true, enumerable: true }),
});
const callable = new Proxy(function f() { return 'target'; }, { apply: () => 'trapped', construct: () => ({ made: true }) });
const { proxy: revocable, revoke } = Proxy.revocable({}, {});
proxy.a;
after(() => {
  proxy.b;
  console.log('a' in proxy, Object.keys(proxy), callable(), new callable(), log);
  revoke();
  try {
    revocable.x;
  } catch (e) {
    console.log(e.name);
  }
});
