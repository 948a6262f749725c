// SPDX-License-Identifier: MIT
// The errors that node: modules throw for wrong arguments, with Node's codes and texts.
'use strict';

function make(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

// (name, expected, value): `expected` as in "of type string or an instance of Buffer"; a name with a dot is a property's.
const { invalidArgType, invalidArgValue, outOfRange } = internal.errors;

function abortError(signal) {
  const error = make(Error, 'ABORT_ERR', 'The operation was aborted');
  error.name = 'AbortError';
  if (signal.reason !== undefined)
    Object.defineProperty(error, 'cause', { value: signal.reason, writable: true, configurable: true });
  return error;
}

function checkFunction(name, value) {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value);
}

function checkString(name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value);
}

function checkNumber(name, value) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value);
}

function checkObject(name, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'of type object', value);
}

function checkBoolean(name, value) {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value);
}

function checkInteger(name, value, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  checkNumber(name, value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

return {
  make, invalidArgType, invalidArgValue, outOfRange, abortError,
  checkFunction, checkString, checkNumber, checkObject, checkBoolean, checkInteger,
};
