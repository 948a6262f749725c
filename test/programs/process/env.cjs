// SPDX-License-Identifier: MIT
// process.env turns everything into text, and is the environment.
const attempt = (f) => {
  try { return f(); } catch (e) { return `${e.name} ${e.code} ${e.message}`; }
};
const { env } = process;
env.A_NUMBER = 1;
env.AN_OBJECT = {};
env.NOTHING = undefined;
env.NULL = null;
console.log(typeof env.A_NUMBER, env.AN_OBJECT, env.NOTHING, env.NULL, env.NOT_SET, 'A_NUMBER' in env, 'NOT_SET' in env);
console.log(Object.keys(env).includes('A_NUMBER'), JSON.parse(JSON.stringify(env)).NULL, { ...env }.A_NUMBER);
console.log(delete env.A_NUMBER, delete env.A_NUMBER, env.A_NUMBER, Object.hasOwn(env, 'NULL'), env.hasOwnProperty('NULL'));
console.log(attempt(() => { env.S = Symbol('s'); }));
console.log(attempt(() => Object.defineProperty(env, 'D', { value: 'd', configurable: true, writable: true, enumerable: true }).D));
console.log(attempt(() => Object.defineProperty(env, 'E', { get() {}, configurable: true, enumerable: true })));
console.log(attempt(() => Object.defineProperty(env, 'E', { value: 'e' })));
console.log(Object.prototype.toString.call(env), env.toString === Object.prototype.toString, env[Symbol.iterator]);
env.EMPTY = '';
console.log(JSON.stringify(env.EMPTY), 'EMPTY' in env);
console.log(JSON.stringify(Object.getOwnPropertyDescriptor(env, 'EMPTY')));

// --- expected ---
// code 0
//   string [object Object] undefined null undefined true false
//   true null 1
//   true true undefined true true
//   TypeError undefined Cannot convert a Symbol value to a string
//   d
//   TypeError ERR_INVALID_OBJECT_DEFINE_PROPERTY 'process.env' does not accept an accessor(getter/setter) descriptor
//   TypeError ERR_INVALID_OBJECT_DEFINE_PROPERTY 'process.env' only accepts a configurable, writable, and enumerable data descriptor
//   [object Object] true undefined
//   "" true
//   {"value":"","writable":true,"enumerable":true,"configurable":true}
