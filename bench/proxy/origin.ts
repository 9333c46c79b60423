import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

/**
 * The origin of `bench/proxy.ts`, a process of its own: it answers a GET with two bytes, and an upload with what it
 * counted; hashed too where it is asked to, which is outside of what is timed. Its only words are its two ports.
 */
interface Answering {
  end(text: string): unknown;
}

interface Asking extends AsyncIterable<Buffer> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

async function serve(request: Asking, response: Answering): Promise<void> {
  if (request.method === 'GET') return void response.end('ok');
  const hash = request.url === '/hashed' ? createHash('sha256') : undefined;
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    hash?.update(chunk);
  }
  response.end(JSON.stringify({ bytes, sha256: hash?.digest('hex') }));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) =>
    server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, resolve),
  );
  return (server.address() as AddressInfo).port;
}

const [keyFile = '', certificateFile = ''] = process.argv.slice(2);
const identity = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
const onRequest = (request: Asking, response: Answering): void => {
  // A client that is gone is the bench's own doing.
  serve(request, response).catch(() => undefined);
};
const http1 = createServer(identity, onRequest);
const http2 = createSecureServer(identity, onRequest);
process.send?.({ http1: await listen(http1), http2: await listen(http2) });
process.on('disconnect', () => process.exit(0));
