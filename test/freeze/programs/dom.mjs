// Freeze with: --accept time
import { after } from './after.mjs';

// Targets with their listeners, signals with those that follow them, events and exceptions.
const log = [];
const target = new EventTarget();
const controller = new AbortController();
target.addEventListener('x', (e) => log.push(['once', e.type]), { once: true });
target.addEventListener('x', { handleEvent(e) { log.push(['object', this === e.currentTarget, e.detail]); } });
target.addEventListener('x', () => log.push(['signal']), { signal: controller.signal });
target.addEventListener('x', (e) => { e.preventDefault(); log.push(['passive', e.defaultPrevented]); }, { passive: true });
class Mine extends EventTarget { #n = 7; get n() { return this.#n; } }
const mine = new Mine();
mine.addEventListener('y', (e) => log.push([e.target.n, e instanceof CustomEvent]));
addEventListener('z', (e) => log.push(['global', e.target === globalThis]));

const any = AbortSignal.any([controller.signal, new AbortController().signal]);
const follower = AbortSignal.any([any]);
follower.onabort = (e) => log.push(['follower', e.target.reason]);
const gone = AbortSignal.abort(new DOMException('gone', 'NetworkError'));
const event = new CustomEvent('x', { detail: { kept: true }, cancelable: true, bubbles: true });
const error = new DOMException('of before', { name: 'DataError', cause: 'a cause' });
const quota = new QuotaExceededError('full', { quota: 10, requested: 20 });
const message = new MessageEvent('m', { data: [1], origin: 'o', lastEventId: 'l' });
const progress = new ProgressEvent('p', { lengthComputable: true, loaded: 1, total: 2 });

after(async () => {
  console.log(target.dispatchEvent(event), target.dispatchEvent(new CustomEvent('x', { cancelable: true })));
  mine.dispatchEvent(new CustomEvent('y'));
  dispatchEvent(new Event('z'));
  controller.abort('why');
  target.dispatchEvent(new Event('x'));
  console.log(any.aborted, any.reason, follower.reason, gone.reason.code, gone.reason.message);
  const timeout = AbortSignal.any([AbortSignal.timeout(1)]);
  await new Promise((resolve) => { timeout.onabort = resolve; setTimeout(() => {}, 200); });
  console.log(timeout.reason.name);
  for (const one of log) console.log(...one);
  console.log(error.name, error.code, error.message, error instanceof Error, typeof error.stack, `${quota}`, quota.quota, quota.requested, quota.code);
  console.log(message.data, message.origin, message.lastEventId, progress.lengthComputable, progress.loaded, progress.total);
  addEventListener('error', (e) => { e.preventDefault(); console.log('reported', e.error.message); }, { once: true });
  reportError(error);
});
