module.exports = __filename.replace('self', 'late');
