import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';
import { allowed } from './access.ts';
import { createDisk, type Disk, takesRoom } from './disk.ts';
import { resolvePhonePath } from './phone-path.ts';

/** The phone's files below a directory of the host. Owners are real where the handset runs as root. */
export function createPhoneFiles(rootDirectory: string, disk: Disk = createDisk()): PhoneFiles {
  const hostPath = (phonePath: string): Promise<string> => resolvePhonePath(rootDirectory, phonePath);
  return {
    hostPath,
    claim: (bytes) => disk.claim(bytes),
    left: () => disk.left(),
    async write(phonePath, bytes, owner) {
      if (takesRoom(phonePath)) disk.claim(bytes.length);
      await makeParents(hostPath, path.posix.dirname(phonePath), owner);
      const target = await hostPath(phonePath);
      await writeFile(target, bytes);
      await give(target, owner, owner.mode);
    },
    read: async (phonePath) => await readFile(await hostPath(phonePath)),
    rename: async (from, to) => await rename(await hostPath(from), await hostPath(to)),
    remove: async (phonePath) => await rm(await hostPath(phonePath), { recursive: true, force: true }),
    exists: async (phonePath) => (await stat(await hostPath(phonePath)).catch(() => undefined)) !== undefined,
    async stat(phonePath) {
      const found = await stat(await hostPath(phonePath));
      return { bytes: found.size, modifiedMs: found.mtimeMs, directory: found.isDirectory() };
    },
    async list(phonePath) {
      return (await readdir(await hostPath(phonePath)).catch(() => [])).sort();
    },
    async allows(phonePath, uid, access) {
      if (process.getuid?.() !== 0) return true;
      return await allowed(rootDirectory, await hostPath(phonePath), { uid, access });
    },
  };
}

async function makeParents(
  hostPath: (phonePath: string) => Promise<string>,
  directory: string,
  owner: FileOwner,
): Promise<void> {
  const host = await hostPath(directory);
  if ((await stat(host).catch(() => undefined)) !== undefined) return;
  await makeParents(hostPath, path.posix.dirname(directory), owner);
  await mkdir(host, { recursive: true });
  // A directory can be entered by whoever can read it, and its owner can put files into it.
  await give(host, owner, owner.mode | ((owner.mode & 0o444) >> 2) | 0o300);
}

/** Only root may give files away; in a user namespace every file is the one user's. */
async function give(hostPath: string, owner: FileOwner, mode: number): Promise<void> {
  if (process.getuid?.() === 0) await chown(hostPath, owner.uid, owner.gid);
  await chmod(hostPath, mode);
}
