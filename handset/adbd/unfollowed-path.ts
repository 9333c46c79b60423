import path from 'node:path';
import type { PhoneFiles } from '../shell-parts.ts';

/** The host's path of the name itself: when the name is a link's, of the link, not of what it leads to. */
export async function unfollowedPath(files: PhoneFiles, phonePath: string): Promise<string> {
  const name = path.posix.basename(phonePath);
  if (phonePath.endsWith('/') || name === '..' || name === '.' || name === '')
    return await files.hostPath(phonePath);
  return path.join(await files.hostPath(path.posix.dirname(phonePath)), name);
}
