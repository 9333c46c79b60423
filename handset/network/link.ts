import { Transform } from 'node:stream';

type Direction = 'up' | 'down';

/** What carries bytes between the phone's radio and the world: all connections share its pace, each direction has its own. */
export interface Link {
  /** So many bytes a second from now on; `undefined`: as they come. */
  slow(bytesPerSecond: number | undefined): void;
  /** Resolves when so many bytes have passed behind those that were there before; `undefined`: they have. */
  carry(direction: Direction, bytes: number): Promise<void> | undefined;
  /** A stream whose bytes pass in one direction. */
  lane(direction: Direction): Transform;
}

/** How long a piece takes at most, so that connections take turns and a new pace is felt soon. */
const SLICE_MS = 50;

export function createLink(): Link {
  let pace: number | undefined;
  let freeAtMs = { up: 0, down: 0 };
  const link: Link = {
    slow(bytesPerSecond) {
      pace = bytesPerSecond;
      freeAtMs = { up: 0, down: 0 };
    },
    carry(direction, bytes) {
      if (pace === undefined) return undefined;
      const now = performance.now();
      const through = Math.max(now, freeAtMs[direction]) + (bytes * 1_000) / pace;
      freeAtMs[direction] = through;
      return new Promise((resolve) => setTimeout(resolve, through - now));
    },
    lane: (direction) =>
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          if (pace === undefined) return done(null, chunk);
          void crawl(this, chunk, direction).then(() => done());
        },
      }),
  };
  async function crawl(lane: Transform, chunk: Buffer, direction: Direction): Promise<void> {
    for (let at = 0; at < chunk.length && !lane.destroyed; ) {
      const bytes = pace === undefined ? chunk.length : Math.max(1, Math.floor((pace * SLICE_MS) / 1_000));
      const piece = chunk.subarray(at, at + bytes);
      await link.carry(direction, piece.length);
      lane.push(piece);
      at += piece.length;
    }
  }
  return link;
}
