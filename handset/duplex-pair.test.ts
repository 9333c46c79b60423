import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { duplexPair } from './duplex-pair.ts';

describe('a connection in memory', () => {
  it('carries every byte both ways, with half closes', async () => {
    const [near, far] = duplexPair();
    const there = randomBytes(1_000_000);
    const back = randomBytes(300_000);
    near.end(there);
    far.end(back);
    const [atFar, atNear] = await Promise.all([buffer(far), buffer(near)]);
    expect(atFar.equals(there)).toBe(true);
    expect(atNear.equals(back)).toBe(true);
  });

  it('does not take more than the other side reads', () => {
    const [near] = duplexPair();
    expect(near.write(randomBytes(1_000_000))).toBe(false);
  });

  it('ends the other side when one is cut, after what was written was read', async () => {
    const [near, far] = duplexPair();
    near.write('last words');
    near.destroy();
    expect((await buffer(far)).toString()).toBe('last words');
  });
});
