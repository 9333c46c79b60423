import type { InterfaceName } from '../../network-parts.ts';
import type { Framework } from '../framework.ts';
import type { History } from '../net-statistics.ts';

const SECOND = 1_000;
const DAY_MS = 86_400_000;
/** NetworkStatsHistory.dump leaves older ones out unless the whole history is asked for. */
const RECENT_BUCKETS = 32;

/**
 * `dumpsys netstats [--full] [--uid] [--tag] [--poll] [--checkin]`, as NetworkStatsService.dump: words that it does not
 * know are passed over, and a poll prints that it happened and **nothing else** (AOSP 4.0 to main).
 */
export function netstatsDump(framework: Framework, words: readonly string[]): string | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => words.includes(name));
  if (words[0] === '--proto') return undefined;
  if (has('--poll', 'poll')) {
    framework.statistics.poll();
    return 'Forced poll\n';
  }
  const asked = {
    full: has('--full', 'full'),
    uid: has('--uid', 'detail'),
    tag: has('--tag', 'detail'),
  };
  return has('--checkin') ? checkin(framework, words, asked) : dump(framework, asked);
}

interface Asked {
  readonly full: boolean;
  readonly uid: boolean;
  readonly tag: boolean;
}

function dump(framework: Framework, asked: Asked): string {
  const { api } = framework.android;
  const active = framework.network.interfaces.active();
  const line = active === undefined ? [] : [`  iface=${active} ident=[${identity(framework, active)}]`];
  const ofInterfaces = section(framework, framework.statistics.history(true), asked.full);
  const ofUids = framework.statistics.history(false);
  return [
    // The section is in the service of Android 11; later ones print more before the first statistics.
    ...(api >= 30 ? ['Configs:', '  netstats_combine_subtype_enabled=false'] : []),
    'Active interfaces:',
    ...line,
    'Active UID interfaces:',
    ...line,
    'Top openSession callers (uid=count):',
    '',
    ...(api >= 30 ? ['Stats Providers:'] : []),
    'Dev stats:',
    ...ofInterfaces,
    'Xt stats:',
    ...ofInterfaces,
    ...(asked.uid
      ? [
          'UID stats:',
          ...section(
            framework,
            ofUids.filter(({ tag }) => tag === 0),
            asked.full,
          ),
        ]
      : []),
    ...(asked.tag
      ? [
          'UID tag stats:',
          ...section(
            framework,
            ofUids.filter(({ tag }) => tag !== 0),
            asked.full,
          ),
        ]
      : []),
    '',
  ].join('\n');
}

function section(framework: Framework, rows: readonly History[], full: boolean): readonly string[] {
  return [
    '  Pending bytes: 0',
    full ? '  Complete history:' : '  History since boot:',
    ...rows.flatMap((row) => history(framework, row, full)),
  ];
}

function history(framework: Framework, row: History, full: boolean): readonly string[] {
  const omitted = full ? 0 : Math.max(0, row.buckets.length - RECENT_BUCKETS);
  const ident = identity(framework, row.interface);
  return [
    `  ident=[${ident}] uid=${row.uid} set=${row.set} tag=0x${row.tag.toString(16)}`,
    `    NetworkStatsHistory: bucketDuration=${row.bucketMs / SECOND}`,
    ...(omitted > 0 ? [`      (omitting ${omitted} buckets)`] : []),
    ...row.buckets
      .slice(omitted)
      .map(
        (one) =>
          `      st=${one.startMs / SECOND} rb=${one.receivedBytes} rp=${one.receivedPackets} tb=${one.sentBytes} tp=${one.sentPackets} op=0`,
      ),
  ];
}

/**
 * NetworkIdentity.toString. Android 9 added the default network (NetworkStats.Bucket, API 28); Android 11 says 0 for
 * the sub-type of Wi-Fi; from 12 on types are numbers (real dumps of each). Of the transports of 16 there is one dump.
 */
function identity(framework: Framework, name: InterfaceName): string {
  const { api } = framework.android;
  const wifi = name === 'wlan0';
  const metered = `metered=${wifi ? framework.policy.wifiMetered() === true : true}`;
  if (api >= 33) {
    const key = wifi ? `wifiNetworkKey="Telltale"wpa2-psk` : 'subscriberId=460000...';
    const subscription = wifi ? -1 : 1;
    const transports = api >= 36 ? `, transports={${wifi ? 1 : 0}}` : '';
    return `{type=${wifi ? 1 : 0}, ratType=COMBINED, ${key}, ${metered}, defaultNetwork=true, oemManaged=OEM_NONE, subId=${subscription}${transports}}`;
  }
  const subType = api === 30 && wifi ? '0' : 'COMBINED';
  const key = wifi ? 'networkId="Telltale"' : 'subscriberId=460000...';
  const isDefault = api >= 28 ? ', defaultNetwork=true' : '';
  return `{type=${wifi ? 'WIFI' : 'MOBILE'}, subType=${subType}, ${key}, ${metered}${isDefault}}`;
}

/** For programs: NetworkStatsCollection.dumpCheckin, of the last day unless `--duration=` says otherwise. */
function checkin(framework: Framework, words: readonly string[], asked: Asked): string {
  const wanted = words.find((word) => /^--duration=\d{1,15}$/.test(word))?.slice('--duration='.length);
  const end = framework.now();
  const start = end - Number(wanted ?? DAY_MS);
  const lines = (title: string, rows: readonly History[]): readonly string[] => [
    title,
    ...rows.flatMap((row) => checkinRow(row, start, end)),
  ];
  const uids = framework.statistics.history(false);
  return [
    `v1,${Math.floor(start / SECOND)},${Math.floor(end / SECOND)}`,
    ...lines('xt', framework.statistics.history(true)),
    ...(asked.uid
      ? lines(
          'uid',
          uids.filter(({ tag }) => tag === 0),
        )
      : []),
    ...(asked.tag
      ? lines(
          'tag',
          uids.filter(({ tag }) => tag !== 0),
        )
      : []),
    '',
  ].join('\n');
}

function checkinRow(row: History, startMs: number, endMs: number): readonly string[] {
  const buckets = row.buckets.filter((one) => one.startMs >= startMs - row.bucketMs && one.startMs < endMs);
  if (buckets.length === 0) return [];
  const set = { ALL: 'all', DEFAULT: 'def', FOREGROUND: 'fg' }[row.set];
  return [
    `c,${row.interface === 'wlan0' ? 'wifi' : 'cell'},${row.uid},${set},${row.tag}`,
    `d,${row.bucketMs / SECOND}`,
    ...buckets.map((one) =>
      [
        'b',
        one.startMs / SECOND,
        one.receivedBytes,
        one.receivedPackets,
        one.sentBytes,
        one.sentPackets,
        0,
      ].join(','),
    ),
  ];
}
