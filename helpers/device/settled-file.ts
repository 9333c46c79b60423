import { createHash } from 'node:crypto';
import { shellQuote } from './shell-quote.ts';

/** What one look at a file showed. */
interface SettledLook {
  /** Its content, when it had settled; never of an empty file. */
  readonly bytes: Buffer | undefined;
  /** How often the phone certainly opened the file for it. */
  readonly openings: 0 | 1 | 2;
}

/**
 * Looks at a file twice in one command, as far apart as it takes to read it: at its size and its hash, and then at all of
 * it. `exec-out` merges standard error into the bytes, so that there is none.
 */
export function settledCommand(path: string): string {
  const file = shellQuote(path);
  return `{ stat -c %s ${file} && sha1sum < ${file} && cat ${file}; } 2>/dev/null`;
}

/** Settled: what was read is what was measured and hashed before. */
export function readSettled(stream: Buffer): SettledLook {
  const [head = '', size, hash] =
    /^(\d+)\n([0-9a-f]{40}) [^\n]*\n/.exec(stream.toString('latin1', 0, 128)) ?? [];
  if (hash === undefined) return { bytes: undefined, openings: 0 };
  const bytes = stream.subarray(head.length);
  // It may have gone away in between; counting an opening that was none would hide somebody else's.
  if (bytes.length === 0) return { bytes: undefined, openings: 1 };
  const whole = bytes.length === Number(size) && createHash('sha1').update(bytes).digest('hex') === hash;
  return { bytes: whole ? bytes : undefined, openings: 2 };
}
