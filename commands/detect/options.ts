import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { HarnessError } from '../../helpers/model/harness-error.ts';

export const USAGE = `usage: npm run detect -- --stimuli <directory> --artifacts <directory> --out <file.json>

Looks for images in any folder: no run, no phone. The stimuli's directory holds stimuli.json,
a list of { "id", "file" } and, where known, "canaries": [{ "kind", "value" }] and "unmarked",
the file of the same image without the pattern that marks it.

  --out <file>     { "<artifact path>": ["<stimulus id>", ...] } of every file that was looked
                   through; a file that could not be is left out, and told of
  --explain        write <file>.findings.json beside it: what was found, where and how, and what
                   could not be looked through, and why
  --read-text      also read what is written in pictures in which nothing else was found: digits,
                   Latin letters, QR codes. It takes about half a second for each
  --workers <n>    this many at once; without it, one for each core

exit codes: 0 every file was looked through; 2 one or more could not be, or only in part;
            3 it could not start`;

export interface DetectOptions {
  readonly stimuli: string;
  readonly artifacts: string;
  readonly out: string;
  readonly explain: boolean;
  readonly readText: boolean;
  readonly workers: number;
}

/** Parses the command line; throws a `HarnessError` of code `USAGE` on what it does not know. */
export function parseDetectOptions(argv: readonly string[]): DetectOptions | 'help' {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        stimuli: { type: 'string' },
        artifacts: { type: 'string' },
        out: { type: 'string' },
        explain: { type: 'boolean' },
        'read-text': { type: 'boolean' },
        workers: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return 'help';
    const { stimuli, artifacts, out } = values;
    if (stimuli === undefined || artifacts === undefined || out === undefined)
      throw new Error('--stimuli, --artifacts and --out have to be given');
    const workers = Number(values.workers ?? availableParallelism());
    if (!Number.isInteger(workers) || workers < 1 || workers > 256)
      throw new Error(`--workers is a whole number from 1 to 256, not ${values.workers}`);
    const { explain = false, 'read-text': readText = false } = values;
    return { stimuli, artifacts, out, explain, readText, workers };
  } catch (error) {
    throw new HarnessError('USAGE', {
      what: 'the command line was not understood',
      why: error instanceof Error ? error.message : String(error),
      remedy: 'see: npm run detect -- --help',
    });
  }
}
