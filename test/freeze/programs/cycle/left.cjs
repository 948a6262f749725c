exports.name = 'left';
const right = require('./right.cjs');
exports.early = right.sawName;
exports.right = () => right;
