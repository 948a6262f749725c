// SPDX-License-Identifier: MIT
// process.stdout and process.stderr: writes are done at once, so there is never anything to drain.
'use strict';

const EventEmitter = require('node/events/events');
const errors = require('node/errors');
const { io } = internal;

function latin1(text) {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function utf16(text) {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i);
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
}

// As Node decodes it: either alphabet, what does not belong to it is skipped, padding ends it.
function base64(text) {
  const clean = text.replace(/=.*$/s, '').replaceAll('-', '+').replaceAll('_', '/').replace(/[^A-Za-z0-9+/]/g, '');
  return Uint8Array.fromBase64(clean.length % 4 === 1 ? clean.slice(0, -1) : clean);
}

// As far as it goes.
function hex(text) {
  return Uint8Array.fromHex(/^(?:[0-9a-fA-F]{2})*/.exec(text)[0]);
}

const same = (text) => text;
const ENCODERS = new Map([
  ['utf8', same], ['utf-8', same], ['latin1', latin1], ['binary', latin1], ['ascii', latin1], ['hex', hex],
  ['base64', base64], ['base64url', base64],
  ['ucs2', utf16], ['ucs-2', utf16], ['utf16le', utf16], ['utf-16le', utf16],
]);

function bytesOf(chunk, encoding) {
  if (chunk === null) throw errors.make(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
  if (typeof chunk === 'string') {
    const encode = ENCODERS.get(String(encoding ?? 'utf8').toLowerCase());
    if (!encode) throw errors.make(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    return encode(chunk);
  }
  if (!ArrayBuffer.isView(chunk))
    throw errors.invalidArgType('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

class Output extends EventEmitter {
  constructor(fd) {
    super();
    Object.assign(this, { fd, writable: true, writableEnded: false, writableLength: 0, writableHighWaterMark: 16384 });
    // asked each time: a frozen program's terminal is another
    Object.defineProperty(this, 'isTTY', {
      get: () => io.isatty(fd) || undefined,
      set(value) {
        Object.defineProperty(this, 'isTTY', { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true, configurable: true,
    });
  }

  get columns() {
    return io.columns(this.fd);
  }

  write(chunk, encoding, callback) {
    if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
    const bytes = bytesOf(chunk, encoding);
    if (this.writableEnded) {
      const error = errors.make(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end');
      process.nextTick(() => {
        callback?.(error);
        this.emit('error', error);
      });
      return false;
    }
    io.write(this.fd, bytes);
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  }

  end(chunk, encoding, callback) {
    const done = [chunk, encoding, callback].find((value) => typeof value === 'function');
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function')
      this.write(chunk, typeof encoding === 'function' ? undefined : encoding);
    if (done) this.once('finish', done);
    if (!this.writableEnded) {
      this.writableEnded = true;
      process.nextTick(() => this.emit('finish'));
    }
    return this;
  }

  cork() {}

  uncork() {}

  setDefaultEncoding() {
    return this;
  }

  hasColors(count) {
    const depth = this.getColorDepth();
    return 2 ** depth >= (typeof count === 'number' ? count : 16);
  }

  getColorDepth(env = process.env) {
    if (env.FORCE_COLOR !== undefined)
      return { '': 4, 1: 4, true: 4, 2: 8, 3: 24 }[env.FORCE_COLOR] ?? 1;
    if (env.NODE_DISABLE_COLORS || env.NO_COLOR || env.TERM === 'dumb' || !this.isTTY) return 1;
    if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 24;
    return /256color/.test(env.TERM) ? 8 : 4;
  }
}

return (fd) => new Output(fd);
