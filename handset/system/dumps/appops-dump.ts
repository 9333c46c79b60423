import type { Operation, OpState } from '../appops.ts';
import type { Framework } from '../framework.ts';
import type { InstalledPackage } from '../packages.ts';
import { duration, localTime } from './forms.ts';

/** AppOpsService prints the states from the most important one on. */
const STATES: readonly OpState[] = ['top', 'fgsvc', 'cch'];

/** `dumpsys appops [--package NAME] [--op NAME]` in the form of Android 9. */
export function appopsDump(framework: Framework, words: readonly string[]): string {
  const behind = (option: string): string | undefined =>
    words.includes(option) ? (words[words.indexOf(option) + 1] ?? '') : undefined;
  const [name, operation] = [behind('--package'), behind('--op')];
  if (name !== undefined && framework.packages.get(name) === undefined) return `Unknown package: ${name}\n`;
  const blocks = framework.packages
    .all()
    .filter((known) => name === undefined || known.package === name)
    .map((known) => packageBlock(framework, known, operation));
  return [
    'Current AppOps Service state:',
    '  Settings:',
    '    top_state_settle_time=+30s0ms',
    '    fg_service_state_settle_time=+10s0ms',
    '    bg_state_settle_time=+1s0ms',
    ...blocks.flat(),
    '',
  ].join('\n');
}

function packageBlock(
  { activities, now }: Framework,
  known: InstalledPackage,
  wanted: string | undefined,
): readonly string[] {
  const operations = activities.appOps
    .operations(known.package)
    .filter(({ name }) => wanted === undefined || name === wanted);
  if (operations.length === 0) return [];
  const process = activities.processOf(known.package);
  const state = process === undefined ? 'cch' : activities.appOps.state(process);
  return [
    `  Uid u0a${known.uid - 10_000}:`,
    `    state=${state.padEnd(5)}`,
    `    Package ${known.package}:`,
    ...operations.flatMap((one) => operationLines(one, now())),
  ];
}

function operationLines({ name, mode, accessMs, rejectMs }: Operation, nowMs: number): readonly string[] {
  return [
    `      ${name} (${mode}): `,
    ...times('Access: ', accessMs, nowMs),
    ...times('Reject: ', rejectMs, nowMs),
  ];
}

function times(label: string, at: ReadonlyMap<OpState, number>, nowMs: number): readonly string[] {
  return STATES.flatMap((state) => {
    const ms = at.get(state);
    if (ms === undefined) return [];
    const date = `${localTime(ms)}.${String(ms % 1000).padStart(3, '0')}`;
    return [`${state.padEnd(5)} = ${date} (${duration(nowMs - ms).replace('+', '-')})`];
  }).map((line, index) => `          ${index === 0 ? label : ' '.repeat(label.length)}${line}`);
}
