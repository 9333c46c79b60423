import type { AlarmRecord } from '../components/alarms/alarm-record.ts';
import { batchesOf, inOrder } from '../components/alarms/alarm-stores.ts';
import type { Framework } from '../framework.ts';
import { uidName } from './activity/process-names.ts';
import { alarmLines, fromNow, span, wallTime } from './alarm-lines.ts';
import { hashOf } from './forms.ts';

const API_10 = 29;
const API_12 = 31;

/**
 * `dumpsys alarm` by AlarmManagerService.dumpImpl: of 9 and 10 as its sources have it, of 12 and later by a state of 2023,
 * of 8.1 from memory. Left out are most constants, the state of apps, uptime, histories, and the statistics at the end.
 */
export function alarmDump(framework: Framework): string {
  const { api } = framework.android;
  const { alarms } = framework.components;
  const { restricted, idle, late } = alarms.pending();
  const blocked = restricted.length === 0 ? ['    none'] : alarmLines(framework, restricted, '    ');
  return [
    'Current Alarm Manager state:',
    ...settings(api),
    '',
    ...times(framework),
    ...nextClockLines(framework),
    ...pendingLines(framework),
    '',
    '  Pending user blocked background alarms: ',
    ...blocked,
    ...(api >= API_10 ? ['', `  Pending alarms per uid: [${perUid(framework)}]`] : []),
    ...(alarms.whileIdle.dozing() && api < API_12
      ? ['', '    Idle mode state:', '      Pending alarms:', ...alarmLines(framework, idle, '      ')]
      : []),
    '',
    `  Past-due non-wakeup alarms: ${late.length === 0 ? '(none)' : late.length}`,
    ...alarmLines(framework, late, '    '),
    '',
    `  PendingIntent send count: ${alarms.counts.sent}`,
    `  PendingIntent finish count: ${alarms.counts.sent}`,
    '',
    ...(api < API_12 ? whileIdleLines(framework) : []),
  ].join('\n');
}

function settings(api: number): readonly string[] {
  const shared = ['min_futurity=+5s0ms', 'min_interval=+1m0s0ms', 'max_interval=+365d0h0m0s0ms'];
  const own =
    api >= API_12
      ? ['min_window=+10m0s0ms', 'listener_timeout=+5s0ms', 'allow_while_idle_quota=72']
      : [
          'listener_timeout=+5s0ms',
          'allow_while_idle_short_time=+5s0ms',
          'allow_while_idle_long_time=+9m0s0ms',
          'allow_while_idle_whitelist_duration=+10s0ms',
        ];
  return ['  Settings:', ...[...shared, ...own].map((line) => `    ${line}`)];
}

function times(framework: Framework): readonly string[] {
  const { android, clock, components } = framework;
  const { counts, dark, pending } = { ...components.alarms, pending: components.alarms.pending() };
  const nowMs = clock.elapsed();
  return [
    `  nowRTC=${clock.now()}=${wallTime(android.api, clock.now())} nowELAPSED=${nowMs}`,
    `  mLastTimeChangeClockTime=${counts.changedToMs}=${wallTime(android.api, counts.changedToMs)}`,
    `  mLastTimeChangeRealtime=${counts.changedMs}`,
    '',
    `  Max wakeup delay: ${span(dark.longestMs())}`,
    `  Time since last dispatch: ${span(nowMs - dark.lastDeliveryMs())}`,
    next(framework, 'non-wakeup', pending.waiting),
    next(
      framework,
      'wakeup',
      pending.waiting.filter(({ base }) => base.endsWith('wakeup')),
    ),
    `  Num time change events: ${counts.timeChanges}`,
    '',
  ];
}

/** `Next non-wakeup alarm` is the next of all (rescheduleKernelAlarmsLocked). */
function next({ android, clock }: Framework, what: string, records: readonly AlarmRecord[]): string {
  const dueMs = inOrder(records)[0]?.dueMs ?? 0;
  const bootMs = clock.now() - clock.elapsed();
  const when = wallTime(android.api, bootMs + dueMs);
  return `  Next ${what} alarm: ${fromNow(dueMs, clock.elapsed())} = ${dueMs} = ${when}`;
}

function nextClockLines({ android, clock, components }: Framework): readonly string[] {
  const found = components.alarms.nextClock();
  const head = '  Next alarm clock information: ';
  if (found === undefined) return [head];
  const when = `${found.atMs} = ${wallTime(android.api, found.atMs)} = ${fromNow(found.atMs, clock.now())}`;
  return [head, `    user:0 pendingSend:false time:${when}`];
}

function pendingLines(framework: Framework): readonly string[] {
  const { waiting, idle } = framework.components.alarms.pending();
  if (framework.android.api >= API_12) {
    const all = [...waiting, ...idle];
    if (all.length === 0) return [];
    return ['', `  ${all.length} pending alarms: `, ...alarmLines(framework, all, '    ')];
  }
  if (waiting.length === 0) return [];
  const batches = batchesOf(waiting);
  return [
    '',
    `  Pending alarm batches: ${batches.length}`,
    ...batches.flatMap(({ startMs, endMs, flags, alarms }) => [
      `Batch{${hashOf(`${startMs}${endMs}`)} num=${alarms.length} start=${startMs} end=${endMs}${flags === 0 ? '' : ` flgs=0x${flags.toString(16)}`}}:`,
      ...alarmLines(framework, alarms, '    '),
    ]),
  ];
}

function perUid({ components }: Framework): string {
  const uids = Object.values(components.alarms.pending()).flatMap((records) =>
    records.map((one) => one.package.uid),
  );
  const ordered = [...new Set(uids)].sort((one, other) => one - other);
  return ordered.map((uid) => `${uidName(uid)}:${uids.filter((one) => one === uid).length}`).join(', ');
}

function whileIdleLines({ clock, components }: Framework): readonly string[] {
  const { whileIdle } = components.alarms;
  const nowMs = clock.elapsed();
  const least = whileIdle.minIntervalMs();
  const lines = [...whileIdle.latest()].map(
    ([uid, ms]) =>
      `    UID ${uidName(uid)}: ${fromNow(ms, nowMs)}  Next allowed:${fromNow(ms + least, nowMs)} (${span(least)})`,
  );
  return lines.length === 0 ? [] : ['  Last allow while idle dispatch times:', ...lines];
}
