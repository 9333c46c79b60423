import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN } from '../../helpers/evidence/run-record.fake.ts';
import type { Profile } from '../../helpers/model/profile.ts';
import type { RunRecord } from '../../helpers/model/run.ts';
import { loadProfile } from '../load-profile.ts';
import { expectedVerdicts } from './expected-verdicts.ts';

const jdjr = await loadProfile(path.join(import.meta.dirname, '..', '..', 'apps'), 'jdjr');
const VERDICTS = Object.fromEntries(jdjr.claims.map(({ id }) => [id, 'upheld' as const]));

/** A version of which it is known what it does on 9 and on 8.1, by the quick matrix. */
const profile: Profile = {
  ...jdjr,
  versions: [
    {
      kind: 'named',
      versionName: '1.0',
      era: 'as-designed',
      note: 'ours',
      expected: [{ android: ['9', '8.1'], matrix: 'quick', verdicts: VERDICTS }],
    },
    { kind: 'range', from: '2', era: 'as-reported', note: 'the vendor’s' },
  ],
};

function run(versionName: string, androidRelease: string, options: RunRecord['options'] = {}): RunRecord {
  return {
    ...RUN,
    app: { ...RUN.app, versionName },
    device: { ...RUN.device, androidRelease },
    options,
  };
}

describe('what a run must come out as', () => {
  it.each(['9', '8.1', '8.1.0'])('is known on Android %s', (release) => {
    expect(expectedVerdicts(profile, run('1.0', release))).toEqual({ kind: 'known', verdicts: VERDICTS });
  });

  it.each(['2.0', '0.9', 'made up'])('is not known of the version %s', (versionName) => {
    expect(expectedVerdicts(profile, run(versionName, '9'))).toEqual({ kind: 'nothing-known' });
  });

  it.each([
    ['another release', '90', {}, /on Android 9, 8\.1 \(quick\), not on 90 with the quick matrix/],
    ['another matrix', '9', { matrix: 'full' }, /not on 9 with the full matrix/],
    ['a part of the scenarios', '9', { only: 'photo' }, /--only/],
  ])('is not said of %s', (_, release, options, words) => {
    expect(expectedVerdicts(profile, run('1.0', release, options))).toEqual({
      kind: 'not-for-this-run',
      because: expect.stringMatching(words),
    });
  });
});
