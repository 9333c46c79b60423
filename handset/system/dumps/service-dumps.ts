import type { Framework } from '../framework.ts';
import { hashOf } from './forms.ts';

const BUCKET_SECONDS = 7_200;

/** `dumpsys netstats [--uid|detail] [--poll|poll]`; the numbers are those of the last poll. */
export function netstatsDump(framework: Framework, words: readonly string[]): string {
  const polls = words.includes('poll') || words.includes('--poll');
  if (polls) framework.statistics.poll();
  const ident = '{type=WIFI, subType=COMBINED, networkId="Telltale", metered=false, defaultNetwork=true}';
  const lines = [
    ...(polls ? ['Forced poll'] : []),
    'Active interfaces:',
    `  iface=wlan0 ident=[${ident}]`,
    'Active UID interfaces:',
    `  iface=wlan0 ident=[${ident}]`,
  ];
  if (!words.some((word) => ['--uid', 'detail', '--full', 'full'].includes(word)))
    return `${lines.join('\n')}\n`;
  const start = Math.floor(framework.now() / 1000 / BUCKET_SECONDS) * BUCKET_SECONDS;
  lines.push('UID stats:', '  Pending bytes: 0', '  Complete history:');
  for (const [uid, { sentBytes, receivedBytes }] of framework.statistics.totals()) {
    lines.push(
      `  ident=[${ident}] uid=${uid} set=DEFAULT tag=0x0`,
      `    NetworkStatsHistory: bucketDuration=${BUCKET_SECONDS}`,
    );
    lines.push(
      `      st=${start} rb=${receivedBytes} rp=${Math.ceil(receivedBytes / 1500)} tb=${sentBytes} tp=${Math.ceil(sentBytes / 1500)} op=0`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export function powerDump({ activities, battery }: Framework): string {
  const awake = activities.power.awake();
  return `POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mWakefulness=${awake ? 'Awake' : 'Asleep'}\n  mWakefulnessChanging=false\n  mIsPowered=${battery.powered()}\n  mBatteryLevel=${battery.level()}\n  mStayOn=false\n\nDisplay Power: state=${awake ? 'ON' : 'OFF'}\n`;
}

export function notificationDump({ notifications }: Framework): string {
  const records = notifications.map(
    ({ package: name, title }) =>
      `    NotificationRecord(${hashOf(title)}: pkg=${name} user=UserHandle{0} importance=4)\n      extras={\n        android.title=String (${title})\n      }`,
  );
  return `Current Notification Manager state:\n  Notification List:\n${records.join('\n')}\n`;
}

export function inputMethodDump(): string {
  return 'Current Input Method Manager state:\n  mInputShown=false\n  mCurMethodId=com.android.inputmethod.latin/.LatinIME\n';
}
