import { defaultMode, modeNamed, type OpMode, operationNamed, switchOf } from '../appops/op-names.ts';
import type { Operation, OpState } from '../appops.ts';
import type { Framework } from '../framework.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import { uidName } from './activity/process-names.ts';
import { duration, localTime } from './forms.ts';

/** AppOpsService prints the states from the most important one on. */
const STATES: readonly OpState[] = ['top', 'fgsvc', 'cch'];

/** What is asked for; absent: everything. */
interface Wanted {
  readonly packageName?: string;
  readonly operation?: string;
  readonly mode?: OpMode;
}

/** `dumpsys appops [--package NAME] [--op NAME] [--mode MODE]` in the form of the version. */
export function appopsDump(framework: Framework, words: readonly string[]): string {
  const wanted = understood(framework, words);
  if (typeof wanted === 'string') return wanted;
  const { api } = framework.android;
  const { packages } = framework;
  const blocks = packages.users
    .all()
    .flatMap(({ id }) => packages.all(id))
    .filter((known) => wanted.packageName === undefined || known.package === wanted.packageName)
    .flatMap((known) => packageBlock(framework, known, wanted));
  const settings = api < 28 ? [] : SETTINGS;
  return ['Current AppOps Service state:', ...settings, ...(api < 29 ? [] : ['']), ...blocks, ''].join('\n');
}

const SETTINGS = [
  '  Settings:',
  '    top_state_settle_time=+30s0ms',
  '    fg_service_state_settle_time=+10s0ms',
  '    bg_state_settle_time=+1s0ms',
];

/** AppOpsService.dump says on standard output what it does not understand. */
function understood({ android: { api }, packages }: Framework, words: readonly string[]): Wanted | string {
  let wanted: Wanted = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-a') continue;
    if (!['--op', '--package', '--mode'].includes(word))
      return `Unknown ${word.startsWith('-') ? 'option' : 'command'}: ${word}\n`;
    index += 1;
    const value = words[index];
    if (value === undefined) return `No argument for ${word} option\n`;
    if (word === '--package') {
      if (packages.get(value) === undefined) return `Unknown package: ${value}\n`;
      wanted = { ...wanted, packageName: value };
    } else if (word === '--op') {
      const operation = operationNamed(value, api);
      if (operation === undefined) return `Error: Unknown operation string: ${value}\n`;
      wanted = { ...wanted, operation };
    } else {
      const mode = modeNamed(value, api);
      if (mode === undefined) return `Error: Mode ${value} is not valid\n`;
      wanted = { ...wanted, mode };
    }
  }
  return wanted;
}

function packageBlock(
  { activities, now, android: { api } }: Framework,
  known: InstalledPackage,
  wanted: Wanted,
): readonly string[] {
  const fits = (name: string, mode: OpMode): boolean =>
    (wanted.operation ?? name) === name && (wanted.mode ?? mode) === mode;
  const userId = userIdOf(known.uid);
  const appOps = activities.appOpsOf(userId);
  const operations = appOps.operations(known.package).filter(({ name, mode }) => fits(name, mode));
  const uidModes = appOps.uidModes(known.package).filter(([name, mode]) => fits(name, mode));
  if (operations.length + uidModes.length === 0) return [];
  const process = activities.processOf(known.package, userId);
  const state = process === undefined ? 'cch' : appOps.state(process);
  return [
    `  Uid ${uidName(known.uid)}:`,
    ...uidState(state, api),
    ...uidModes.map(([name, mode]) => `      ${name}: mode=${mode}`),
    ...(operations.length === 0 ? [] : [`    Package ${known.package}:`]),
    ...operations.flatMap((one) => operationLines(one, { nowMs: now(), api, operations })),
  ];
}

/** Padded in 9 (sample of Fire OS 7); with what the process may do beside it from 11 on. */
function uidState(state: OpState, api: number): readonly string[] {
  if (api < 28) return [];
  if (api === 28) return [`    state=${state.padEnd(5)}`];
  if (api === 29) return [`    state=${state}`];
  return [
    `    state=${state}`,
    `    capability=${api === 30 ? '---' : '--------'}`,
    '    appWidgetVisible=false',
  ];
}

interface When {
  readonly nowMs: number;
  readonly api: number;
  readonly operations: readonly Operation[];
}

function operationLines(one: Operation, when: When): readonly string[] {
  const { api } = when;
  if (api < 28) return [lineOf81(one, when.nowMs)];
  const head = `      ${one.name} (${one.mode}${switched(one, when)}): `;
  if (api === 28)
    return [
      head,
      ...padded('Access: ', one.accessMs, when),
      ...padded('Reject: ', one.rejectMs, when),
      ...running(one, when, 10),
    ];
  if (api === 29) return [head, ...keyed(one, when, 10), ...running(one, when, 10)];
  const lines = [...keyed(one, when, 10), ...running(one, when, 10)];
  // From 11 on by attribution tag; no app here has one (AppOpsService.dumpStatesLocked).
  return lines.length === 0 ? [head] : [head, '        null=[', ...lines, '        ]'];
}

/** Up to 8.1 one line, the mode as a number; from memory of AppOpsService of Android 8. */
function lineOf81(
  { name, mode, accessMs, rejectMs, startedMs, durationMs }: Operation,
  nowMs: number,
): string {
  const number = ['allow', 'ignore', 'deny', 'default'].indexOf(mode);
  const latest = (label: string, times: ReadonlyMap<unknown, number>): string =>
    times.size === 0 ? '' : `; ${label}=${duration(nowMs - Math.max(...times.values()))} ago`;
  const time = `${latest('time', accessMs)}${latest('rejectTime', rejectMs)}`;
  const lasted = durationMs === undefined ? '' : `; duration=${duration(durationMs)}`;
  return `      ${name}: mode=${number}${time}${startedMs === undefined ? lasted : ' (running)'}`;
}

function switched({ name }: Operation, { api, operations }: When): string {
  const decisive = switchOf(name, api);
  if (decisive === name) return '';
  const mode = operations.find((one) => one.name === decisive)?.mode ?? defaultMode(decisive);
  return ` / switch ${decisive}=${mode}`;
}

/** Android 9: one word for all lines of a kind, the states padded below one another. */
function padded(label: string, at: ReadonlyMap<OpState, number>, { nowMs }: When): readonly string[] {
  return STATES.flatMap((state) => {
    const ms = at.get(state);
    return ms === undefined ? [] : [`${state.padEnd(5)} = ${moment(ms, nowMs)}`];
  }).map((line, index) => `          ${index === 0 ? label : ' '.repeat(label.length)}${line}`);
}

/** From 10 on by state and flag, `s` for the app itself; no space behind the bracket of a rejection. */
function keyed(
  { accessMs, rejectMs, durationMs }: Operation,
  { nowMs }: When,
  indent: number,
): readonly string[] {
  return STATES.flatMap((state) => {
    const [access, reject] = [accessMs.get(state), rejectMs.get(state)];
    const lasted = durationMs === undefined || durationMs === 0 ? '' : ` duration=${duration(durationMs)}`;
    return [
      ...(access === undefined ? [] : [`Access: [${state}-s] ${moment(access, nowMs)}${lasted}`]),
      ...(reject === undefined ? [] : [`Reject: [${state}-s]${moment(reject, nowMs)}`]),
    ];
  }).map((line) => `${' '.repeat(indent)}${line}`);
}

function running({ startedMs }: Operation, { nowMs }: When, indent: number): readonly string[] {
  return startedMs === undefined
    ? []
    : [`${' '.repeat(indent)}Running start at: ${duration(nowMs - startedMs)}`];
}

function moment(ms: number, nowMs: number): string {
  const date = `${localTime(ms)}.${String(ms % 1000).padStart(3, '0')}`;
  return `${date} (${duration(nowMs - ms).replace('+', '-')})`;
}
