import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Judgement } from '../../helpers/model/verdict.ts';
import { KNOWN_VERSIONS, knownVerdicts, runVersions, type VersionRuns } from './known-versions.fake.ts';
import { bundleOf, type Ended } from './verify-run.fake.ts';

/** As short as is truthful: Android 14 tells an app in the background of an image up to ten seconds late, 9 at once. */
const WINDOW = { '9': '2', '14': '12' } as const;
/** All six, two at a time, and on a machine that does something else as well. */
const TIMEOUT_MS = 3_000_000;

let runs: VersionRuns;
beforeAll(() => {
  runs = runVersions('full', (android) => [`--window=${android === '9' ? WINDOW['9'] : WINDOW['14']}`]);
});
afterAll(async () => void process.stdout.write(`\n${await runs.table()}\n\n`), TIMEOUT_MS);

describe('the full matrix with each version of the re-enactment on each phone', () => {
  it.each(KNOWN_VERSIONS)(
    '$version on Android $android comes out as its truth is known',
    async (one) => {
      const { ended, verdicts } = await runs.outcomeOf(one);
      const known = await knownVerdicts(one, 'full');
      expect(verdicts).toEqual(known);
      expect(ended.code, ended.output).toBe(0);
    },
    TIMEOUT_MS,
  );

  it.each(KNOWN_VERSIONS)(
    '$version on Android $android meets every image, and no scenario breaks off',
    async (one) => {
      const { ended } = await runs.outcomeOf(one);
      const bundle = await bundleOf(ended);
      const undelivered = bundle.stimuli.filter(({ delivery }) => delivery.kind === 'undelivered');
      expect(undelivered).toEqual([]);
      expect(bundle.timeline.filter(({ kind }) => kind === 'fault' || kind === 'gap')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each(KNOWN_VERSIONS.filter(({ android }) => android === '14'))(
    'while it is frozen $version is upheld in nothing of the background',
    async (one) => {
      const { ended } = await runs.outcomeOf(one);
      expect(await verdictIn(ended, 'frozen', 'no-background-acquisition')).not.toBe('upheld');
    },
    TIMEOUT_MS,
  );
});

async function verdictIn(ended: Ended, scenario: string, claim: string): Promise<string | undefined> {
  const text = await readFile(path.join(ended.directory, 'bundle', 'verdicts.json'), 'utf8');
  const judged = (JSON.parse(text) as Judgement).claims.find((one) => one.claim === claim);
  return judged?.scenarios.find((one) => one.scenario === scenario)?.verdict.kind;
}
