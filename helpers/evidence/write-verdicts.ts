import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes `verdicts.json` in one step: a reader sees the old one or the new one, never half of one. */
export async function writeVerdicts(directory: string, text: string): Promise<void> {
  const target = path.join(directory, 'verdicts.json');
  const waiting = `${target}.${process.pid}`;
  await writeFile(waiting, text);
  await rename(waiting, target);
}
