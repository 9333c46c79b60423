import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Terminal, TerminalIo } from '../shell-parts.ts';
import type { PhoneRoot } from './root.ts';
import { ended, hostWords, shellEnvironment, signalGroup } from './run-process.ts';

/** Sizes beyond it are no window of anybody's (`struct winsize` has 16 bits). */
const LARGEST_SIDE = 65_535;

/**
 * Runs a line, or an interactive shell for an empty one, on a pseudo terminal. Node cannot make one; `script` of
 * util-linux, which brings `unshare` and `setpriv` too, makes it and carries the bytes.
 */
export function openTerminal(root: PhoneRoot, commandLine: string, io: TerminalIo): Terminal {
  const shell = ['/system/bin/sh', ...(commandLine === '' ? [] : ['-c', commandLine])];
  const variables = Object.entries({ ...shellEnvironment(root, io), ...environment(io) });
  const words = [
    root.tools.env,
    '-i',
    ...variables.map(([name, value]) => `${name}=${value}`),
    ...hostWords(root, io.uid, shell),
  ];
  // The terminal's name comes out of descriptor 3, for whoever wants to turn its size.
  const line = `tty >&3; exec 3>&-; exec ${words.map(quoted).join(' ')}`;
  // `script` runs a line by the shell of its environment, which may be any.
  const argv = [
    'SHELL=/bin/sh',
    'script',
    '--quiet',
    '--return',
    '--flush',
    '--echo',
    'always',
    '--command',
    line,
    '/dev/null',
  ];
  const child = spawn('env', argv, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    cwd: '/',
  });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  io.signal.addEventListener('abort', kill, { once: true });
  const exitCode = ended(child, { ...io, stderr: io.stdout }, (text) => text);
  void exitCode.then(() => io.signal.removeEventListener('abort', kill));
  const name = nameOf(child);
  return {
    exitCode,
    resize: (rows, columns) => void name.then((terminal) => resize(terminal, rows, columns)),
  };
}

/** As mksh on Android has it, from `/system/etc/mkshrc`: host, directory, and what tells root from the others. */
function environment({ uid, type }: TerminalIo): NodeJS.ProcessEnv {
  return { TERM: type, PS1: `$HOSTNAME:$PWD ${uid === 0 ? '#' : '$'} ` };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** `undefined` when the terminal could not be made: then its command says so by itself. */
async function nameOf(child: ChildProcess): Promise<string | undefined> {
  const pipe = child.stdio[3];
  return await new Promise((resolve) => {
    pipe?.once('data', (bytes: Buffer) => resolve(/^\/dev\/pts\/\d+(?=\n)/.exec(bytes.toString())?.[0]));
    pipe?.once('close', () => resolve(undefined));
  });
}

/** The kernel tells the programs on the terminal of its new size (SIGWINCH). */
function resize(terminal: string | undefined, rows: number, columns: number): void {
  if (terminal === undefined || !isSide(rows) || !isSide(columns)) return;
  // The terminal may be gone by now, which is as well.
  execFile('stty', ['-F', terminal, 'rows', String(rows), 'columns', String(columns)], () => undefined);
}

function isSide(length: number): boolean {
  return Number.isInteger(length) && length >= 0 && length <= LARGEST_SIDE;
}
