'use strict';
exports.a = exports['b-c'] = module.exports.d = `x${y / 2}`;
exports['\x41\u0062\u{1F600}\
'] = /[/]exports.no = 1/g.test(z);
/* exports.no = 1 */ // exports.no = 2
