const { startupSnapshot } = require('v8');
const state = require('./lib/state.cjs');
exports.early = true;
console.log(require.main === module, module.loaded, Object.keys(require.cache).length, state.sum(1, 2, 3));
function after() {
  state.list.push('after');
  console.log(state.list, module.loaded, module.children.length, state.self.exports === state);
  console.log(require('./lib/late.cjs'), require.resolve('./lib/late.cjs') === require('path-like'), this === undefined);
}
require.cache['path-like'] = 1;
try {
  require('missing-package');
} catch (e) {
  console.log(e.code);
}
module.constructor._resolveFilename = ((original) => function (name, ...rest) {
  return name === 'path-like' ? require.resolve('./lib/self.cjs') : original.call(this, name, ...rest);
})(module.constructor._resolveFilename);
if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(after);
else setImmediate(() => after.call(undefined));
