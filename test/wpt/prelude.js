// SPDX-License-Identifier: MIT
// What a test program finds before testharness.js, in every runtime alike. `__wpt` is made by driver.cjs.
// Not strict: the test that follows in the same script may not be.

globalThis.self ??= globalThis;
globalThis.GLOBAL = { isWindow: () => false, isWorker: () => true, isShadowRealm: () => false };

// Errors that nobody handled are the harness's, by the global object's events where there are such; the process goes on.
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});

const alive = setInterval(() => {}, 1 << 30); // a test may wait for what keeps no process alive

Object.defineProperty(globalThis, 'location', {
  value: {
    href: `http://web-platform.test${__wpt.path}${__wpt.variant}`, origin: 'http://web-platform.test', protocol: 'http:',
    host: 'web-platform.test', hostname: 'web-platform.test', port: '', pathname: __wpt.path, search: __wpt.variant, hash: '',
    toString() { return this.href; },
  },
  writable: true, configurable: true,
});

// A file of the suite, by a path from its root or from the test's folder.
__wpt.file = (url, encoding) => {
  const path = url.startsWith('/') ? url : `${__wpt.path.slice(0, __wpt.path.lastIndexOf('/'))}/${url}`;
  const parts = [];
  for (const part of path.replace(/[?#].*$/s, '').split('/')) part === '..' ? parts.pop() : part !== '.' && parts.push(part);
  return __wpt.read(parts.join('/'), encoding);
};

// Tests fetch their data by relative URLs. There is no server: a file comes as a data: URL, so that all but the network is
// the runtime's own fetch. A server's script (.py) is one that can't be reached.
__wpt.fetch = globalThis.fetch;
__wpt.types = { html: 'text/html', txt: 'text/plain', json: 'application/json', js: 'text/javascript', xml: 'text/xml', png: 'image/png' };
globalThis.fetch = function fetch(input, init) {
  if (typeof input !== 'string' || /^[a-z][a-z0-9+.-]*:/i.test(input) || !__wpt.fetchesFiles)
    return __wpt.fetch(input, init);
  try {
    const ending = /\.([a-z]+)(?:[?#].*)?$/is.exec(input)?.[1];
    if (ending === 'py')
      throw new Error(`${input} needs a server`);
    const type = __wpt.types[ending] ?? 'application/octet-stream';
    return __wpt.fetch(`data:${type};base64,${__wpt.file(input, 'base64')}`, init);
  } catch (error) {
    return Promise.reject(new TypeError('fetch failed', { cause: error }));
  }
};

// common/sab.js takes SharedArrayBuffer's constructor from here, and from nowhere else.
globalThis.WebAssembly ??= { Memory: function Memory() { this.buffer = new SharedArrayBuffer(0); } };

globalThis.importScripts = (...urls) => {
  for (const url of urls) {
    (0, eval)(__wpt.file(url, 'utf8'));
    if (url.endsWith('/testharness.js')) __wpt.watch();
  }
};

// idlharness.js asks in what kind of global object it is, to know which interfaces should be there.
__wpt.beAWorker = () => {
  for (const name of ['WorkerGlobalScope', 'DedicatedWorkerGlobalScope']) {
    const scope = { [name]: function () {} }[name];
    Object.defineProperty(scope, Symbol.hasInstance, { value: (object) => object === globalThis });
    Object.defineProperty(globalThis, name, { value: scope, configurable: true, writable: true });
  }
};

// Prints the outcome when all tests are done.
__wpt.watch = () => {
  const { finish } = __wpt;
  add_completion_callback((tests, status) => {
    const subtests = tests.map((t) => [t.name, t.status, t.message ?? null]);
    clearInterval(alive);
    finish(`\n${__wpt.mark} ${JSON.stringify({ status: status.status, message: status.message ?? null, subtests })}`);
  });
};
