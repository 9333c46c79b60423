import { stat, writeFile } from 'node:fs/promises';
import { HarnessError } from '../helpers/model/harness-error.ts';
import type { StimulusId } from '../helpers/model/ids.ts';
import { printable } from '../reports/escape.ts';
import { compareUnread } from './detect/compare-unread.ts';
import { lookThrough } from './detect/look-through.ts';
import type { FromWorker } from './detect/messages.ts';
import { type DetectOptions, parseDetectOptions, USAGE } from './detect/options.ts';
import { type ListedStimulus, readStimuliList } from './detect/stimuli-list.ts';
import { print, runCommand } from './run-command.ts';
import { terminal } from './terminal.ts';

const PROGRESS_MS = 1_000;
const GAPS_SHOWN = 10;

/** `npm run detect`: the detectors on any folder, for somebody with a memory card and no phone. */
async function detectCommand(argv: readonly string[]): Promise<number> {
  const options = parseDetectOptions(argv);
  if (options === 'help') {
    print(USAGE);
    return 0;
  }
  await folderOf(options.artifacts);
  const stimuli = await readStimuliList(options.stimuli);
  const examined: FromWorker[] = [];
  const progress = showProgress(examined);
  try {
    const { artifacts: folder, workers, readText } = options;
    await lookThrough({ folder, stimuli, workers, readText }, (one) => examined.push(one));
  } finally {
    progress.end();
  }
  examined.sort((a, b) => (a.name < b.name ? -1 : 1));
  const compared = compareUnread(stimuli, examined);
  const nameOf = new Map(stimuli.map(({ id, name }) => [id, name]));
  await writeDetections(options, compared, nameOf);
  return tell(options, compared);
}

async function folderOf(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new HarnessError('USAGE', {
    what: `${folder} cannot be looked through`,
    why: found === undefined ? 'there is no such directory' : 'it is no directory',
    remedy: 'name the directory that holds the files: --artifacts <directory>',
  });
}

type Names = ReadonlyMap<StimulusId, ListedStimulus['name']>;

async function writeDetections(
  { out, explain }: DetectOptions,
  examined: readonly FromWorker[],
  names: Names,
): Promise<void> {
  const looked = examined.filter((one) => one.looked || one.findings.length > 0);
  const detections = looked.map(({ name, findings }) => [
    name,
    [...new Set(findings.map(({ stimulus }) => names.get(stimulus)))].sort(),
  ]);
  await writeFile(out, `${JSON.stringify(Object.fromEntries(detections), null, 1)}\n`);
  if (!explain) return;
  const explained = {
    findings: looked.flatMap(({ name, findings }) =>
      findings.map(({ detector, stimulus, offset, length, stimulusOffset, chain, why }) => ({
        artifact: name,
        stimulus: names.get(stimulus),
        detector,
        offset,
        length,
        stimulusOffset,
        chain,
        // Inside, a stimulus has a name of our own.
        why: why.replaceAll(stimulus, names.get(stimulus) ?? stimulus),
      })),
    ),
    gaps: examined.flatMap(({ name, gaps }) => gaps.map((because) => ({ artifact: name, because }))),
  };
  await writeFile(explanationFile(out), `${JSON.stringify(explained, null, 1)}\n`);
}

function explanationFile(out: string): string {
  return `${out.replace(/\.json$/, '')}.findings.json`;
}

function tell({ out, explain }: DetectOptions, examined: readonly FromWorker[]): number {
  const named = examined.filter(({ findings }) => findings.length > 0).length;
  const gaps = examined.flatMap(({ name, gaps: own }) => own.map((because) => `${name}: ${because}`));
  print(`${named} of ${examined.length} files hold something of a stimulus. ${printable(out)}`);
  if (explain) print(`Why, and what could not be looked through: ${printable(explanationFile(out))}`);
  for (const gap of gaps.slice(0, GAPS_SHOWN)) print(`not looked through: ${printable(gap)}`);
  if (gaps.length > GAPS_SHOWN) print(`not looked through: and ${gaps.length - GAPS_SHOWN} more`);
  return gaps.length > 0 ? 2 : 0;
}

/** On a terminal, one line that is written over; elsewhere nothing: it is no place to watch. */
function showProgress(examined: readonly FromWorker[]): { end(): void } {
  if (process.stderr.isTTY !== true) return { end: () => undefined };
  let [counted, bytes] = [0, 0];
  const timer = setInterval(() => {
    for (; counted < examined.length; counted += 1) bytes += examined[counted]?.bytes ?? 0;
    const line = `${counted} files, ${(bytes / 1e6).toFixed(0)} MB`;
    process.stderr.write(`\r${line.padEnd(terminal().width - 1)}`);
  }, PROGRESS_MS);
  return {
    end() {
      clearInterval(timer);
      process.stderr.write('\r');
    },
  };
}

await runCommand(detectCommand);
