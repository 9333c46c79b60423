import { describe, expect, it } from 'vitest';
import type { TouchPoint } from '../screen-parts.ts';
import { directionOf, straightWay, touchOf } from './touch.ts';

const LIMITS = { slop: 21, longPressMs: 500 };
const at = (x: number, y: number, atMs: number): TouchPoint => ({ x, y, atMs });

describe('a finger’s way', () => {
  it.each<readonly [string, readonly TouchPoint[], string | undefined, boolean | undefined]>([
    ['nothing', [], undefined, undefined],
    ['one point', [at(1, 2, 0)], 'tap', undefined],
    ['499 ms in one place', [at(1, 2, 0), at(1, 2, 499)], 'tap', undefined],
    ['500 ms in one place', [at(1, 2, 0), at(1, 2, 500)], 'long-press', undefined],
    ['21 pixels away', [at(0, 0, 0), at(21, 0, 100)], 'tap', undefined],
    ['22 pixels away', [at(0, 0, 0), at(22, 0, 100)], 'drag', false],
    ['away and back', [at(0, 0, 0), at(90, 0, 50), at(0, 0, 100)], 'drag', false],
    ['away after a long press', [at(0, 0, 0), at(0, 0, 600), at(300, 0, 700)], 'drag', true],
  ])('of %s', (_what, path, kind, held) => {
    const touch = touchOf(path, LIMITS);
    expect(touch?.kind).toBe(kind);
    if (touch?.kind === 'drag') expect(touch.held).toBe(held);
  });

  it('ends with the speed that it had, and with none after a rest', () => {
    const [from, to] = [
      { x: 0, y: 1000 },
      { x: 0, y: 400 },
    ];
    const swept = touchOf(straightWay(from, to, { ms: 300 }), LIMITS);
    expect(swept).toMatchObject({ kind: 'drag', from, to });
    if (swept?.kind !== 'drag') throw new Error('no drag');
    expect(swept.velocity.y).toBeCloseTo(-2000, -2);
    expect(touchOf(straightWay(from, to, { ms: 300, restMs: 250 }), LIMITS)).toMatchObject({
      velocity: { x: 0, y: 0 },
    });
  });

  it.each([
    [0, -9, 'up'],
    [0, 9, 'down'],
    [-9, 8, 'left'],
    [9, -8, 'right'],
  ] as const)('by %d and %d leads %s', (x, y, direction) => {
    expect(directionOf({ x: 0, y: 0 }, { x, y })).toBe(direction);
  });
});
