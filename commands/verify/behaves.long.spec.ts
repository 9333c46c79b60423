import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Matrix } from '../../helpers/model/profile.ts';
import { judge } from '../../helpers/verdicts/judge.ts';
import { loadProfile } from '../load-profile.ts';
import { versionOf } from '../profile/version-of.ts';
import { bundleOf, type Ended, run, start, twoAtATime, verdictsOf } from './verify-run.fake.ts';

const APPS = path.join(import.meta.dirname, '..', '..', 'apps');

/** Nothing of the harness is made for one app only, and an app that behaves is not accused. */
async function expectedOf(android: string, matrix: Matrix): Promise<unknown> {
  const version = versionOf(await loadProfile(APPS, 'wren'), '1.0');
  const known = version?.kind === 'named' ? version.expected : undefined;
  return known?.find((one) => one.matrix === matrix && one.android.includes(android))?.verdicts;
}

describe.each([
  ['9', 'whole-content'],
  // From Android 10 on it gets the photo without the place where it was taken.
  ['14', 'without-place'],
])('an app of our own, which behaves, on Android %s', (android, detector) => {
  it('comes out as its truth is known, and the photo that the user sent was seen as a whole', async () => {
    const ended = await run('--app=wren', '--device=handset', `--handset-option=--android=${android}`);
    expect(await verdictsOf(ended)).toEqual(await expectedOf(android, 'quick'));
    expect(ended.code, ended.output).toBe(0);
    const found = judge(await bundleOf(ended)).findings.map((one) => [one.stimulus, one.detector]);
    expect(found).toEqual([['photo', detector]]);
  });
});

/** As short as is truthful: Android 14 tells an app in the background of an image up to ten seconds late, 9 at once. */
const WINDOWS = [
  ['9', '2'],
  ['14', '12'],
] as const;
const TIMEOUT_MS = 1_800_000;

describe('the full matrix with an app of our own, which behaves', () => {
  let runs: readonly Promise<Ended>[];
  beforeAll(() => {
    runs = twoAtATime(
      WINDOWS.map(([android, window]) => () => {
        const phone = ['--device=handset', `--handset-option=--android=${android}`];
        const running = start(['--app=wren', ...phone, '--matrix=full', `--window=${window}`]);
        return { running, done: running.ended };
      }),
    );
  });

  it.each(WINDOWS.map(([android], index) => [android, index] as const))(
    'comes out on Android %s as its truth is known, and no scenario breaks off',
    async (android, index) => {
      const ended = await runs[index];
      if (ended === undefined) expect.unreachable('it was not run');
      expect(await verdictsOf(ended)).toEqual(await expectedOf(android, 'full'));
      expect(ended.code, ended.output).toBe(0);
      const { stimuli, timeline } = await bundleOf(ended);
      expect(stimuli.filter(({ delivery }) => delivery.kind === 'undelivered')).toEqual([]);
      expect(timeline.filter(({ kind }) => kind === 'fault' || kind === 'gap')).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
