import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileAccess } from '../shell-parts.ts';
import { SHELL_GROUPS, SHELL_UID } from './shell-user.ts';

const READ = 4;
const WRITE = 2;
const SEARCH = 1;

/**
 * Whether a user of the phone may reach a file, as a kernel decides by owner, group and mode: the daemons here are the
 * host's process and may do everything, those of a phone may not. `hostPath` has no links and lies below the root.
 */
export async function allowed(
  rootDirectory: string,
  hostPath: string,
  who: { readonly uid: number; readonly access: FileAccess },
): Promise<boolean> {
  if (who.uid === 0) return true;
  const within = path.relative(rootDirectory, hostPath).split('/');
  let directory = rootDirectory;
  for (const name of within) {
    const found = await stat(directory).catch(() => undefined);
    // What is not there is made in the last directory that is, or is missed by whoever wants to read it.
    if (found === undefined) break;
    if (!grants(found, who.uid, SEARCH)) return false;
    const next = path.join(directory, name);
    if (who.access === 'make' && (await isLastOrMissing(next, hostPath)))
      return grants(found, who.uid, WRITE);
    directory = next;
  }
  if (who.access !== 'read') return true;
  const target = await stat(hostPath).catch(() => undefined);
  return target === undefined || grants(target, who.uid, READ);
}

async function isLastOrMissing(hostPath: string, last: string): Promise<boolean> {
  return hostPath === last || (await stat(hostPath).catch(() => undefined)) === undefined;
}

function grants(found: Stats, uid: number, bit: number): boolean {
  const groups = uid === SHELL_UID ? [uid, ...SHELL_GROUPS] : [uid];
  const shift = found.uid === uid ? 6 : groups.includes(found.gid) ? 3 : 0;
  return ((found.mode >> shift) & bit) !== 0;
}
