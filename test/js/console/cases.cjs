// SPDX-License-Identifier: MIT
// Shared by the console tests and tools/console_expect.cjs: how a line of the case files is read, and what the
// expressions may use.
'use strict';

const OPTIONS = /^(\{(?:depth|colors|compact|breakLength|sorted|getters|show\w+|max\w+|numeric\w+|custom\w+):\S+\}) (.*)$/;

exports.parseCase = (line) => {
  const match = OPTIONS.exec(line);
  return match ? { source: match[2], options: match[1] } : { source: line, options: undefined };
};

// Errors whose stacks don't depend on the engine: none, or a made-up one.
exports.withHelpers = (target) => {
  const setStack = (error, stack) => {
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true, enumerable: false });
    return error;
  };
  target.noStack = (error) => setStack(error, undefined);
  target.fakeStack = (error) => setStack(error, `${error}\n    at f (file.js:1:2)\n    at g (other.js:3:4)`);
};
