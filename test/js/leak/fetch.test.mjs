// SPDX-License-Identifier: MIT
// Cycles through what each object refers to, and objects abandoned in each state. The check at exit tells.
// Classes: FETCHING
describe('files and fetch', () => {
  test('cycles through references', () => {
    const controller = new AbortController();
    const request = new Request('http://a/', { method: 'POST', body: 'x', signal: controller.signal });
    request.headers.owner = request;
    controller.signal.request = request;
    request.signal.owner = request;
    const response = new Response('x');
    response.headers.owner = response;
    response.headers.iterator = response.headers.entries();
    const form = new FormData();
    const file = new File(['x'], 'a');
    file.form = form;
    form.append('f', file);
    form.all = form.getAll('f');
    const blob = new Blob([file]);
    blob.slices = [blob.slice(), blob];
  });
  test('abandoned while promises are pending or unread', () => {
    for (const read of ['text', 'json', 'bytes', 'arrayBuffer', 'blob'])
      new Response('{}')[read]();
    new Response('x').formData().catch(() => {});
    fetch('data:,x');
    fetch('nothing:').catch(() => {});
    new Blob(['x']).text();
  });
  test('a fetch with a signal: abandoned, in a cycle, aborted before its turn', async () => {
    const cycle = () => {
      const controller = new AbortController();
      const body = new ReadableStream({ pull: () => new Promise(() => {}), cancel() { body.ended = controller; } });
      const request = new Request('data:,x', { method: 'POST', body, duplex: 'half', signal: controller.signal });
      controller.signal.fetching = fetch(request).then((response) => Object.assign(response, { controller, request }));
      controller.signal.fetching.request = request;
      return controller;
    };
    cycle();
    await cycle().signal.fetching;
    const controller = cycle();
    controller.abort(controller);
    expect(await controller.signal.fetching.catch((reason) => reason)).toBe(controller);
  });
  test('a blob URL that nobody revokes', () => {
    const blob = new Blob(['x']);
    blob.url = URL.createObjectURL(blob);
    blob.self = blob;
  });
  test('cloned, used, failed', async () => {
    const response = new Response(new Blob(['x'.repeat(5000)]));
    const copies = [response.clone(), response.clone().clone()];
    copies[0].copies = copies;
    await response.text();
    try { response.clone(); } catch (error) { error.response = response; response.error = error; }
    try { new Request(copies[0]); } catch (error) { copies[0].error = error; }
  });
});
