import { describe, expect, it } from 'vitest';
import type { ProcessState } from '../../model/stimulus.ts';
import { asRestarted } from './restarted.ts';

describe('a target whose process was killed', () => {
  it.each<[string, ProcessState, readonly number[], readonly number[] | undefined, ProcessState]>([
    ['came back by itself', 'background', [30], [20], 'restarted'],
    ['came back and is cached', 'cached', [30, 31], [20, 21], 'restarted'],
    ['is still the same one', 'cached', [20], [20], 'cached'],
    ['lives on in one process of two', 'background', [21, 30], [20, 21], 'background'],
    ['has not come back', 'stopped', [], [20], 'stopped'],
    ['came back and was frozen', 'frozen', [30], [20], 'frozen'],
    ['was opened by the user', 'foreground', [30], [20], 'foreground'],
    ['was never killed', 'background', [30], undefined, 'background'],
  ])('%s', (_what, state, pids, killed, expected) => {
    expect(asRestarted({ state, pids, proof: 'UidRecord' }, killed).state).toBe(expected);
  });

  it('proves it by both process ids', () => {
    const { proof } = asRestarted({ state: 'background', pids: [30], proof: 'UidRecord' }, [20]);
    expect(proof).toBe('killed: 20; now: 30; UidRecord');
  });
});
