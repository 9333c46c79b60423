import { parseArgs } from 'node:util';
import { pairedDifference, type RunPair } from '../helpers/detectors/paired-runs.ts';
import { loadBundle } from '../helpers/evidence/load.ts';
import type { Bundle } from '../helpers/model/bundle.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { byTurns } from '../helpers/model/steps.ts';
import { openTextReader } from '../helpers/reading/open-text-reader.ts';
import { examining } from '../helpers/verdicts/examine.ts';
import { unreadSent } from '../helpers/verdicts/unread-sent.ts';
import { printable } from '../reports/escape.ts';
import { print, runCommand } from './run-command.ts';

const USAGE = `usage: npm run paired -- <bundle with> <bundle without> [<with> <without> ...]

Holds runs with images against runs without, pair by pair: did the app send more of what nobody
can read? Content cannot tell of encrypted bytes, and this is no finding either: it is a hint with
the chance at which it comes about when images do not matter. It is as good as the runs of a pair
are alike: same app and version, same phone, same scenarios and windows, recorded in turns. A run
without images is one of scenarios that make none, as --only=tail. One pair says next to nothing;
seven are needed for a chance below 1 in 100.

exit codes: 0 it was computed; 3 the bundles cannot be compared`;

/** `npm run paired -- <with> <without> …`: a p-value of pairs of runs, and no verdict. */
async function pairedCommand(argv: readonly string[]): Promise<number> {
  const directories = parsed(argv);
  if (directories === 'help') {
    print(USAGE);
    return 0;
  }
  const bundles = await Promise.all(directories.map(loadBundle));
  const pairs: RunPair[] = [];
  for (let at = 0; at + 1 < bundles.length; at += 2) pairs.push(await pairOf(bundles[at], bundles[at + 1]));
  for (const [at, { withStimulus, without }] of pairs.entries())
    print(
      `pair ${at + 1}: ${withStimulus} bytes that nobody can read were sent with images, ${without} without`,
    );
  const difference = pairedDifference(pairs);
  if (difference !== undefined)
    print(
      `In the mean ${difference.meanBytes.toFixed(0)} bytes more with images, as chance does ${difference.pValue < 0.5 ? `once in ${Math.floor(1 / difference.pValue)}` : 'in half of all cases or more'} if they do not matter (p = ${difference.pValue.toPrecision(2)}, ${difference.pairs} pairs). This is a hint, and no finding.`,
    );
  return 0;
}

async function pairOf(one: Bundle | undefined, other: Bundle | undefined): Promise<RunPair> {
  if (one === undefined || other === undefined) throw unlike('a pair has two bundles');
  const app = ({ run }: Bundle): string =>
    `${run.app.package} ${run.app.versionName} on Android ${run.device.androidRelease}`;
  if (app(one) !== app(other)) throw unlike(`one is of ${app(one)}, the other of ${app(other)}`);
  if (one.stimuli.length === 0) throw unlike(`in ${one.run.id} no image was made`);
  if (other.stimuli.length > 0) throw unlike(`in ${other.run.id} images were made`);
  return { withStimulus: await sentIn(one), without: await sentIn(other) };
}

async function sentIn(bundle: Bundle): Promise<number> {
  const { search } = await byTurns(examining(bundle, await openTextReader()));
  return unreadSent(bundle, search);
}

function unlike(why: string): HarnessError {
  return new HarnessError('USAGE', {
    what: 'the runs of a pair cannot be compared',
    why: printable(why),
    remedy: 'see what a pair is: npm run paired -- --help',
  });
}

function parsed(argv: readonly string[]): readonly string[] | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help === true) return 'help';
  if (positionals.length < 2 || positionals.length % 2 === 1)
    throw unlike(`bundles come in pairs, and ${positionals.length} were given`);
  return positionals;
}

await runCommand(pairedCommand);
