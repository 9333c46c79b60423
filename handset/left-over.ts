import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PHONE_DIRECTORY } from './control/control-socket.ts';

/** A process of this machine, so that no other one that got its number later is taken for it. */
interface Owner {
  readonly pid: number;
  /** In ticks since boot (proc(5), field 22 of `stat`). */
  readonly startTicks: string;
  readonly bootId: string;
  /** Of process numbers: what lives in another one cannot be seen from here. */
  readonly namespace: string;
}

const OWNER_FILE = 'owner.json';

/** Notes in a phone's directory which process it belongs to. */
export async function markOwner(directory: string): Promise<void> {
  const { pid } = process;
  const owner: Owner = { pid, startTicks: (await startTicksOf(pid)) ?? '', ...(await here()) };
  await writeFile(path.join(directory, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
}

/**
 * Removes the directories of phones that were killed. One without an owner, or whose owner may be alive, stays; so does one
 * that is not ours alone, or below which something is mounted.
 */
export async function removeLeftOver(temporary: string): Promise<void> {
  const now = await here();
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  for (const name of await readdir(temporary)) {
    const directory = path.join(temporary, name);
    if (!name.startsWith(PHONE_DIRECTORY) || mounts.includes(` ${directory}/`)) continue;
    if ((await isOursAlone(directory)) && (await isOrphaned(directory, now)))
      await rm(directory, { recursive: true, force: true });
  }
}

/** `mkdtemp` makes it so; in a directory that others may write, a path may change while it is being removed. */
async function isOursAlone(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined); // Its phone has just ended.
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

async function isOrphaned(directory: string, now: Omit<Owner, 'pid' | 'startTicks'>): Promise<boolean> {
  const owner = parsed(await readFile(path.join(directory, OWNER_FILE), 'utf8').catch(() => ''));
  if (owner === undefined) return false;
  // After a restart of the machine nothing of before lives.
  if (owner.bootId !== now.bootId) return true;
  if (owner.namespace !== now.namespace) return false;
  return (await startTicksOf(owner.pid)) !== owner.startTicks;
}

function parsed(text: string): Owner | undefined {
  try {
    const { pid, startTicks, bootId, namespace } = JSON.parse(text);
    const words = [startTicks, bootId, namespace].every((one) => typeof one === 'string' && one !== '');
    return words && Number.isSafeInteger(pid) ? { pid, startTicks, bootId, namespace } : undefined;
  } catch {
    return undefined; // Nobody wrote it, or not to its end.
  }
}

async function here(): Promise<Omit<Owner, 'pid' | 'startTicks'>> {
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return { bootId, namespace: await readlink('/proc/self/ns/pid') };
}

/** `undefined` for a process that is not there. Its name, in parentheses, may hold anything. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
