import { chmod, chown, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { PhoneRoot } from './root.ts';
import { rootWords } from './run-process.ts';
import { TOYBOX } from './wrappers.ts';

/**
 * Processes of apps are objects of the handset, which no `kill` in a script could find. For each a small real process
 * of the same number and user stands in the shell's space, holding a connection; the kernel decides who may signal
 * it, and when it ends so does the app's.
 */
export interface HeldProcesses {
  /** Brings them up to who runs now. */
  update(): Promise<void>;
  close(): Promise<void>;
}

interface Wanted {
  readonly pid: number;
  readonly uid: number;
}

/** The name of the socket that every Android has, through which processes come to be. */
const SOCKET = '/dev/socket/zygote';

export async function holdProcesses(
  root: PhoneRoot,
  parts: { wanted(): readonly Wanted[]; killed(pid: number): void },
): Promise<HeldProcesses> {
  const held = new Map<number, Socket | undefined>();
  let expected: number | undefined;
  let arrived = (): void => undefined;
  const file = path.join(root.rootDirectory, SOCKET);
  // One after the other: the next to come is the one that was made.
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const pid = expected;
    expected = undefined;
    if (pid === undefined) return void socket.destroy();
    held.set(pid, socket);
    socket.resume().once('close', () => {
      if (held.delete(pid)) parts.killed(pid);
    });
    arrived();
  });
  await listen(server, file);
  const hold = async ({ pid, uid }: Wanted): Promise<void> => {
    // Nobody else of the phone may come instead.
    if (root.privileges === 'root') await chown(file, uid, uid);
    const coming = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    expected = pid;
    held.set(pid, undefined);
    const made = await root.namespace.hold(pid, rootWords(root, uid, [TOYBOX, 'nc', '-U', SOCKET]));
    if (made) await Promise.race([coming, late()]);
    else held.delete(pid);
  };
  let updating: Promise<void> = Promise.resolve();
  const update = async (): Promise<void> => {
    if (root.namespace.hostPid === undefined) return;
    const wanted = new Map(parts.wanted().map((one) => [one.pid, one]));
    for (const [pid, socket] of held) {
      if (wanted.has(pid)) continue;
      held.delete(pid);
      socket?.destroy();
    }
    for (const one of wanted.values()) if (!held.has(one.pid)) await hold(one);
  };
  return {
    async update() {
      updating = updating.then(update);
      await updating;
    },
    async close() {
      for (const socket of held.values()) socket?.destroy();
      held.clear();
      server.close();
    },
  };
}

async function listen(server: Server, file: string): Promise<void> {
  await rm(file, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  await chmod(file, 0o600);
}

/** Of a slow machine: a process that could not connect is not waited for. */
async function late(): Promise<void> {
  await new Promise<void>((resolve) => void setTimeout(resolve, 2_000).unref());
}
