import type { AlarmBase } from '../../alarm-parts.ts';
import { type AlarmRecord, isByWall, wakes } from '../components/alarms/alarm-record.ts';
import { inOrder } from '../components/alarms/alarm-stores.ts';
import { shortComponent } from '../components/component-parts.ts';
import type { Framework } from '../framework.ts';
import { duration, hashOf } from './forms.ts';

const API_9 = 28;
const API_12 = 31;
const API_13 = 33;

const TYPES: Readonly<Record<AlarmBase, readonly [number: number, label: string]>> = {
  'rtc-wakeup': [0, 'RTC_WAKEUP'],
  rtc: [1, 'RTC'],
  'elapsed-wakeup': [2, 'ELAPSED_WAKEUP'],
  elapsed: [3, 'ELAPSED'],
};

/** dumpAlarmList: up to 11 the latest first, from 12 on the earliest. */
export function alarmLines(
  framework: Framework,
  records: readonly AlarmRecord[],
  indent: string,
): readonly string[] {
  const lazy = framework.android.api >= API_12;
  const ordered = inOrder(records);
  const shown = lazy ? ordered : [...ordered].reverse();
  return shown.flatMap((record, index) => {
    const number = lazy ? index + 1 : ordered.length - 1 - index;
    const head = `${TYPES[record.base][1]} #${number}: ${inShort(framework, record)}`;
    return [head, ...details(framework, record).map((line) => `  ${line}`)].map((line) => `${indent}${line}`);
  });
}

/** Alarm.toString. */
function inShort({ android }: Framework, record: AlarmRecord): string {
  const [type] = TYPES[record.base];
  const when =
    android.api >= API_12 ? `origWhen ${record.atMs} whenElapsed ${record.dueMs}` : `when ${record.atMs}`;
  return `Alarm{${hashOf(identity(record))} type ${type} ${when} ${record.package.package}}`;
}

function details(framework: Framework, record: AlarmRecord): readonly string[] {
  const { api } = framework.android;
  return [
    `tag=${wakes(record) ? '*walarm*' : '*alarm*'}:${tag(record)}`,
    ...(api >= API_12 ? newTimes(framework, record) : oldTimes(framework, record)),
    ...clockLines(framework, record),
    `operation=PendingIntent{${hashOf(`pending ${identity(record)}`)}: PendingIntentRecord{${hashOf(`record ${identity(record)}`)} ${record.package.package} broadcastIntent}}`,
  ];
}

function oldTimes({ android, clock }: Framework, record: AlarmRecord): readonly string[] {
  const nowMs = clock.elapsed();
  const [due, latest] = [fromNow(record.dueMs, nowMs), fromNow(record.latestMs, nowMs)];
  const expected = android.api >= API_9 ? ` expectedWhenElapsed=${due} expectedMaxWhenElapsed=${latest}` : '';
  const most = android.api >= API_9 ? ` maxWhenElapsed=${latest}` : '';
  const [type] = TYPES[record.base];
  return [
    `type=${type}${expected} whenElapsed=${due}${most} when=${said(android.api, record, nowMs)}`,
    `window=${span(record.windowMs)} repeatInterval=${record.intervalMs} count=0 flags=0x${record.flags.toString(16)}`,
  ];
}

function newTimes({ android, clock, components }: Framework, record: AlarmRecord): readonly string[] {
  const nowMs = clock.elapsed();
  const exact =
    android.api >= API_13 && record.exact !== undefined ? ` exactAllowReason=${record.exact}` : '';
  // No policy moves it but doze, of which it is not known here when it ends.
  const idle = components.alarms.whileIdle.holdsBack(record) ? '--' : fromNow(record.setMs, nowMs);
  const policies = ['app_standby', 'device_idle', 'battery_saver'].map(
    (name) => `${name}=${name === 'device_idle' ? idle : fromNow(record.setMs, nowMs)}`,
  );
  return [
    `type=${TYPES[record.base][1]} origWhen=${said(android.api, record, nowMs)} window=${span(record.windowMs)}${exact} repeatInterval=${record.intervalMs} count=0 flags=0x${record.flags.toString(16)}`,
    `policyWhenElapsed: requester=${fromNow(record.dueMs, nowMs)} ${policies.join(' ')}`,
    `whenElapsed=${fromNow(record.dueMs, nowMs)} maxWhenElapsed=${fromNow(record.latestMs, nowMs)}`,
  ];
}

function clockLines({ android }: Framework, { clock, ...record }: AlarmRecord): readonly string[] {
  if (clock === undefined) return [];
  const name = record.package.package;
  const show =
    clock.show === undefined
      ? 'null'
      : `PendingIntent{${hashOf(`show ${name}`)}: PendingIntentRecord{${hashOf(`shown ${name}`)} ${name} startActivity}}`;
  return ['Alarm clock:', `  triggerTime=${wallTime(android.api, clock.atMs)}`, `  showIntent=${show}`];
}

function said(api: number, { base, atMs }: AlarmRecord, nowMs: number): string {
  return isByWall(base) ? wallTime(api, atMs) : fromNow(atMs, nowMs);
}

/** PendingIntentController.getTagForIntentSender: the action, or else the component. */
function tag({ operation: { intent } }: AlarmRecord): string {
  const { action, component } = intent;
  if (action !== undefined) return action;
  return component === undefined ? '?' : shortComponent(component.package, component.activity);
}

function identity({ package: known, operation }: AlarmRecord): string {
  return JSON.stringify([known.package, operation.requestCode, operation.intent]);
}

/** `yyyy-MM-dd HH:mm:ss`, from 9 on with milliseconds; in GMT as all times of dumps here. */
export function wallTime(api: number, ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(0, api >= API_9 ? 23 : 19)
    .replace('T', ' ');
}

/** TimeUtils.formatDuration: `0`, and a minus for what is over. */
export function span(ms: number): string {
  if (ms === 0) return '0';
  return ms > 0 ? duration(ms) : `-${duration(-ms).slice(1)}`;
}

/** The same from now on; `--` for a time that never was. */
export function fromNow(ms: number, nowMs: number): string {
  return ms === 0 ? '--' : span(ms - nowMs);
}
