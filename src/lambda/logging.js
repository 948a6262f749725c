// SPDX-License-Identifier: MIT
// What console prints inside a Lambda function: one line per call on standard output, as AWS's runtime for Node writes
// it, so that CloudWatch and what reads logs there find the time, the request id and the level in their places.
//
//     text  2030-01-02T03:04:05.678Z \t request id \t LEVEL \t message, line feeds in it as carriage returns
//     JSON  {"timestamp","level","requestId","message"}; one argument keeps its structure, an Error its parts
//
// AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL choose format and least level.
'use strict';

const { formatWithOptions } = require('web/console/format');
const { io } = internal;

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL' };

let request = '-';
let tenant;
let json = false;

const format = (args) => formatWithOptions({ colors: false }, ...args);

function writeText(level, message) {
  io.write(1, `${new Date().toISOString()}\t${request}\t${level}\t${message.replaceAll('\n', '\r')}\n`);
}

function errorParts(error) {
  const stack = typeof error.stack === 'string' ? error.stack.trimEnd().split('\n') : undefined;
  return {
    errorType: error?.constructor?.name ?? 'UnknownError', errorMessage: error.message, stackTrace: stack, ...error,
  };
}

const expandErrors = (key, value) => (value instanceof Error ? errorParts(value) : value);

function jsonLine(level, args) {
  const line = { timestamp: new Date().toISOString(), level };
  if (request !== '-') line.requestId = request;
  if (tenant !== undefined) line.tenantId = tenant;
  if (args.length === 1) {
    [line.message] = args;
    try {
      return JSON.stringify(line, expandErrors);
    } catch {
      line.message = format(args); // a cycle or a BigInt
      return JSON.stringify(line);
    }
  }
  line.message = format(args);
  const error = args.find((value) => value instanceof Error);
  if (error) {
    const { errorType, errorMessage, stackTrace } = errorParts(error);
    Object.assign(line, { errorType, errorMessage, stackTrace });
  }
  return JSON.stringify(line);
}

function print(level, args) {
  if (json) io.write(1, `${jsonLine(level, args)}\n`);
  else writeText(level, format(args));
}

exports.setRequest = function setRequest(requestId, tenantId) {
  request = requestId ?? '-';
  tenant = tenantId;
};

function safeText(value) {
  try {
    return String(value);
  } catch {
    return 'a value that has no text';
  }
}

function nodeParts(key, value) {
  if (!(value instanceof Error)) return value;
  const parts = { errorType: value.name, errorMessage: value.message, code: value.code, ...value };
  if (typeof value.stack === 'string') parts.stack = value.stack.trimEnd().split('\n');
  return parts;
}

// The line of an error that ended an invocation or the start.
exports.logError = function logError(title, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(safeText(thrown));
  if (json) {
    print('ERROR', [error]);
    return;
  }
  let parts;
  try {
    parts = JSON.stringify(error, nodeParts);
  } catch {
    parts = JSON.stringify({ errorType: safeText(error.name), errorMessage: safeText(error.message) });
  }
  writeText('ERROR', `${title} \t${parts}`);
};

exports.start = function start() {
  const { env } = process;
  json = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const least = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()));
  for (const name of Object.keys(METHODS)) {
    const level = METHODS[name];
    console[name] = LEVELS.indexOf(level) < least ? () => {} : (...args) => print(level, args);
  }
};
