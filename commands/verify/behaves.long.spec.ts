import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../helpers/verdicts/judge.ts';
import { loadProfile } from '../load-profile.ts';
import { versionOf } from '../profile/version-of.ts';
import { bundleOf, run, verdictsOf } from './verify-run.fake.ts';

const APPS = path.join(import.meta.dirname, '..', '..', 'apps');

/** Nothing of the harness is made for one app only, and an app that behaves is not accused. */
describe.each([
  ['9', 'whole-content'],
  // From Android 10 on it gets the photo without the place where it was taken.
  ['14', 'without-place'],
])('an app of our own, which behaves, on Android %s', (android, detector) => {
  it('comes out as its truth is known, and the photo that the user sent was seen as a whole', async () => {
    const ended = await run('--app=wren', '--device=handset', `--handset-option=--android=${android}`);
    const version = versionOf(await loadProfile(APPS, 'wren'), '1.0');
    const known = version?.kind === 'named' ? version.expected : undefined;
    const expected = known?.find((one) => one.matrix === 'quick' && one.android.includes(android));
    expect(await verdictsOf(ended)).toEqual(expected?.verdicts);
    expect(ended.code, ended.output).toBe(0);
    const found = judge(await bundleOf(ended)).findings.map((one) => [one.stimulus, one.detector]);
    expect(found).toEqual([['photo', detector]]);
  });
});
