// SPDX-License-Identifier: MIT
// The least a runtime without a Lambda client of its own needs to take one event and answer it: worker.mjs FILE
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });

function request(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = http.request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => text += chunk);
      answer.on('end', () => resolve({ text, id: answer.headers['lambda-runtime-aws-request-id'] }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const { handler } = await import(pathToFileURL(process.argv[2]));
const { text, id } = await request('GET', 'next');
const result = await handler(JSON.parse(text), { awsRequestId: id });
await request('POST', `${id}/response`, JSON.stringify(result));
