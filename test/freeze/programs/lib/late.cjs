module.exports = 'late CommonJS';
