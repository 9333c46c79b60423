import path from 'node:path';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Profile } from '../../helpers/model/profile.ts';
import type { AppUnderTest } from '../../helpers/model/run.ts';
import { compareWithExpected, exitCode } from '../../reports/expectation.ts';
import { renderVerdictTable } from '../../reports/table.ts';
import { type Expected, expectedVerdicts } from '../profile/expected-verdicts.ts';
import type { JudgedBundle } from './judged-bundle.ts';

/** What a run came to: the last lines that a person reads, and the exit code. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1 | 2 | 3;
}

export function describeOutcome(
  profile: Profile,
  judged: JudgedBundle,
  mode: 'expectation' | 'verdict',
  terminal: { readonly width: number; readonly color: boolean },
): Outcome {
  const { bundle, judgement } = judged;
  const faults = bundle.timeline.flatMap((event) => (event.kind === 'fault' ? [event] : []));
  const expected = expectedVerdicts(profile, bundle.run);
  const comparison = compareWithExpected(
    judgement,
    expected.kind === 'known' ? expected.verdicts : undefined,
  );
  const lines = ['', renderVerdictTable(bundle.run, judgement, terminal.width, terminal.color), ''];
  for (const fault of faults)
    lines.push(`The harness broke off: ${fault.what}: ${fault.why}. ${fault.remedy}`);
  if (faults.some(({ code }) => code === 'SCREEN_NOT_FOUND')) lines.push(...missedScreens(bundle));
  // What was not recorded to its end says nothing of how the re-enactment behaves.
  if (faults.length === 0) lines.push(...expectationLines(expected, bundle.run.app, comparison));
  return {
    lines,
    exitCode: exitCode(
      judgement,
      comparison,
      expected.kind === 'known' ? mode : 'verdict',
      faults.length > 0,
    ),
  };
}

/** Where the bundle keeps what the screen showed, of the control that was missed last. */
function missedScreens({ timeline }: Bundle): readonly string[] {
  const missed = timeline.flatMap((event) => (event.kind === 'screen-missed' ? [event] : [])).at(-1);
  const at = (name: string, sha256: string | undefined): readonly string[] =>
    sha256 === undefined ? [] : [`  ${name}  bundle/objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`];
  return [...at('picture of the screen', missed?.picture), ...at('its page source      ', missed?.source)];
}

function expectationLines(
  expected: Expected,
  { name, versionName }: AppUnderTest,
  comparison: ReturnType<typeof compareWithExpected>,
): readonly string[] {
  if (expected.kind === 'nothing-known') return [];
  if (expected.kind === 'not-for-this-run') return [`Nothing to compare with: ${expected.because}.`];
  if (comparison.agrees)
    return [`Every verdict is what the re-enactment of ${name} ${versionName} is known to do.`];
  return [
    `Not as the re-enactment ${versionName} is known to behave (so either it or the harness is not as it should be):`,
    ...comparison.differences.map(
      ({ claim, expected, actual }) => `  ${claim}: ${expected} was to come out, ${actual} came out`,
    ),
  ];
}

export function placesOf(runDirectory: string, reportFile: string | undefined): readonly string[] {
  const shown = (file: string): string => path.relative(process.cwd(), file) || '.';
  return [
    `bundle  ${shown(path.join(runDirectory, 'bundle'))}`,
    reportFile === undefined ? 'report  none was made' : `report  ${shown(reportFile)}`,
  ];
}
