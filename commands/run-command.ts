import { isDiskFull } from '../helpers/evidence/disk-full.ts';
import { HarnessError } from '../helpers/model/harness-error.ts';
import { printable } from '../reports/escape.ts';

const HARNESS_FAILED = 3;
const LONGEST_LINE = 2_000;

/** Runs a command's `main` on the command line, says what went wrong, and sets the exit code. */
export async function runCommand(main: (argv: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    // What went wrong may quote the phone, the app or a bundle: none of them writes to the terminal.
    const lines = textOf(error)
      .split('\n')
      .map((line) => printable(line, LONGEST_LINE));
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = HARNESS_FAILED;
  }
}

function textOf(error: unknown): string {
  if (error instanceof HarnessError) return `${error.what}: ${error.why}.\n${error.remedy}`;
  // Whatever was being written: the report, a log, a table of times.
  if (isDiskFull(error) && error instanceof Error)
    return `the disk is full: ${error.message}.\nfree some space and start it again; what was recorded until then is kept`;
  return `telltale broke: ${error instanceof Error ? error.stack : String(error)}`;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
