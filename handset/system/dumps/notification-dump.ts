import type { Importance } from '../../component-parts.ts';
import type { NotificationRecord } from '../components/notifications.ts';
import type { Framework } from '../framework.ts';
import { userIdOf } from '../package-state.ts';
import { hashOf } from './forms.ts';

/** NotificationManager.IMPORTANCE_*. */
const IMPORTANCE: Readonly<Record<Importance, number>> = { none: 0, min: 1, low: 2, default: 3, high: 4 };

/**
 * `dumpsys notification [--noredact]`. The first line of a record is by NotificationRecord.toString, the same from 8 on
 * but for a word of 10's; what is in it of the notification is by two lines of dumps of an emulator (flags by name), which
 * are of 13 or later, and by Notification.toString up to then. Texts are shown with --noredact only.
 */
export function notificationDump({ android, components }: Framework, words: readonly string[]): string {
  const redacted = !words.includes('--noredact');
  const records = components.notifications.records();
  const list = records.map((record) => shown(record, android.api, redacted));
  return [
    'Current Notification Manager state:',
    ...(list.length === 0 ? [] : ['  Notification List:', ...list, '  ']),
    '',
  ].join('\n');
}

export function keyOf({ id, package: name, tag, uid }: NotificationRecord): string {
  return `${userIdOf(uid)}|${name}|${id}|${tag ?? 'null'}|${uid}`;
}

function shown(record: NotificationRecord, api: number, redacted: boolean): string {
  const { id, package: name, tag } = record;
  const key = keyOf(record);
  const importance = IMPORTANCE[record.importance];
  const text = (value: string): string =>
    redacted ? `String [length=${value.length}]` : `String (${value})`;
  const locked = api === 29 ? 'appImportanceLocked=false' : '';
  return [
    `    NotificationRecord(0x0${hashOf(key)}: pkg=${name} user=UserHandle{${userIdOf(record.uid)}} id=${id} tag=${tag ?? 'null'} importance=${importance} key=${key}${locked}: ${notification(record, api)})`,
    `      uid=${record.uid} userId=${userIdOf(record.uid)}`,
    `      key=${key}`,
    `      seen=false`,
    '      extras={',
    `          android.title=${text(record.title)}`,
    ...(record.text === undefined ? [] : [`          android.text=${text(record.text)}`]),
    '      }',
    `      mImportance=${record.importance.toUpperCase()}`,
    `      mUpdateTimeMs=${record.postedMs}`,
  ].join('\n');
}

/** Notification.FLAG_ONGOING_EVENT, FLAG_NO_CLEAR and FLAG_FOREGROUND_SERVICE. */
function notification({ channel, foregroundService, ongoing }: NotificationRecord, api: number): string {
  const held = foregroundService || ongoing === true;
  const of = `channel=${channel ?? 'null'}`;
  if (api >= 33) {
    const names = [
      ...(held ? ['ONGOING_EVENT', 'NO_CLEAR'] : []),
      ...(foregroundService ? ['FOREGROUND_SERVICE'] : []),
    ];
    return `Notification(${of} shortcut=null contentView=null vibrate=null sound=null defaults=0 flags=${names.join('|') || '0'} color=0x00000000 vis=PRIVATE)`;
  }
  const flags = (held ? 0x2 | 0x20 : 0) | (foregroundService ? 0x40 : 0);
  return `Notification(${of} pri=0 contentView=null vibrate=null sound=null defaults=0x0 flags=0x${flags.toString(16)} color=0x00000000 vis=PRIVATE)`;
}
