import { readdir, readFile, readlink } from 'node:fs/promises';
import type { ProcessRow, ProcessSource } from '../system/process-table.ts';
import { ADBD_PID } from '../system/system-rows.ts';
import type { PhoneRoot } from './root.ts';
import { SHELL_UID } from './shell-user.ts';
import { TOYBOX } from './wrappers.ts';

interface HostRow extends ProcessRow {
  readonly hostPid: number;
  readonly hostParent: number;
}

const MACHINERY = [`${TOYBOX} nc -U /dev/socket/`, `${TOYBOX} cat`];

/** What the shell and its commands run, as the host's kernel knows it; without a namespace there is nothing to tell. */
export function shellProcesses(root: PhoneRoot, clock: { now(): number }): ProcessSource {
  const rows = async (): Promise<readonly HostRow[]> => {
    const space = await spaceOf(root.namespace.hostPid);
    if (space === undefined) return [];
    const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const own = await Promise.all(
      names.map(async (pid) =>
        (await spaceOf(pid)) === space ? await rowOf(pid, root, clock.now()) : undefined,
      ),
    );
    const found = own.flatMap((row) => (row === undefined || row.pid === 1 ? [] : [row]));
    const numbers = new Map(found.map((row) => [row.hostPid, row.pid]));
    return found
      .map((row) => ({ ...row, ppid: numbers.get(row.hostParent) ?? ADBD_PID }))
      .filter(({ words }) => !MACHINERY.some((start) => words.join(' ').startsWith(start)));
  };
  return {
    rows,
    async signal(pid, signal) {
      const row = (await rows()).find((one) => one.pid === pid);
      if (row !== undefined) process.kill(row.hostPid, signal);
    },
  };
}

async function spaceOf(pid: number | undefined): Promise<string | undefined> {
  if (pid === undefined) return undefined;
  return await readlink(`/proc/${pid}/ns/pid`).catch(() => undefined); // It ended, or is somebody else's.
}

async function rowOf(hostPid: number, root: PhoneRoot, nowMs: number): Promise<HostRow | undefined> {
  const status = await readFile(`/proc/${hostPid}/status`, 'utf8').catch(() => undefined);
  const line = await readFile(`/proc/${hostPid}/cmdline`, 'utf8').catch(() => undefined);
  if (status === undefined || line === undefined || line === '') return undefined;
  const field = (name: string): readonly string[] =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
  const words = phoneWords(line.split('\0').slice(0, -1));
  const state = field('State')[0];
  return {
    hostPid,
    hostParent: Number(field('PPid')[0]),
    pid: Number(field('NSpid').at(-1)),
    ppid: ADBD_PID,
    uid: root.privileges === 'root' ? Number(field('Uid')[0]) : SHELL_UID,
    words,
    name: words[0] ?? '',
    state: state === 'R' || state === 'T' || state === 'Z' || state === 'D' ? state : 'S',
    startedMs: nowMs,
    adj: -1_000,
  };
}

/** Scripts that stand for programs go by the program's name. */
function phoneWords(words: readonly string[]): readonly string[] {
  const [shell, script, ...rest] = words;
  if (shell === '/system/bin/sh' && script?.startsWith('/system/bin/') === true)
    return [script.slice('/system/bin/'.length), ...rest];
  return words;
}
