exports.named = 'named export';
exports.data = () => require('./data.json');
exports.dataSame = (other) => JSON.stringify(other) === JSON.stringify(require('./data.json'));
exports.requireEsm = () => require('./inner.mjs');
exports.moduleId = module.id === module.filename;
