#!/usr/bin/env node
0 && (module.exports = { a, b: c, "d": e, ...require('f'), get g() { } });
if (x) module.exports = require("y"); else { } /re/.exec(1.5e+3)
