// SPDX-License-Identifier: MIT
// Tasks in each state: cycles through each reference, and tasks that nobody waits for.
// Classes: SCHEDULER, SCHEDULER_QUEUES, SCHEDULER_TASK
const turn = () => new Promise((resolve) => setTimeout(resolve, 3));

test('abandoned in each state', async () => {
  const controller = new TaskController({ priority: 'background' });
  const { signal } = controller;
  signal.controller = controller;
  scheduler.postTask(() => signal, { signal }).catch(() => {});
  scheduler.postTask(() => {}, { delay: 1e9, signal }).catch(() => {});
  const never = scheduler.postTask(() => { throw new Error('never'); }, { signal, priority: 'user-visible' });
  never.catch(() => {});
  const follower = TaskSignal.any([signal], { priority: signal });
  follower.onprioritychange = () => { follower.changed = follower; };
  TaskSignal.any([], { priority: signal }).addEventListener('prioritychange', () => controller);
  controller.setPriority('user-blocking');
  expect(follower.changed.priority).toBe('user-blocking');
  controller.abort();
  await expect(never).rejects.toThrow('aborted');
});

test('a task that aborts itself, and one that goes on after yield', async () => {
  const controller = new TaskController();
  const order = [];
  const self = scheduler.postTask(() => controller.abort('mine'), { signal: controller.signal });
  const going = scheduler.postTask(async () => {
    order.push('a');
    await scheduler.yield();
    order.push('b');
    return going;
  }, { priority: 'user-blocking' });
  going.catch(() => {});
  expect(await self.catch((reason) => reason)).toBe('mine');
  await turn();
  expect(order).toEqual(['a', 'b']);
});

test('the process does not wait for what was aborted', () => {
  const controller = new AbortController();
  scheduler.postTask(() => {}, { delay: 1e9, signal: controller.signal }).catch(() => {});
  controller.abort();
});
