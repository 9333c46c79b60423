import { createHash } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundle } from '../helpers/evidence/load.ts';
import { readVerdicts, writeVerdicts } from '../helpers/evidence/verdicts-file.ts';
import type { Bundle } from '../helpers/model/bundle.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { byTurns } from '../helpers/model/steps.ts';
import { openTextReader } from '../helpers/reading/open-text-reader.ts';
import { judging } from '../helpers/verdicts/judge.ts';
import { judgementJson } from '../helpers/verdicts/judgement-json.ts';
import { printable } from '../reports/escape.ts';
import { compareWithExpected, exitCode } from '../reports/expectation.ts';
import { renderVerdictTable } from '../reports/table.ts';
import { print, runCommand } from './run-command.ts';
import { terminal } from './terminal.ts';

const USAGE = `usage: npm run judge -- <bundle directory> [--json]

Judges a recorded bundle: no phone, no network and no other program is needed. When the bundle
holds verdicts.json, the verdicts are compared with it and nothing is written; else it is written.

  --json   print what verdicts.json holds instead of the table

exit codes: 0 all upheld or not applicable; 1 violated; 2 undecided;
            3 the bundle cannot be judged, its recording broke off, or its verdicts.json says otherwise`;

const DAMAGE_SHOWN = 10;

/** `npm run judge -- <bundle>`: the same pure function that `verify` calls after it has sealed. */
async function judgeCommand(argv: readonly string[]): Promise<number> {
  const options = parsed(argv);
  if (options === 'help') {
    print(USAGE);
    return 0;
  }
  const bundle = await loadBundle(options.directory);
  const judgement = await byTurns(judging(bundle, await openTextReader()));
  const text = judgementJson(judgement);
  const recorded = await readVerdicts(options.directory);
  if (options.json) process.stdout.write(text);
  else {
    const { width, color } = terminal();
    print(renderVerdictTable(bundle.run, judgement, width, color));
    for (const line of ['', ...conditionOf(bundle)]) print(line);
  }
  if (recorded === undefined) await writeVerdicts(options.directory, text);
  else if (!recorded.equals(Buffer.from(text))) throw judgedOtherwise(options.directory, recorded, text);
  if (!options.json) print(recorded === undefined ? 'verdicts.json was written.' : AGREES);
  const faulted = bundle.timeline.some(({ kind }) => kind === 'fault');
  return exitCode(judgement, compareWithExpected(judgement, undefined), 'verdict', faulted);
}

const AGREES = 'The verdicts.json of the bundle says the same, byte for byte.';

/** What a reader must know of the evidence before the verdicts: whether it is whole, and whether its making was. */
function conditionOf({ seal, damage, timeline }: Bundle): readonly string[] {
  const faults = timeline.flatMap((event) => (event.kind === 'fault' ? [event] : []));
  return [
    seal.kind === 'sealed'
      ? `The bundle is sealed: manifest sha256 ${seal.manifestSha256}.`
      : `The bundle is ${seal.kind}${seal.kind === 'broken' ? `: ${printable(seal.because)}` : ''}.`,
    ...damage
      .slice(0, DAMAGE_SHOWN)
      .map(
        ({ file, line, because }) =>
          `damaged: ${printable(file)}${line === undefined ? '' : ` line ${line}`}: ${printable(because)}`,
      ),
    ...(damage.length > DAMAGE_SHOWN ? [`damaged: and ${damage.length - DAMAGE_SHOWN} more`] : []),
    ...faults.map(({ what, why }) => `The recording broke off: ${printable(what)}: ${printable(why)}`),
  ];
}

function judgedOtherwise(directory: string, recorded: Buffer, text: string): HarnessError {
  const file = path.join(directory, 'verdicts.json');
  return new HarnessError('BUNDLE_INVALID', {
    what: `${file} says otherwise`,
    why: `its sha256 is ${sha256(recorded)}, that of these verdicts ${sha256(text)}: it was changed, or judged by another version of Telltale`,
    remedy: `nothing was written; compare with: npm run --silent judge -- ${directory} --json | diff ${file} -`,
  });
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function parsed(argv: readonly string[]): { readonly directory: string; readonly json: boolean } | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) return 'help';
    const [directory, ...rest] = positionals;
    if (directory === undefined || rest.length > 0)
      throw new Error(`it takes one bundle directory and was given ${positionals.length}`);
    return { directory, json: values.json === true };
  } catch (error) {
    throw new HarnessError('USAGE', {
      what: 'the command line was not understood',
      why: error instanceof Error ? error.message : String(error),
      remedy: 'see: npm run judge -- --help',
    });
  }
}

await runCommand(judgeCommand);
