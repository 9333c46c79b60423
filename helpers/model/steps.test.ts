import { expect, it } from 'vitest';
import { atOnce, byTurns, type Steps } from './steps.ts';

const done: string[] = [];

function* counting(to: number): Steps<number> {
  for (let step = 1; step <= to; step += 1) {
    done.push(`step ${step}`);
    yield;
  }
  return to;
}

it('come to the same, at once and by turns', async () => {
  expect([atOnce(counting(3)), await byTurns(counting(3))]).toEqual([3, 3]);
  expect([atOnce(counting(0)), await byTurns(counting(0))]).toEqual([0, 0]);
});

it('let others have a turn after each step', async () => {
  done.length = 0;
  setImmediate(() => done.push('another'));
  await byTurns(counting(2));
  expect(done).toEqual(['step 1', 'another', 'step 2']);
});

it('end with what one of them throws', async () => {
  function* broken(): Steps<void> {
    yield;
    throw new RangeError('broken');
  }
  expect(() => atOnce(broken())).toThrow(RangeError);
  await expect(byTurns(broken())).rejects.toThrow(RangeError);
});
