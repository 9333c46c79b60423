import path from 'node:path';
import type { Matrix } from '../../helpers/model/profile.ts';
import type { VerdictKind } from '../../helpers/model/verdict.ts';
import { loadProfile } from '../load-profile.ts';
import { versionOf } from '../profile/version-of.ts';
import { type Ended, start, twoAtATime, verdictsOf } from './verify-run.fake.ts';

type Verdicts = Readonly<Record<string, VerdictKind>>;

/** One version of which the truth is known, on one Android. */
interface KnownVersion {
  readonly android: string;
  readonly version: string;
}

interface Outcome {
  readonly ended: Ended;
  readonly verdicts: Verdicts;
}

/** Each of them on a phone of before and one of after Android's rules grew strict. */
export const KNOWN_VERSIONS: readonly KnownVersion[] = ['9', '14'].flatMap((android) =>
  ['5.0.4', '5.0.5', '5.0.6'].map((version) => ({ android, version: `${version}-reenactment` })),
);
const APPS = path.join(import.meta.dirname, '..', '..', 'apps');

/** Runs of all of them, two at a time, in the order of `KNOWN_VERSIONS`. */
export interface VersionRuns {
  outcomeOf(one: KnownVersion): Promise<Outcome>;
  /** One line for each claim, one column for each run, once all have ended. */
  table(): Promise<string>;
}

/** Starts them all; `options` are those of one Android beside the matrix. */
export function runVersions(matrix: Matrix, options: (android: string) => readonly string[]): VersionRuns {
  const outcomes = twoAtATime(
    KNOWN_VERSIONS.map(({ android, version }) => () => {
      const running = start([
        '--app=jdjr',
        '--device=handset',
        `--matrix=${matrix}`,
        `--handset-option=--android=${android}`,
        `--handset-option=--jrapp-version=${version.replace('-reenactment', '')}`,
        ...options(android),
      ]);
      return {
        running,
        done: running.ended.then(async (ended) => ({ ended, verdicts: await verdictsOf(ended) })),
      };
    }),
  );
  return {
    async outcomeOf(one) {
      const outcome = await outcomes[KNOWN_VERSIONS.indexOf(one)];
      if (outcome === undefined) throw new Error('it was not run');
      return outcome;
    },
    async table() {
      const settled = await Promise.allSettled(outcomes);
      return table(settled.map((one) => (one.status === 'fulfilled' ? one.value.verdicts : undefined)));
    },
  };
}

/** What the profile says that the version comes out as. */
export async function knownVerdicts(one: KnownVersion, matrix: Matrix): Promise<Verdicts | undefined> {
  const version = versionOf(await loadProfile(APPS, 'jdjr'), one.version);
  const expected = version?.kind === 'named' ? version.expected : undefined;
  return expected?.find((known) => known.matrix === matrix && known.android.includes(one.android))?.verdicts;
}

function table(runs: readonly (Verdicts | undefined)[]): string {
  const claims = [...new Set(runs.flatMap((one) => Object.keys(one ?? {})))];
  const heads = KNOWN_VERSIONS.map(
    ({ android, version }) => `${version.replace('-reenactment', '')} on ${android}`,
  );
  const row = (first: string, cells: readonly string[]): string =>
    [first.padEnd(36), ...cells.map((cell) => cell.padEnd(15))].join('').trimEnd();
  const lines = claims.map((claim) =>
    row(
      claim,
      runs.map((one) => one?.[claim] ?? 'broke off'),
    ),
  );
  return [row('claim', heads), ...lines].join('\n');
}
