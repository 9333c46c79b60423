import { SYSTEM_ACCOUNTS } from '../../../shell/accounts.ts';
import { accountName } from '../../../shell/app-name.ts';
import type { CommandCall } from '../../../shell-parts.ts';
import { complain, say } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import type { ProcessRow } from '../../process-table.ts';
import { ADBD_PID } from '../../system-rows.ts';
import { type PsArguments, psArguments } from './ps-arguments.ts';
import { psColumns, psLines } from './ps-layout.ts';

const HELP = `usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]

List processes.

Which processes to show (selections may be comma separated lists):

-A\tAll processes
`;
/** What a new process would be numbered here; nobody else has that number. */
const OWN_PID = 29_999;

/** `ps` of toybox as Android builds it (toys/posix/ps.c, CFG_TOYBOX_ON_ANDROID). */
export async function ps(framework: Framework, call: CommandCall): Promise<number> {
  const words = call.argv.slice(1);
  if (words.includes('--help')) return say(call, HELP);
  const args = psArguments(words, 'AadefLlMnTwZ', 'gGkoOpPstuU');
  if (args.unknown !== undefined) return complain(call, `ps: Unknown option ${args.unknown}`);
  const { api } = framework.android;
  if (args.rest.length > 0 && api >= 29) return complain(call, `ps: bad ${args.rest[0]}`);
  const columns = psColumns(layout(args, api));
  if ('bad' in columns) return complain(call, `ps: bad -o '${columns.bad}'\n         ^`);
  const own: ProcessRow = {
    ...{ pid: OWN_PID, ppid: ADBD_PID, uid: call.uid, words: call.argv, name: 'ps' },
    ...{ state: 'R', startedMs: framework.now(), adj: -1_000 },
  };
  const others = (await framework.processTable.all()).filter(({ name }) => name !== 'ps');
  const rows = [...others, own].filter((row) => selected(row, args, own));
  const context = { nowMs: framework.now(), bootMs: framework.bootMs, numeric: args.flags.has('n') };
  const lines = psLines(columns, sorted(rows, args), context);
  // What was asked for by number and is not there makes ps fail.
  return say(call, lines.map((line) => `${line}\n`).join(''), rows.length === 0 ? 1 : 0);
}

/** VSZ grew to ten digits with toybox 0.8.x, seen on Android 14; that 11 is the first is not verified. */
function layout({ flags, values }: PsArguments, api: number): string {
  const label = flags.has('Z') ? 'LABEL,' : '';
  const chosen = values.get('o');
  if (chosen !== undefined) return label + chosen.join();
  const more = values.has('O') ? `,${values.get('O')?.join()}` : '';
  if (flags.has('f')) return `${label}USER:12=UID,PID,PPID,C,STIME,TTY,TIME,CMDLINE=CMD${more}`;
  if (flags.has('l')) return `${label}F,S,UID,PID,PPID,C,PRI,NI,BIT,SZ,WCHAN,TTY,TIME,CMD${more}`;
  return `${label}USER,PID,PPID,VSZ:${api < 30 ? 7 : 10},RSS,WCHAN:10,ADDR:10,S,NAME${more}`;
}

function selected(row: ProcessRow, { flags, values }: PsArguments, own: ProcessRow): boolean {
  const list = (letter: string): readonly string[] | undefined =>
    values.get(letter)?.flatMap((one) => one.split(/[, ]/));
  const matches = (letter: string, ...names: readonly (string | number)[]): boolean =>
    list(letter)?.some((one) => names.map(String).includes(one)) ?? false;
  const owner = accountName(row.uid, SYSTEM_ACCOUNTS);
  if (flags.has('A') || flags.has('e')) return true;
  if (flags.has('d') || flags.has('a')) return row.terminal !== undefined || flags.has('d');
  if ('gGpPstuU'.split('').some((letter) => values.has(letter)))
    return (
      matches('p', row.pid) ||
      matches('P', row.ppid) ||
      matches('t', row.terminal ?? '?') ||
      ['u', 'U', 'g', 'G'].some((letter) => matches(letter, row.uid, owner))
    );
  return row.uid === own.uid && row.terminal === own.terminal && row.pid !== ADBD_PID;
}

function sorted(rows: readonly ProcessRow[], { values }: PsArguments): readonly ProcessRow[] {
  const keys = values.get('k')?.flatMap((one) => one.split(',')) ?? [];
  const [first] = keys;
  if (first === undefined) return rows;
  const column = psColumns(first.replace(/^[-+]/, ''));
  if ('bad' in column || column[0] === undefined) return rows;
  const { field } = column[0];
  const context = { nowMs: 0, bootMs: 0, numeric: true };
  const by = (row: ProcessRow): string => field.value(row, context);
  const ascending = [...rows].sort((a, b) => by(a).localeCompare(by(b), 'en', { numeric: true }));
  return first.startsWith('-') ? ascending.reverse() : ascending;
}
