// SPDX-License-Identifier: MIT
// process.stdin: events 'data' and 'end', pausing, and asynchronous iteration. It is read from when somebody listens.
'use strict';

const EventEmitter = require('node/events/events');
const errors = require('node/errors');
const { io, modules } = internal;

// How many bytes at the end belong to a character that is not complete.
function incompleteBytes(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xC0) return back < (byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function join(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

class Input extends EventEmitter {
  #rest = new Uint8Array(0);
  #decoding = false;
  #reading = false;
  #paused = true;
  #waiting; // a chunk that came while it was paused

  constructor(fd) {
    super();
    Object.assign(this, { fd, readable: true, readableEnded: false, readableEncoding: null });
    Object.defineProperty(this, 'isTTY', { get: () => io.isatty(fd) || undefined, enumerable: true, configurable: true });
    super.on('newListener', (type) => {
      if (type === 'data') process.nextTick(() => this.resume());
    });
  }

  setEncoding(encoding = 'utf8') {
    if (!/^utf-?8$/i.test(encoding)) throw errors.make(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    this.#decoding = true;
    this.readableEncoding = 'utf8';
    return this;
  }

  isPaused() {
    return this.#paused;
  }

  pause() {
    this.#paused = true;
    return this;
  }

  resume() {
    this.#paused = false;
    if (this.#waiting !== undefined) {
      const chunk = this.#waiting;
      this.#waiting = undefined;
      process.nextTick(() => this.#deliver(chunk));
    } else {
      this.#read();
    }
    return this;
  }

  #read() {
    if (this.#reading || this.readableEnded) return;
    this.#reading = true;
    io.readChunk(this.fd).then((chunk) => {
      this.#reading = false;
      this.#deliver(chunk);
    }, (error) => {
      this.#reading = false;
      this.readable = false;
      this.readableEnded = true;
      process.nextTick(() => this.emit('error', error));
    });
  }

  #deliver(chunk) {
    if (this.#paused) {
      this.#waiting = chunk;
      return;
    }
    if (chunk === null) {
      this.#end();
      return;
    }
    const data = this.#decoding ? this.#decode(chunk) : chunk;
    if (data.length) this.emit('data', data);
    if (!this.#paused) this.#read();
  }

  #decode(chunk) {
    const bytes = this.#rest.length ? join(this.#rest, chunk) : chunk;
    const complete = bytes.length - incompleteBytes(bytes);
    this.#rest = bytes.slice(complete);
    return modules.decodeUtf8(bytes.subarray(0, complete));
  }

  #end() {
    if (this.#rest.length) this.emit('data', modules.decodeUtf8(this.#rest));
    this.readable = false;
    this.readableEnded = true;
    this.emit('end');
    this.emit('close');
  }

  async* [Symbol.asyncIterator]() {
    const queue = [];
    let wake, failure;
    const notify = () => wake?.();
    const onData = (chunk) => {
      queue.push(chunk);
      this.pause();
      notify();
    };
    const onError = (error) => {
      failure = { error };
      notify();
    };
    this.on('data', onData).on('end', notify).on('error', onError);
    try {
      for (;;) {
        if (queue.length) yield queue.shift();
        else if (failure) throw failure.error;
        else if (this.readableEnded) return;
        else {
          await new Promise((resolve) => {
            wake = resolve;
            this.resume();
          });
        }
      }
    } finally {
      this.off('data', onData).off('end', notify).off('error', onError);
      this.pause();
    }
  }
}

return (fd) => new Input(fd);
