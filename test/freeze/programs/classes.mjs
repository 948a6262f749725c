import { after } from './after.mjs';

class Base {
  static #made = 0;
  #secret = 'base';
  static { this.label = 'static block'; }
  constructor() { Base.#made++; }
  get secret() { return this.#secret; }
  set secret(v) { this.#secret = v; }
  #hidden() { return `hidden ${this.#secret}`; }
  reveal() { return this.#hidden(); }
  static get made() { return Base.#made; }
  static has(o) { return #secret in o; }
}
class Derived extends Base {
  field = this.secret + '!';
  #own = 1;
  reveal() { return `${super.reveal()} ${this.#own++}`; }
  static accessorName = 'x';
}
class Failure extends Error {
  constructor(message, options) { super(message, options); this.name = 'Failure'; }
}
const one = new Derived();
const failure = new Failure('made while loading', { cause: new TypeError('inner') });
one.secret = 'changed';
one.reveal();
after(() => {
  console.log(one.reveal(), one.field, Base.made, Base.has(one), Base.has({}), Base.label);
  console.log(new Derived().reveal(), Base.made, one instanceof Base, Object.getPrototypeOf(Derived) === Base);
  console.log(failure.message, failure.name, failure.cause.message, failure instanceof Error);
  class Late extends Derived { reveal() { return `late ${super.reveal()}`; } }
  console.log(new Late().reveal(), Base.made);
  try {
    Base.prototype.reveal.call({});
  } catch (e) {
    console.log(e.name);
  }
});
