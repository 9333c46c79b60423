import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictKind } from '../../helpers/model/verdict.ts';
import { loadProfile } from '../load-profile.ts';
import { versionOf } from '../profile/version-of.ts';
import { bundleOf, type Ended, start, twoAtATime, verdictsOf } from './verify-run.fake.ts';

/** Each version of which the truth is known, on a phone of before and one of after Android's rules grew strict. */
const RUNS = ['9', '14'].flatMap((android) =>
  ['5.0.4', '5.0.5', '5.0.6'].map((version) => ({ android, version: `${version}-reenactment` })),
);
const APPS = path.join(import.meta.dirname, '..', '..', 'apps');

interface Outcome {
  readonly ended: Ended;
  readonly verdicts: Readonly<Record<string, VerdictKind>>;
}

const outcomes = new Map<(typeof RUNS)[number], Promise<Outcome>>();

beforeAll(() => {
  const begun = twoAtATime(RUNS.map((one) => () => verify(one)));
  for (const [index, one] of RUNS.entries()) {
    const outcome = begun[index];
    if (outcome !== undefined) outcomes.set(one, outcome);
  }
});

afterAll(async () => {
  const settled = await Promise.allSettled(outcomes.values());
  process.stdout.write(
    `\n${table(settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined)))}\n\n`,
  );
});

describe('each version of the re-enactment on each phone', () => {
  it.each(RUNS)('$version on Android $android comes out as its truth is known', async (one) => {
    const { ended, verdicts } = await outcomeOf(one);
    const profile = await loadProfile(APPS, 'jdjr');
    const version = versionOf(profile, one.version);
    const expected = version?.kind === 'named' ? version.expected : undefined;
    const known = expected?.find(
      ({ android, matrix }) => matrix === 'quick' && android.includes(one.android),
    );
    expect(verdicts).toEqual(known?.verdicts);
    expect(ended.code, ended.output).toBe(0);
  });

  it.each(RUNS.filter(({ android }) => android === '14'))(
    'on Android 14, where it was frozen in the window, $version is never upheld in the background',
    async (one) => {
      const { ended, verdicts } = await outcomeOf(one);
      const bundle = await bundleOf(ended);
      const frozen = bundle.counters.some(
        (sample) => sample.kind === 'process-state' && sample.state === 'frozen',
      );
      expect(frozen).toBe(true);
      expect(verdicts['no-background-acquisition']).not.toBe('upheld');
    },
  );
});

function verify({ android, version }: (typeof RUNS)[number]) {
  const running = start([
    '--app=jdjr',
    '--device=handset',
    `--handset-option=--android=${android}`,
    `--handset-option=--jrapp-version=${version.replace('-reenactment', '')}`,
  ]);
  const done = running.ended.then(async (ended) => ({ ended, verdicts: await verdictsOf(ended) }));
  return { running, done };
}

async function outcomeOf(one: (typeof RUNS)[number]): Promise<Outcome> {
  const outcome = await outcomes.get(one);
  if (outcome === undefined) throw new Error('it was not run');
  return outcome;
}

/** One line for each claim, one column for each run. */
function table(runs: readonly (Outcome | undefined)[]): string {
  const claims = [...new Set(runs.flatMap((one) => Object.keys(one?.verdicts ?? {})))];
  const heads = RUNS.map(({ android, version }) => `${version.replace('-reenactment', '')} on ${android}`);
  const lines = claims.map((claim) =>
    [claim.padEnd(36), ...runs.map((one) => (one?.verdicts[claim] ?? 'broke off').padEnd(15))].join(''),
  );
  return [['claim'.padEnd(36), ...heads.map((head) => head.padEnd(15))].join(''), ...lines].join('\n');
}
