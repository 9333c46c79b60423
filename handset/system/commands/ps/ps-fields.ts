import { SYSTEM_ACCOUNTS } from '../../../shell/accounts.ts';
import { accountName } from '../../../shell/app-name.ts';
import type { ProcessRow } from '../../process-table.ts';

/** A column of `ps`: negative widths are filled on the right, as toybox has it (toys/posix/ps.c). */
export interface PsField {
  readonly width: number;
  value(row: ProcessRow, context: PsContext): string;
}

export interface PsContext {
  readonly nowMs: number;
  readonly bootMs: number;
  readonly numeric: boolean;
}

/** Sizes are stand-ins that differ between processes and stay: nothing here has the memory of an app. */
const SMALLEST_RSS_KB = 2_400;
const APP_RSS_KB = 64_000;
const APP_VSZ_KB = 1_400_000;
const FIRST_APP = 10_000;

export function residentKb({ pid, uid, words }: ProcessRow): number {
  if (words.length === 0) return 0;
  const spread = (pid * 2_654_435_761) % 20_000;
  return uid >= FIRST_APP || words[0] === 'system_server'
    ? APP_RSS_KB + spread
    : SMALLEST_RSS_KB + (spread % 4_000);
}

export function virtualKb(row: ProcessRow): number {
  const resident = residentKb(row);
  return resident >= APP_RSS_KB ? APP_VSZ_KB + resident : resident * 4;
}

const user = (uid: number, { numeric }: PsContext): string =>
  numeric ? String(uid) : accountName(uid, SYSTEM_ACCOUNTS);
const base = ({ name }: ProcessRow): string =>
  name.startsWith('[') ? name : (name.split('/').at(-1) ?? name);
const line = ({ words, name }: ProcessRow): string => (words.length === 0 ? name : words.join(' '));
const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

function clock(seconds: number): string {
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function elapsed({ startedMs }: ProcessRow, { nowMs }: PsContext): string {
  const seconds = Math.max(0, Math.floor((nowMs - startedMs) / 1000));
  const minutes = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (seconds < 3_600) return minutes;
  const hours = `${two((seconds / 3_600) % 24)}:${minutes}`;
  return seconds < 86_400 ? hours : `${Math.floor(seconds / 86_400)}-${hours}`;
}

function label({ uid, words, name }: ProcessRow): string {
  if (words.length === 0) return 'u:r:kernel:s0';
  if (uid >= FIRST_APP) return 'u:r:untrusted_app:s0:c512,c768';
  const domain =
    uid === 2_000 && !name.endsWith('adbd') ? 'shell' : base({ ...emptyRow, name }).replace(/\d+$/, '');
  return `u:r:${domain}:s0`;
}

const emptyRow: ProcessRow = {
  pid: 0,
  ppid: 0,
  uid: 0,
  words: [],
  name: '',
  state: 'S',
  startedMs: 0,
  adj: 0,
};

const terminal = (row: ProcessRow): string => row.terminal ?? '?';
const since = ({ startedMs }: ProcessRow): string => new Date(startedMs).toISOString().slice(11, 19);

/** Time of processors is not simulated: it is 0, and so are faults, disk and shares. */
export const PS_FIELDS: ReadonlyMap<string, PsField> = new Map<string, PsField>([
  ['PID', { width: 5, value: ({ pid }) => String(pid) }],
  ['PPID', { width: 5, value: ({ ppid }) => String(ppid) }],
  ['TID', { width: 5, value: ({ pid }) => String(pid) }],
  ['PGID', { width: 5, value: ({ pid }) => String(pid) }],
  ['USER', { width: -12, value: (row, context) => user(row.uid, context) }],
  ['RUSER', { width: -8, value: (row, context) => user(row.uid, context) }],
  ['GROUP', { width: -8, value: (row, context) => user(row.uid, context) }],
  ['RGROUP', { width: -8, value: (row, context) => user(row.uid, context) }],
  ...['UID', 'RUID'].map((name): [string, PsField] => [name, { width: 5, value: ({ uid }) => String(uid) }]),
  ...['GID', 'RGID'].map((name): [string, PsField] => [name, { width: 4, value: ({ uid }) => String(uid) }]),
  ...['VSZ', 'VSIZE'].map((name): [string, PsField] => [
    name,
    { width: 7, value: (row) => String(virtualKb(row)) },
  ]),
  ['RSS', { width: 6, value: (row) => String(residentKb(row)) }],
  ['SZ', { width: 5, value: (row) => String(Math.round(virtualKb(row) / 4)) }],
  ['WCHAN', { width: -6, value: () => '0' }],
  ['ADDR', { width: 4, value: () => '0' }],
  ['S', { width: -1, value: ({ state }) => state }],
  ['STAT', { width: -5, value: ({ state }) => state }],
  ['F', { width: 1, value: () => '4' }],
  ['C', { width: 1, value: () => '0' }],
  ['%CPU', { width: 4, value: () => '0.0' }],
  ['%MEM', { width: 5, value: () => '0.0' }],
  ['PRI', { width: 3, value: () => '19' }],
  ['PR', { width: 2, value: () => '20' }],
  ['NI', { width: 3, value: () => '0' }],
  ['BIT', { width: 3, value: ({ name }) => (name === 'zygote' ? '32' : '64') }],
  ['SCH', { width: 3, value: () => '0' }],
  ['PCY', { width: 3, value: ({ adj }) => (adj >= 700 ? 'bg' : 'fg') }],
  ['TTY', { width: -8, value: terminal }],
  ['TIME', { width: 8, value: () => clock(0) }],
  ['TIME+', { width: 9, value: () => '0:00.00' }],
  ['STIME', { width: 5, value: since }],
  ...['ELAPSED', 'ETIME'].map((name): [string, PsField] => [name, { width: 11, value: elapsed }]),
  ['LABEL', { width: -30, value: label }],
  ['NAME', { width: -27, value: base }],
  ['COMM', { width: -15, value: (row) => base(row).slice(0, 15) }],
  ['CMD', { width: -15, value: (row) => base(row).slice(-15) }],
  ['ARGS', { width: -27, value: (row) => [base(row), ...row.words.slice(1)].join(' ') }],
  ['CMDLINE', { width: -27, value: line }],
  ['COMMAND', { width: -27, value: ({ name }) => name }],
]);
