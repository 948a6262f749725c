// SPDX-License-Identifier: MIT
// The handler of a Lambda function: found by name, called with its event and context, and its outcome turned into the
// text that goes to the Runtime API. One invocation is in flight at a time; handler.c drives it:
//
//     invoke --> settled                          the handler threw, returned a value, called done, succeed or fail
//            --> waiting --(promise settles)----> settled
//            --> waiting --(callback, loop ran empty: idle)--> settled
//
// Who may answer how follows AWS's own runtimes for Node: promises and plain return values as in the one for Node 24,
// callbacks, done, succeed and fail as in those before it. The first answer counts.
'use strict';

const native = internal.lambda;
const modules = internal.modules;
const logging = require('lambda/logging');

function define(name) {
  const full = `Runtime.${name}`;
  return class extends Error {
    constructor(message, options) {
      super(message, options);
      this.name = full;
      this.stack = `${full}: ${message}${options?.cause?.stack ? stackFrames(options.cause.stack) : ''}`;
    }
  };
}
const HandlerNotFound = define('HandlerNotFound');
const ImportModuleError = define('ImportModuleError');
const JSONStringifyError = define('JSONStringifyError');
const MalformedHandlerName = define('MalformedHandlerName');
const NodeJsExit = define('NodeJsExit');
const UnhandledPromiseRejection = define('UnhandledPromiseRejection');
const UserCodeSyntaxError = define('UserCodeSyntaxError');

function stackFrames(stack) {
  const at = String(stack).search(/^ {4}at /m);
  return at === -1 ? '' : `\n${stack.slice(at)}`;
}

// --- finding the handler ---

// "dir/file.a.b" is export b of export a of dir/file: the name is split at the first dot after the last slash.
function split(name) {
  if (name.includes('..')) {
    throw new MalformedHandlerName(
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const slash = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', slash);
  if (dot === -1) throw new MalformedHandlerName('Bad handler');
  return { module: name.slice(0, dot), path: name.slice(dot + 1).split('.') };
}

const isFile = (path) => modules.statKind(path) === 0;

function findFile(root, name) {
  const base = modules.resolvePath(root, name);
  for (const extension of ['', '.js', '.mjs', '.cjs']) if (isFile(base + extension)) return base + extension;
  return require('js/modules/cjs').createRequire(`${root}/`).resolve(name);
}

const member = (object, path) => path.reduce((value, key) => value?.[key], object);

function explain(error) {
  if (error instanceof SyntaxError) return new UserCodeSyntaxError(String(error), { cause: error });
  if (error?.code === 'MODULE_NOT_FOUND') return new ImportModuleError(String(error), { cause: error });
  return error;
}

async function load(root, name, file) {
  const { module, path } = split(name);
  let namespace;
  try {
    namespace = await native.importModule(file ?? findFile(root, module));
  } catch (error) {
    throw explain(error);
  }
  const handler = member(namespace, path) ?? member(namespace.default, path);
  if (!handler) throw new HandlerNotFound(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new HandlerNotFound(`${name} is not a function`);
  return handler;
}

// A promise for the function that `name` stands for; `file` is its module where that is known already.
exports.load = function(root, name, file) {
  const handler = load(root, name, file);
  handler.catch(() => {}); // a failure is reported by who asked, not as an unhandled rejection
  return handler;
};

// --- outcomes as text ---

const printable = (text) => text.replaceAll('\x7f', '%7F');

function describe(error) {
  try {
    if (error !== null && typeof error === 'object' && typeof error.name === 'string' &&
        typeof error.message === 'string' && typeof error.stack === 'string') {
      return {
        errorType: printable(error.name), errorMessage: printable(error.message),
        trace: printable(error.stack).trimEnd().split('\n'),
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'The error of this invocation has a name, message or stack that could not be read',
      trace: [],
    };
  }
}

let current; // the invocation in flight

function settle(call, error, failed, result) {
  if (call.settled) return;
  call.settled = true;
  if (!failed) {
    try {
      native.answer(false, JSON.stringify(result) ?? 'null', '');
      return;
    } catch {
      error = new JSONStringifyError('Unable to stringify response body');
    }
  }
  logging.logError(call.during, error);
  const description = describe(error);
  native.answer(true, JSON.stringify(description), description.errorType);
}

const succeed = (call, result) => settle(call, undefined, false, result);
const fail = (call, error) => settle(call, error, true, undefined);

// --- the context object ---

function parseHeader(text, name) {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error}`);
  }
}

function makeContext(call, headers) {
  const { env } = process;
  const deadline = Number(headers.deadline);
  return {
    clientContext: parseHeader(headers.clientContext, 'ClientContext'),
    identity: parseHeader(headers.identity, 'CognitoIdentity'),
    invokedFunctionArn: headers.arn,
    awsRequestId: headers.requestId,
    tenantId: headers.tenantId,
    xRayTraceId: headers.traceId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    get callbackWaitsForEmptyEventLoop() {
      return call.waits;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      call.waits = value;
    },
    done: (error, result) => finish(call, error, result, false),
    succeed: (result) => finish(call, null, result, false),
    fail: (error) => finish(call, error ?? 'handled', undefined, false),
  };
}

// A call of the callback, done, succeed or fail. Only the first one counts.
function finish(call, error, result, waits) {
  if (call.finished) return;
  call.finished = true;
  if (error !== undefined && error !== null) fail(call, error);
  else if (waits) call.result = result;
  else succeed(call, result);
}

// --- driven by handler.c ---

const isThenable = (value) => value !== null && value !== undefined && typeof value.then === 'function';

function begin(during, requestId, tenantId) {
  logging.setRequest(requestId, tenantId);
  current = { during, settled: false, finished: false, waits: true, promised: false, result: undefined };
  return current;
}

exports.invoke = function invoke(handler, event, headers) {
  const call = begin('Invoke Error', headers.requestId, headers.tenantId);
  try {
    const callback = (error, result) => finish(call, error, result, call.waits);
    const result = handler(event, makeContext(call, headers), callback);
    if (isThenable(result)) {
      call.promised = true;
      result.then((value) => succeed(call, value), (error) => fail(call, error));
    } else if (result !== undefined && handler.length < 3) {
      succeed(call, result);
    }
  } catch (error) {
    fail(call, error);
  }
};

// The event is no JSON.
exports.refuse = function refuse(error, headers) {
  fail(begin('Invoke Error', headers.requestId, headers.tenantId), error);
};

// Nothing is left that could settle the invocation.
exports.idle = function idle() {
  if (current.promised && !current.finished) {
    fail(current, new NodeJsExit('The handler returned a promise that can never be settled: nothing is left that ' +
      'the event loop could wait for'));
  } else {
    succeed(current, current.result);
  }
};

// Loading the handler failed.
exports.initFailed = function initFailed(error) {
  fail(current, error);
};

// Before anything of the function runs in this process.
exports.start = function start() {
  logging.start();
  begin('Init Error');
  const crash = (title, error, code) => {
    current.during = title;
    fail(current, error);
    process.exit(code);
  };
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) => {
    const error = new UnhandledPromiseRejection(String(reason), { cause: reason });
    Object.assign(error, { reason, promise });
    crash('Unhandled Promise Rejection', error, 128);
  });
};
