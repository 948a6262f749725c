import { after } from './after.mjs';

const regex = /(?<year>\d{4})-(\d\d)/gu;
const sticky = /a/y;
regex.exec('in 1999-12 and 2000-01');
sticky.lastIndex = 3;
const bytes = new Uint8Array([1, 2, 3]);
const view = new DataView(new ArrayBuffer(16), 4);
view.setFloat64(0, Math.PI);
const resizable = new ArrayBuffer(4, { maxByteLength: 64 });
const tracking = new Uint16Array(resizable);
const shared = bytes.subarray(1);
const big = 2n ** 200n - 1n;
const date = new Date(Date.UTC(2020, 1, 29, 12, 30, 15, 250));
const symbols = [Symbol('s'), Symbol.for('f'), Symbol.iterator];
const long = 'x'.repeat(100) + '\u00e9\u{1f600}';
const rope = ['a', 'b'].join('-') + long.slice(0, 5);
const sparse = [1, , 3];
const template = ((strings, ...v) => [strings.raw, v])`a${1}\n`;
const numbers = [-0, NaN, Infinity, 0.1 + 0.2, 2 ** 53, -(2 ** 31), 1e21, 5e-324];
after(() => {
  console.log(regex.lastIndex, regex.exec('in 1999-12 and 2000-01').groups.year, sticky.test('bcda'), regex.flags);
  shared[0] = 99;
  resizable.resize(8);
  console.log(bytes, view.getFloat64(0), tracking.length, new Float32Array([1.5, -2]).map((x) => x * 2));
  console.log(big, big.toString(16).length, BigInt.asUintN(64, -1n), BigInt('123456789012345678901234567890') * big % 97n);
  console.log(date.toISOString(), date.getTime(), symbols.map(String), Symbol.keyFor(symbols[1]) === 'f');
  console.log(long.length, [...long].length, long.at(-1), rope, sparse, 1 in sparse, template);
  console.log(numbers, Object.is(numbers[0], -0), JSON.stringify({ numbers, sparse, date }));
  console.log('x'.localeCompare('y'), 'İ'.toLowerCase().length, 'ß'.toUpperCase(), '\u0041\u030a'.normalize('NFC').length);
  console.log(structuredKinds());
});
function structuredKinds() {
  return [new Error('e').message, [].concat([1], 2), Object.entries({ a: 1 }), parseInt('0x1f'), Number('1_0')];
}
