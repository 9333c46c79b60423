import { Duplex, PassThrough } from 'node:stream';

/** Two ends of one connection in memory: what is written to one is read from the other. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const there = new PassThrough();
  const back = new PassThrough();
  const near = Duplex.from({ readable: back, writable: there });
  const far = Duplex.from({ readable: there, writable: back });
  // A connection that is cut aborts its halves and ends its other end; nothing else is concerned.
  for (const part of [there, back, near, far]) part.on('error', () => undefined);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.once('close', () => other.destroy());
  }
  return [near, far];
}
