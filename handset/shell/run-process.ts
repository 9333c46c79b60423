import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inWords, limitedTo } from './disk.ts';
import type { PhoneRoot } from './root.ts';
import { SHELL_GROUPS, SHELL_UID } from './shell-user.ts';

export interface ProcessIo {
  readonly uid: number;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

const ENVIRONMENT = [
  '-i',
  'PATH=/system/bin',
  'HOME=/',
  'LC_ALL=C.UTF-8',
  'TERM=dumb',
  'ANDROID_ROOT=/system',
  'ANDROID_DATA=/data',
  'TMPDIR=/data/local/tmp',
];
/** What root on the phone needs to read and own files; nothing with which it could reach the host. */
const ROOT_CAPABILITIES = '-all,+chown,+dac_override,+fowner,+fsetid,+setgid,+setuid,+sys_chroot';
const NOT_STARTED = 126;

/** Runs a program of the phone in its root, as a uid. Resolves to its exit code; its whole group ends on abort. */
export async function runInRoot(root: PhoneRoot, words: readonly string[], io: ProcessIo): Promise<number> {
  const limits = limitedTo(root.disk);
  const [program = 'false', ...argv] = [...limits, ...hostWords(root, io.uid, words)];
  const child = spawn(program, argv, { detached: true, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' });
  const kill = (): void => killGroup(child);
  io.signal.addEventListener('abort', kill, { once: true });
  try {
    return await ended(child, io, limits.length === 0 ? (text) => text : inWords);
  } finally {
    io.signal.removeEventListener('abort', kill);
    io.stdin.unpipe(child.stdin);
  }
}

/** The host's words for a program of the phone in its root, as a uid. */
export function hostWords(root: PhoneRoot, uid: number, words: readonly string[]): readonly string[] {
  const directory = root.rootDirectory;
  const command = ['/system/bin/toybox', 'env', ...ENVIRONMENT, ...words];
  if (root.privileges === 'root') {
    const chroot = [
      'chroot',
      `--userspec=${uid}:${uid}`,
      `--groups=${uid === SHELL_UID ? SHELL_GROUPS.join() : '1015'}`,
      directory,
      ...command,
    ];
    return uid === 0 ? ['setpriv', '--bounding-set', ROOT_CAPABILITIES, ...chroot] : chroot;
  }
  // Outer namespace: the right to mount the host's /dev/null; inner one: the uid that the command sees.
  const script =
    'mount --bind /dev/null "$0/dev/null" && mount --bind /dev/tty "$0/dev/tty" && id="$1" && shift && exec unshare --user --map-user="$id" --map-group="$id" --root="$0" "$@"';
  return [
    'unshare',
    '--user',
    '--map-root-user',
    '--mount',
    'bash',
    '-c',
    script,
    directory,
    String(uid === 0 ? 0 : SHELL_UID),
    ...command,
  ];
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
  const numbers: Partial<Record<NodeJS.Signals, number>> = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGKILL: 9,
    SIGTERM: 15,
    SIGPIPE: 13,
  };
  return signal === null ? 0 : (numbers[signal] ?? 1);
}

/** Ends a program that was started as the leader of a group, with the whole group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
