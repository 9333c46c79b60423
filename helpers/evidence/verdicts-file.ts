import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../model/harness-error.ts';
import { writeFailure } from './disk-full.ts';
import { readPlain } from './plain-file.ts';

const LARGEST_VERDICTS = 256 * 1024 * 1024;

/** Writes `verdicts.json` in one step: a reader sees the old one or the new one, never half of one. */
export async function writeVerdicts(directory: string, text: string): Promise<void> {
  const target = fileIn(directory);
  // The seal does not cover names like this one either: a crash here does not break it.
  const waiting = `${target}.${process.pid}`;
  try {
    await rm(waiting, { force: true });
    await writeFile(waiting, text, { flag: 'wx' });
    await rename(waiting, target);
  } catch (error) {
    await rm(waiting, { force: true });
    throw writeFailure(error, directory);
  }
}

/** The bytes of `verdicts.json`, or `undefined` when the bundle was not judged yet. Fails with `BUNDLE_INVALID`. */
export async function readVerdicts(directory: string): Promise<Buffer | undefined> {
  try {
    return await readPlain(fileIn(directory), LARGEST_VERDICTS);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new HarnessError('BUNDLE_INVALID', {
      what: `${fileIn(directory)} could not be read`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedy: 'move it away to have the bundle judged anew',
      cause,
    });
  }
}

function fileIn(directory: string): string {
  return path.join(directory, 'verdicts.json');
}
