import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Exchange, HostHandler } from './host.ts';
import { json, receive } from './receive.ts';

/** What hosts do when they do not behave, or when they use a rare part of HTTP: by the first part of the path. */
export const BEHAVIOURS: Readonly<Record<string, HostHandler>> = {
  /** Refuses a body before it is read, and closes. */
  '413': (exchange) => {
    exchange.answer(413, { connection: 'close', 'content-type': 'text/plain' }, 'too large');
  },
  reset: (exchange) => exchange.reset(),
  /** Takes the request and never answers. */
  silence: (exchange) => void exchange.body.resume(),
  /** Says half of what it announced, then ends its side. */
  'half-close': (exchange) => {
    exchange.body.resume();
    exchange.begin(200, { 'content-length': '10' }).write('half');
    setImmediate(() => exchange.halfClose());
  },
  slow: (exchange) => slowly(exchange),
  redirect: (exchange) => {
    exchange.body.resume();
    exchange.answer(302, { location: query(exchange).get('to') ?? '/status/200' });
  },
  status: (exchange) => {
    exchange.body.resume();
    exchange.answer(Number(/^\/status\/([2-5]\d\d)/.exec(exchange.path)?.[1] ?? 404));
  },
  chunked: (exchange) => {
    exchange.body.resume();
    const answering = exchange.begin(200, { 'content-type': 'text/plain' });
    for (const piece of ['one ', 'two ', 'three']) answering.write(piece);
    answering.end();
  },
  trailers: (exchange) => {
    exchange.body.resume();
    const answering = exchange.begin(200, { trailer: 'x-checksum' });
    answering.write('with a trailer');
    answering.end({ 'x-checksum': '42' });
  },
  gzip: (exchange) => coded(exchange, 'gzip', gzipSync),
  br: (exchange) => coded(exchange, 'br', brotliCompressSync),
  upload: async (exchange, note) => {
    const received = await receive(exchange);
    note(received);
    json(exchange, 200, { received: received.bytes, sha256: received.sha256 });
  },
};

/** Does what the path says; 404 for what nobody does. */
export const behaveByPath: HostHandler = async (exchange, note) => {
  const name = /^\/([\w-]+)/.exec(exchange.path)?.[1] ?? '';
  const behave = Object.hasOwn(BEHAVIOURS, name) ? BEHAVIOURS[name] : undefined;
  if (behave !== undefined) return await behave(exchange, note);
  exchange.body.resume();
  exchange.answer(404);
};

function coded(exchange: Exchange, coding: string, compress: (bytes: Buffer) => Buffer): void {
  exchange.body.resume();
  const text = Buffer.from('compressed '.repeat(100));
  exchange.answer(200, { 'content-encoding': coding, 'content-type': 'text/plain' }, compress(text));
}

/** `?ms=` before each of ten pieces; 50 where nothing is said. */
async function slowly(exchange: Exchange): Promise<void> {
  exchange.body.resume();
  const pause = Math.min(10_000, Number(query(exchange).get('ms') ?? 50));
  const answering = exchange.begin(200, { 'content-type': 'text/plain' });
  for (let piece = 0; piece < 10; piece += 1) {
    await new Promise((resolve) => setTimeout(resolve, pause).unref());
    answering.write(`${piece}`);
  }
  answering.end();
}

function query({ path }: Exchange): URLSearchParams {
  return new URLSearchParams(path.slice(path.indexOf('?') + 1));
}
