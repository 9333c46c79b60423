import type { CommandCall } from '../../shell-parts.ts';
import { defaultMode, modeNamed, operationNamed } from '../appops/op-names.ts';
import type { AppOps, Operation } from '../appops.ts';
import { complain, say } from '../arguments.ts';
import { duration } from '../dumps/forms.ts';
import type { Framework } from '../framework.ts';
import { userIdOf } from '../package-state.ts';
import { ILLEGAL_ARGUMENT, thrown } from './java-exception.ts';

type Verb = (framework: Framework, call: CommandCall, words: readonly string[]) => number;

/** AppOpsService.onShellCommand, which is the same from 9 to 11 but for `start` and `stop`. */
const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['get', get],
  ['set', set],
  ['query-op', queryOp],
  ['reset', reset],
  ['start', (framework, call, words) => startOrStop(framework, call, { words, start: true })],
  ['stop', (framework, call, words) => startOrStop(framework, call, { words, start: false })],
  ['write-settings', (_, call) => say(call, 'Current settings written.\n')],
  ['read-settings', (_, call) => say(call, 'Last settings read.\n')],
]);

/** `appops`, which is `cmd appops` by another name. */
export function appopsCommand(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const [verb = '', ...rest] = words;
  const run = VERBS.get(verb);
  // handleDefaultCommands prints the help, and that is an error too.
  if (verb === '' || verb === 'help' || verb === '-h')
    return say(call, `AppOps service (appops) commands:\n  ${[...VERBS.keys()].join('\n  ')}\n`, 255);
  return run === undefined ? say(call, `Unknown command: ${verb}\n`, 255) : run(framework, call, rest);
}

/** Which package, which operation, and whether its uid is meant. */
interface Target {
  readonly packageName: string;
  readonly appOps: AppOps;
  readonly operation: string | undefined;
  readonly targetsUid: boolean;
  readonly rest: readonly string[];
}

/** Shell.parseUserPackageOp: the exit code where it fails. `u0a12` and a number stand for the uid. */
function targetOf(
  { activities, packages, android: { api } }: Framework,
  call: CommandCall,
  { words, needsOperation }: { readonly words: readonly string[]; readonly needsOperation: boolean },
): Target | number {
  const failed = (text: string): number => complain(call, `Error: ${text}`, 255);
  const { user, targetsUid, plain } = options(words);
  const userId = user === 'current' ? 0 : Number(user);
  if (!/^(?:current|-?\d+|all)$/.test(user))
    return thrown(call, api, 'appops', { kind: ILLEGAL_ARGUMENT, message: `Bad user number: ${user}` });
  const [name, operation, ...rest] = plain;
  if (name === undefined) return failed('Package name not specified.');
  if (operation === undefined && needsOperation) return failed('Operation not specified.');
  const named = operation === undefined ? undefined : operationNamed(operation, api);
  if (operation !== undefined && named === undefined) return failed(`Unknown operation string: ${operation}`);
  const [, ofUser, appId] = /^u(\d{1,4})a(\d{1,4})$/.exec(name) ?? [];
  const uid = appId === undefined ? Number(name) : Number(ofUser) * 100_000 + 10_000 + Number(appId);
  const byUid = packages.byUid(uid);
  if (byUid !== undefined)
    return {
      packageName: byUid.package,
      appOps: activities.appOpsOf(userIdOf(byUid.uid)),
      operation: named,
      targetsUid: true,
      rest,
    };
  if (packages.get(name, userId) === undefined) return failed(`No UID for ${name} in user ${user}`);
  return { packageName: name, appOps: activities.appOpsOf(userId), operation: named, targetsUid, rest };
}

function options(words: readonly string[]): {
  readonly user: string;
  readonly targetsUid: boolean;
  readonly plain: readonly string[];
} {
  let user = '0';
  let targetsUid = false;
  const plain: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--user' || word === '--attribution') {
      index += 1;
      const value = words[index] ?? '';
      if (word === '--user' && value !== 'current') user = value;
    } else if (word === '--uid') targetsUid = true;
    else plain.push(word);
  }
  return { user, targetsUid, plain };
}

function get(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const target = targetOf(framework, call, { words, needsOperation: false });
  if (typeof target === 'number') return target;
  const { appOps } = target;
  const wanted = (name: string): boolean => (target.operation ?? name) === name;
  const uid = appOps.uidModes(target.packageName).filter(([name]) => wanted(name));
  const operations = target.targetsUid
    ? []
    : appOps.operations(target.packageName).filter(({ name }) => wanted(name));
  if (uid.length + operations.length === 0) {
    // The second line is there from 10 on; what 9 says is in the sample of Fire OS 7, without an operation only.
    const known = target.operation !== undefined && framework.android.api >= 29;
    return say(
      call,
      `No operations.\n${known ? `Default mode: ${defaultMode(target.operation ?? '')}\n` : ''}`,
    );
  }
  const lines = uid.map(([name, mode], index) => `${index === 0 ? 'Uid mode: ' : ''}${name}: ${mode}\n`);
  const nowMs = framework.now();
  return say(call, [...lines, ...operations.map((one) => operationLine(one, nowMs))].join(''));
}

function operationLine(one: Operation, nowMs: number): string {
  const latest = (label: string, times: ReadonlyMap<unknown, number>): string =>
    times.size === 0 ? '' : `; ${label}=${duration(nowMs - Math.max(...times.values()))} ago`;
  const lasted = one.durationMs === undefined ? '' : `; duration=${duration(one.durationMs)}`;
  const goes = one.startedMs === undefined ? lasted : ' (running)';
  return `${one.name}: ${one.mode}${latest('time', one.accessMs)}${latest('rejectTime', one.rejectMs)}${goes}\n`;
}

function set(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const target = targetOf(framework, call, { words, needsOperation: true });
  if (typeof target === 'number') return target;
  const [text] = target.rest;
  if (text === undefined) return complain(call, 'Error: Mode not specified.', 255);
  const mode = modeNamed(text, framework.android.api);
  if (mode === undefined) return complain(call, `Error: Mode ${text} is not valid`, 255);
  const { appOps } = target;
  if (target.targetsUid) appOps.setUidMode(target.packageName, target.operation ?? '', mode);
  else appOps.set(target.packageName, target.operation ?? '', mode);
  return 0;
}

/** The packages whose own mode of the operation is that one; without a mode those that are ignored. */
function queryOp(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const [operation, text = 'ignore'] = options(words).plain;
  const { api } = framework.android;
  if (operation === undefined) return complain(call, 'Error: Operation not specified.', 255);
  const name = operationNamed(operation, api);
  if (name === undefined) return complain(call, `Error: Unknown operation string: ${operation}`, 255);
  const mode = modeNamed(text, api);
  if (mode === undefined) return complain(call, `Error: Mode ${text} is not valid`, 255);
  const { activities, packages } = framework;
  const everybody = packages.users.all().flatMap(({ id }) => packages.all(id));
  const seen = everybody.flatMap((known) =>
    activities
      .appOpsOf(userIdOf(known.uid))
      .operations(known.package)
      .filter((one) => one.name === name)
      .map((one) => ({ known, one })),
  );
  if (seen.length === 0) return say(call, 'No operations.\n');
  return say(
    call,
    seen
      .filter(({ one }) => one.mode === mode)
      .map(({ known }) => `${known.package}\n`)
      .join(''),
  );
}

function reset(framework: Framework, call: CommandCall, words: readonly string[]): number {
  const { user, plain } = options(words);
  const [packageName, unexpected] = plain;
  if (unexpected !== undefined) return complain(call, `Error: Unsupported argument: ${unexpected}`, 255);
  const users = user === 'all' ? framework.packages.users.all().map(({ id }) => id) : [Number(user)];
  for (const userId of users) framework.activities.appOpsOf(userId).reset(packageName);
  const whose = user === 'all' ? 'all users' : `user ${user}`;
  return say(
    call,
    `Reset all modes for: ${whose}, ${packageName === undefined ? 'all packages' : `package ${packageName}`}\n`,
  );
}

function startOrStop(
  framework: Framework,
  call: CommandCall,
  { words, start }: { readonly words: readonly string[]; readonly start: boolean },
): number {
  const target = targetOf(framework, call, { words, needsOperation: true });
  if (typeof target === 'number') return target;
  // A uid has no operation that goes on.
  if (target.targetsUid) return 255;
  const { appOps } = target;
  if (start) appOps.start(target.packageName, target.operation ?? '');
  else appOps.finish(target.packageName, target.operation ?? '');
  return 0;
}
