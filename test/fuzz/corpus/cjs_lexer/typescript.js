__exportStar(require("./a"), exports); tslib_1.__export(require('b'));
var c = require('c'); Object.keys(c).forEach(function (k) { if (k !== 'default' && !exports.hasOwnProperty(k)) module.exports[k] = c[k] });
