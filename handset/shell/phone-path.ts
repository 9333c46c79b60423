import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';

const MOST_LINKS = 40;

/**
 * The host's path of a phone path. Links are followed inside the phone's root as the phone's kernel would: neither
 * `..` nor a link can lead out of it. The last component need not exist.
 */
export async function resolvePhonePath(rootDirectory: string, phonePath: string): Promise<string> {
  let pending = phonePath.split('/').filter((part) => part !== '' && part !== '.');
  let resolved: string[] = [];
  let links = 0;
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (part === '..') {
      resolved.pop();
      continue;
    }
    const target = linkTarget(path.join(rootDirectory, ...resolved, part));
    if (target === undefined) {
      resolved.push(part);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw Object.assign(new Error(`too many links: ${phonePath}`), { code: 'ELOOP' });
    if (target.startsWith('/')) resolved = [];
    pending = [...target.split('/').filter((one) => one !== '' && one !== '.'), ...pending];
  }
  return path.join(rootDirectory, ...resolved);
}

/**
 * At once: `/sdcard` leads over three links, and each step costs microseconds so, but a turn of the thread pool
 * otherwise, which pulling hundreds of files feels.
 */
function linkTarget(hostPath: string): string | undefined {
  return statsOf(hostPath)?.isSymbolicLink() === true ? readlinkSync(hostPath) : undefined;
}

function statsOf(hostPath: string): Stats | undefined {
  try {
    return lstatSync(hostPath, { throwIfNoEntry: false });
  } catch {
    return undefined; // Below something that is no directory: whoever wants the file says so.
  }
}
