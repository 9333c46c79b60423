import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { SYSTEM_ACCOUNTS } from './accounts.ts';
import { accountName } from './app-name.ts';
import { inWords, limitedTo } from './disk.ts';
import { environmentOf } from './environment.ts';
import type { PhoneRoot } from './root.ts';
import { groupsForFuse, SHELL_UID, shellGroups } from './shell-user.ts';

export interface ProcessIo {
  readonly uid: number;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
  /** Its HOME; `/` when absent. */
  readonly home?: string;
}

/** What root on the phone needs to own files and end processes; nothing with which it could reach the host. */
const ROOT_CAPABILITIES = '-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+sys_chroot';
/** Of the shell and of apps: a script that starts itself again and again stops there, and not the machine. */
const MOST_PROCESSES = 600;
/** Files of the shell are everybody's but for their directories: adbd's mask is 0 (adb/daemon/main.cpp). */
const OPEN_MASK = ['-c', 'umask 0; exec "$@"', 'sh'];
const NOT_STARTED = 126;
/** How long a command may clean up after its client went away. */
const FAREWELL_MS = 300;

/** Runs a program of the phone in its root, as a uid. Resolves to its exit code; its whole group ends on abort. */
export async function runInRoot(root: PhoneRoot, words: readonly string[], io: ProcessIo): Promise<number> {
  const [program = 'false', ...argv] = hostWords(root, io.uid, words);
  const env = shellEnvironment(root, io);
  const child = spawn(program, argv, { detached: true, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/', env });
  // As adbd does when its client goes away; a phone would let those live that ignore it, here they end.
  const end = (): void => {
    signalGroup(child, 'SIGHUP');
    setTimeout(() => signalGroup(child, 'SIGKILL'), FAREWELL_MS).unref();
  };
  if (io.signal.aborted) end();
  io.signal.addEventListener('abort', end, { once: true });
  try {
    return await ended(child, io, root.disk.left() === undefined ? (text) => text : inWords);
  } finally {
    io.signal.removeEventListener('abort', end);
    io.stdin.unpipe(child.stdin);
  }
}

/** What the shell of a user finds in its environment. */
export function shellEnvironment(
  root: PhoneRoot,
  { uid, home }: Pick<ProcessIo, 'uid' | 'home'>,
): NodeJS.ProcessEnv {
  const person = { uid, name: accountName(uid, SYSTEM_ACCOUNTS), home: home ?? '/' };
  return environmentOf(root.api, person);
}

/** The host's words for a program of the phone in its root, as a uid. */
export function hostWords(root: PhoneRoot, uid: number, words: readonly string[]): readonly string[] {
  const opened = [root.tools.sh, ...OPEN_MASK, ...rootWords(root, uid, words)];
  return [...limitedTo(root.disk, root.tools), ...root.namespace.enter(opened)];
}

/** Without the namespace: for what is started in it already. */
export function rootWords(root: PhoneRoot, uid: number, words: readonly string[]): readonly string[] {
  const { rootDirectory, api, tools } = root;
  if (root.privileges === 'root') {
    const groups = groupsOf(uid, api).join();
    const chroot = [tools.chroot, `--userspec=${uid}:${uid}`, `--groups=${groups}`, rootDirectory, ...words];
    return uid === 0
      ? [tools.setpriv, '--bounding-set', ROOT_CAPABILITIES, ...chroot]
      : [tools.prlimit, `--nproc=${MOST_PROCESSES}`, ...chroot];
  }
  // The namespace is the caller's own; in a further one is the uid that the command sees.
  const seen = String(uid === 0 ? 0 : SHELL_UID);
  const inner = ['--user', `--map-user=${seen}`, `--map-group=${seen}`, `--root=${rootDirectory}`];
  return [tools.unshare, ...inner, ...words];
}

/**
 * Of an app: those of the shell that called run-as, and the app's own shared group (run-as.cpp,
 * get_supplementary_gids). That `shell` stays among them is not AOSP's: Appium's pullFile lets `run-as PACKAGE cp` write
 * into /data/local/tmp, which by init.rc (0771 shell) fails; that it does on a phone is not verified.
 */
function groupsOf(uid: number, api: number): readonly number[] {
  if (uid === SHELL_UID) return [...shellGroups(api), ...groupsForFuse(api)];
  const app = (uid % 100_000) - 10_000;
  return app < 0 ? [3003, 9997] : [...shellGroups(api), ...groupsForFuse(api), SHELL_UID, 50_000 + app];
}

/** Connects a started program; resolves to its exit code. */
export async function ended(
  child: ChildProcess,
  io: Omit<ProcessIo, 'uid' | 'signal'>,
  worded: (text: string) => string,
): Promise<number> {
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      io.stderr.write(`/system/bin/sh: ${error.message}\n`);
      resolve(NOT_STARTED);
    });
    child.once('close', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
    if (child.stdin !== null) {
      child.stdin.on('error', () => undefined); // The command does not read all of its input.
      io.stdin.pipe(child.stdin);
    }
    child.stdout?.pipe(io.stdout, { end: false });
    child.stderr?.on('data', (chunk: Buffer) => io.stderr.write(worded(chunk.toString('latin1')), 'latin1'));
  });
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (constants.signals[signal] ?? 1);
}

/** To a program that was started as the leader of a group, and to the whole group. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
