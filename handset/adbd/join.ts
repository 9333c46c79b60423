import type { Duplex } from 'node:stream';

/** Connects two sockets: bytes flow both ways until either ends; then both are closed once what is under way is out. */
export function join(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => {
      if (to.writableFinished) to.destroy();
      else to.end(() => to.destroy());
    });
  }
}
