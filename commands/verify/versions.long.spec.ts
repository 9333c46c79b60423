import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KNOWN_VERSIONS, knownVerdicts, runVersions, type VersionRuns } from './known-versions.fake.ts';

let runs: VersionRuns;
beforeAll(() => {
  runs = runVersions('quick', () => []);
});
afterAll(async () => void process.stdout.write(`\n${await runs.table()}\n\n`));

describe('each version of the re-enactment on each phone', () => {
  it.each(KNOWN_VERSIONS)('$version on Android $android comes out as its truth is known', async (one) => {
    const { ended, verdicts } = await runs.outcomeOf(one);
    expect(verdicts).toEqual(await knownVerdicts(one, 'quick'));
    expect(ended.code, ended.output).toBe(0);
  });
});
