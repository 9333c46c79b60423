import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a host of the internet received in one request body. */
export interface Upload {
  readonly host: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Answers one request; `note` keeps what was received. */
export type HostHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  note: (upload: Upload) => void,
) => Promise<void>;

/** Every host there is, by name. To add one, add a line. */
export const HOSTS: ReadonlyMap<string, HostHandler> = new Map<string, HostHandler>([
  ['ims.jd.com', customerService],
  ['ms.jr.jd.com', appGateway],
  ['example.com', examplePage],
  ['echo.telltale.test', echo],
]);

/** Takes the images that users send to customer service. */
async function customerService(
  request: IncomingMessage,
  response: ServerResponse,
  note: (upload: Upload) => void,
): Promise<void> {
  const received = await receive(request, 'ims.jd.com');
  note(received);
  json(response, request.method === 'POST' ? 200 : 405, { code: 0, received: received.bytes });
}

/** The configuration that the app asks for at its start. */
async function appGateway(
  request: IncomingMessage,
  response: ServerResponse,
  note: (upload: Upload) => void,
): Promise<void> {
  note(await receive(request, 'ms.jr.jd.com'));
  json(response, 200, { code: 0, features: { assistant: true } });
}

async function examplePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const page = '<!doctype html><html><head><title>Example</title></head><body><h1>Example</h1></body></html>';
  response
    .writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(page) })
    .end(page);
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  request.pipe(response);
}

async function receive(request: IncomingMessage, host: string): Promise<Upload> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { host, path: request.url ?? '/', bytes, sha256: hash.digest('hex') };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
