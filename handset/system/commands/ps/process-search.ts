import { constants } from 'node:os';
import { SYSTEM_ACCOUNTS } from '../../../shell/accounts.ts';
import { accountName } from '../../../shell/app-name.ts';
import type { CommandCall } from '../../../shell-parts.ts';
import { complain, say } from '../../arguments.ts';
import type { Framework } from '../../framework.ts';
import type { ProcessRow } from '../../process-table.ts';
import { psArguments } from './ps-arguments.ts';

/** `pidof NAME…`: by the first argument, whole or behind its last slash; the newest first. */
export async function pidof(framework: Framework, call: CommandCall): Promise<number> {
  const args = psArguments(call.argv.slice(1), 'sx', 'o');
  if (args.unknown !== undefined) return complain(call, `pidof: Unknown option ${args.unknown}`);
  if (args.rest.length === 0) return complain(call, 'pidof: needs 1 argument');
  const omitted = new Set(args.values.get('o')?.flatMap((one) => one.split(',')) ?? []);
  const rows = await framework.processTable.all();
  const found = args.rest.flatMap((name) =>
    rows.filter(
      ({ name: own, pid }) => (own === name || own.split('/').at(-1) === name) && !omitted.has(`${pid}`),
    ),
  );
  const pids = found.map(({ pid }) => pid).reverse();
  const shown = args.flags.has('s') ? pids.slice(0, 1) : pids;
  return shown.length === 0 ? 1 : say(call, `${shown.join(' ')}\n`);
}

/** `pgrep PATTERN`. */
export async function pgrep(framework: Framework, call: CommandCall): Promise<number> {
  const rows = await search(framework, call);
  if (typeof rows === 'number') return rows;
  const { flags, values } = optionsOf(call);
  if (flags.has('c')) return say(call, `${rows.length}\n`, rows.length === 0 ? 1 : 0);
  const separator = values.get('d')?.[0] ?? '\n';
  const shown = rows.map((row) => (flags.has('l') ? `${row.pid} ${shownName(row, flags)}` : `${row.pid}`));
  return rows.length === 0 ? 1 : say(call, `${shown.join(separator)}\n`);
}

/** `pkill PATTERN`: as kill, to each that is found; whom the caller may not end stays. */
export async function pkill(framework: Framework, call: CommandCall): Promise<number> {
  const [, ...words] = call.argv;
  const given = words.find((word) => /^-(?:SIG)?[A-Z]{2,}\d*$|^-\d+$/.test(word))?.slice(1);
  const signal = given === undefined ? constants.signals.SIGTERM : signalOf(given);
  if (signal === undefined) return complain(call, `pkill: bad -L '${given}'`);
  const rest = { ...call, argv: ['pkill', ...words.filter((word) => word !== `-${given}`)] };
  const rows = await search(framework, rest);
  if (typeof rows === 'number') return rows;
  let code = rows.length === 0 ? 1 : 0;
  for (const { pid } of rows) {
    if ((await framework.processTable.signal(pid, signal, call.uid)) === 'sent') continue;
    code = complain(call, `pkill: ${pid}: Operation not permitted`);
  }
  return code;
}

function signalOf(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const long = name.startsWith('SIG') ? name : `SIG${name}`;
  return Object.entries(constants.signals).find(([known]) => known === long)?.[1];
}

function optionsOf(call: CommandCall): ReturnType<typeof psArguments> {
  return psArguments(call.argv.slice(1), 'aclfnovx', 'dgGLPstuU');
}

async function search(framework: Framework, call: CommandCall): Promise<readonly ProcessRow[] | number> {
  const name = call.argv[0] ?? '';
  const { flags, values, rest, unknown } = optionsOf(call);
  if (unknown !== undefined) return complain(call, `${name}: Unknown option ${unknown}`);
  const [pattern] = rest;
  const users = values.get('u') ?? values.get('U');
  if (pattern === undefined && users === undefined) return complain(call, `${name}: No PATTERN`);
  const wanted = expression(pattern ?? '', flags.has('x'));
  if (wanted === undefined) return complain(call, `${name}: bad REGEX '${pattern}'`);
  const rows = (await framework.processTable.all()).filter((row) => {
    if (row.words.includes(name) || row.words.some((word) => word.endsWith(`/${name}`))) return false; // Itself.
    const owner = [String(row.uid), accountName(row.uid, SYSTEM_ACCOUNTS)];
    if (users !== undefined && !users.flatMap((one) => one.split(',')).some((one) => owner.includes(one)))
      return false;
    return wanted.test(searched(row, flags)) !== flags.has('v');
  });
  if (flags.has('n')) return rows.slice(-1);
  return flags.has('o') ? rows.slice(0, 1) : rows;
}

/** Without -f the kernel's short name counts: its first 15 characters, of an app's name the last. */
function searched(row: ProcessRow, flags: ReadonlySet<string>): string {
  return flags.has('f') ? row.words.join(' ') : shownName(row, flags);
}

function shownName(row: ProcessRow, flags: ReadonlySet<string>): string {
  if (flags.has('f')) return row.words.join(' ');
  return (
    row.name
      .replace(/^\[|\]$/g, '')
      .split('/')
      .at(-1)
      ?.slice(-15) ?? ''
  );
}

function expression(pattern: string, whole: boolean): RegExp | undefined {
  try {
    return new RegExp(whole ? `^(?:${pattern})$` : pattern);
  } catch {
    return undefined; // It is no expression: said by the caller.
  }
}
