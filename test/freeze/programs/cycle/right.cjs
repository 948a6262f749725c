const left = require('./left.cjs');
exports.sawName = left.name;
exports.left = () => left;
