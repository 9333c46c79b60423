import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { LINE_FILES } from '../model/bundle.ts';
import { INCOMING } from './object-store.ts';

/** What lies in a bundle, without what is not sealed. Paths are relative and written with `/`, sorted. */
export interface Inventory {
  readonly files: readonly string[];
  /** Links, pipes, devices and directories that a bundle does not have: never opened or followed. */
  readonly refused: readonly string[];
}

/**
 * `verdicts.json` is not part of what is sealed: judging comes after sealing, and may be repeated years later with
 * other detectors. It names the manifest that it judged instead.
 */
const NOT_SEALED = /^(manifest\.(json|sig)|verdicts\.json(\.\w+)?)$/;
const DIRECTORY = /^objects(\/[0-9a-f]{2})?$/;
const OBJECT = /^objects\/[0-9a-f]{2}\/[0-9a-f]{62}$/;
const KNOWN: ReadonlySet<string> = new Set([
  'run.json',
  'flows.har',
  ...LINE_FILES.map((name) => `${name}.jsonl`),
]);

export async function takeInventory(directory: string): Promise<Inventory> {
  const files: string[] = [];
  const refused: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(path.join(directory, below), { withFileTypes: true })) {
      const relative = below === '' ? entry.name : `${below}/${entry.name}`;
      if (NOT_SEALED.test(relative) || isIncoming(relative, entry)) continue;
      if (entry.isFile()) files.push(relative);
      else if (entry.isDirectory() && DIRECTORY.test(relative)) await walk(relative);
      else refused.push(relative);
    }
  };
  await walk('');
  return { files: files.sort(), refused: refused.sort() };
}

/** Whether a bundle has a file of this name. */
export function belongs(relative: string): boolean {
  return KNOWN.has(relative) || OBJECT.test(relative);
}

function isIncoming(relative: string, entry: Dirent): boolean {
  return relative === `objects/${INCOMING}` && entry.isDirectory();
}
