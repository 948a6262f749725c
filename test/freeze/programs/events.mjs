import { EventEmitter } from 'node:events';
import { after } from './after.mjs';

const emitter = new EventEmitter();
emitter.once('x', (v) => console.log('once', v));
emitter.on('x', function (v) { console.log('on', v, this === emitter); });
process.on('exit', (code) => console.log('exit', code));
let rounds = 0;
process.on('beforeExit', () => { if (rounds++ < 1) setTimeout(() => console.log('one more round'), 1); });
globalThis.shared = { emitter };
after(() => {
  emitter.emit('x', 1);
  emitter.emit('x', 2);
  setTimeout((a, b) => console.log('timer', a, b), 20, 'a', 'b');
  setImmediate(() => console.log('immediate'));
  queueMicrotask(() => console.log('microtask'));
  process.nextTick(() => console.log('tick'));
  console.log(shared.emitter.listenerCount('x'));
  process.exitCode = 3;
});
