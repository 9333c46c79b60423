import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFailure } from './disk-full.ts';

/** Writes `verdicts.json` in one step: a reader sees the old one or the new one, never half of one. */
export async function writeVerdicts(directory: string, text: string): Promise<void> {
  const target = path.join(directory, 'verdicts.json');
  // The seal does not cover names like this one either: a crash here does not break it.
  const waiting = `${target}.${process.pid}`;
  try {
    await rm(waiting, { force: true });
    await writeFile(waiting, text, { flag: 'wx' });
    await rename(waiting, target);
  } catch (error) {
    throw writeFailure(error, directory);
  }
}
