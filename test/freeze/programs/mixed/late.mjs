import { value } from './inner.mjs';
console.log('late module runs');
export default `late ${value}`;
