// Freeze with: --accept time --accept random
import { after } from './after.mjs';

// Messages, forms, files and their URLs from before; bodies unread, half read, cloned.
const headers = new Headers([['b', '1'], ['A', 'x'], ['set-cookie', 'p=1'], ['set-cookie', 'q=2']]);
const pairs = headers.entries();
const firstPair = pairs.next().value;
const request = new Request('http://a.example/p?q#f', { method: 'PUT', headers, body: JSON.stringify({ kept: [1, '€'] }), keepalive: true });
const copy = request.clone();
const streamed = new Response(new ReadableStream({ n: 0, pull(c) { this.n < 3 ? c.enqueue(new TextEncoder().encode(`part ${this.n++};`)) : c.close(); } }), { status: 201, statusText: 'made', headers: { 'content-type': 'text/x' } });
const streamedCopy = streamed.clone();
const half = new Response('x'.repeat(10)).body.getReader({ mode: 'byob' });
const halfRead = await half.read(new Uint8Array(4));
const used = new Response('used');
await used.text();
const reading = new Response(new ReadableStream({ start(c) { globalThis.late = c; } })).text();
const redirect = Response.redirect('http://a.example/there', 307), failed = Response.error(), json = Response.json({ a: 1 });

const blob = new Blob(['ab', Uint8Array.of(0x63, 0x64), new Blob(['ef'])], { type: 'Text/Plain' });
const slice = blob.slice(1, 5, 'x/y');
const nested = new Blob([slice, slice]);
const file = new File([blob], 'näme.txt', { type: 'a/b', lastModified: 12345 });
const form = new FormData();
form.append('text', 'line\r\nend');
form.append('file', file);
form.append('blob', slice, 'slice.bin');
const formBody = new Response(form);
const url = URL.createObjectURL(nested);
const loaded = [];
const fileReader = new FileReader();
fileReader.onload = (e) => loaded.push(e.target.result);
await new Promise((resolve) => { fileReader.onloadend = resolve; fileReader.readAsText(blob); });
const unstarted = new FileReader();
const blobReader = blob.stream().getReader();
const multi = await formBody.clone().formData();
const fetched = await fetch('data:text/plain;charset=utf-8;base64,aGk=');

after(async () => {
  console.log(firstPair, [...pairs], headers.getSetCookie());
  console.log(request.method, request.url, request.keepalive, request.headers.get('a'), await request.json(), await copy.text(), request.bodyUsed);
  console.log(streamed.status, streamed.statusText, await streamed.text(), streamedCopy.bodyUsed, await streamedCopy.text());
  console.log(halfRead.value, (await half.read(new Uint8Array(20))).value.length);
  console.log(used.bodyUsed, await used.text().catch((e) => e.message));
  late.enqueue(new TextEncoder().encode('late'));
  late.close();
  console.log(await reading, redirect.headers.get('location'), redirect.status, failed.type, await json.text());
  console.log(blob.size, blob.type, await blob.text(), slice.type, await slice.text(), await nested.text());
  console.log(file.name, file.lastModified, file.type, await file.text(), file instanceof Blob);
  for (const [name, value] of form) console.log(name, typeof value === 'string' ? JSON.stringify(value) : [value.name, value.type, await value.text()]);
  console.log([...multi.keys()], multi.get('file').name, await multi.get('blob').text());
  const again = await formBody.formData();
  console.log(again.get('text') === form.get('text'), again.get('file').name);
  console.log(await (await fetch(url)).text(), URL.revokeObjectURL(url), await fetch(url).catch((e) => e.name));
  console.log(loaded, fileReader.readyState, fileReader.result);
  const data = await new Promise((resolve) => { unstarted.onload = () => resolve(unstarted.result); unstarted.readAsDataURL(slice); });
  console.log(data, new TextDecoder().decode((await blobReader.read()).value));
  console.log(fetched.type, fetched.url.slice(0, 10), fetched.headers.get('content-type'), await fetched.text());
});
