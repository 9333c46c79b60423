import { createHash } from 'node:crypto';
import type { Exchange, Upload } from './host.ts';

/** Reads a request's body to its end, keeping its length and hash only. */
export async function receive(exchange: Exchange): Promise<Upload> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of exchange.body) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { host: exchange.host, path: exchange.path, bytes, sha256: hash.digest('hex') };
}

export function json(exchange: Exchange, status: number, value: unknown): void {
  exchange.answer(status, { 'content-type': 'application/json' }, JSON.stringify(value));
}
