// SPDX-License-Identifier: MIT
// State of v8.startupSnapshot; it is part of the image.
'use strict';

const serializeCallbacks = [];
const deserializeCallbacks = [];
let mainFunction = null;

function check(callback) {
  if (typeof callback === 'function') return;
  const error = new TypeError('The "callback" argument must be of type function.');
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}
function checkBuilding() {
  if (internal.snapshot.isBuilding()) return;
  const error = new Error('Operation cannot be invoked when not building startup snapshot');
  error.code = 'ERR_NOT_BUILDING_SNAPSHOT';
  throw error;
}

exports.startupSnapshot = {
  addSerializeCallback(callback, data) {
    checkBuilding();
    check(callback);
    serializeCallbacks.push([callback, data]);
  },
  addDeserializeCallback(callback, data) {
    checkBuilding();
    check(callback);
    deserializeCallbacks.push([callback, data]);
  },
  setDeserializeMainFunction(callback, data) {
    checkBuilding();
    check(callback);
    if (mainFunction) {
      const error = new Error('Deserialize main function is already configured.');
      error.code = 'ERR_DUPLICATE_STARTUP_SNAPSHOT_MAIN_FUNCTION';
      throw error;
    }
    mainFunction = [callback, data];
  },
  isBuildingSnapshot: () => internal.snapshot.isBuilding(),
};

exports.serialize = () => {
  while (serializeCallbacks.length) {
    const [callback, data] = serializeCallbacks.shift();
    callback(data);
  }
};
exports.deserialize = () => {
  while (deserializeCallbacks.length) {
    const [callback, data] = deserializeCallbacks.shift();
    callback(data);
  }
  return mainFunction ? mainFunction[0](mainFunction[1]) : undefined;
};
