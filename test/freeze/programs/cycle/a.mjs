import { b, callA } from './b.mjs';
export let a = 'a';
export function changeA() { a += '!'; }
console.log('a sees', b);
callA();
export const fromA = () => `${a}${b}`;
