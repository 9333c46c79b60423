import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotifications } from './package-notifications.ts';
import { parsePermissions } from './package-permissions.ts';
import { parseUidState } from './uid-state.ts';

const APP = 'com.jd.jrapp';
const READ = 'android.permission.READ_EXTERNAL_STORAGE';

describe('permissions in dumpsys package', () => {
  const block = (requested: string, runtime: string): string =>
    `Packages:\n  Package [${APP}] (a7fbf75):\n    appId=10077\n    requested permissions:\n      android.permission.INTERNET\n      ${READ}${requested}\n    install permissions:\n      android.permission.INTERNET: granted=true\n    User 0: ceDataInode=1 installed=true\n      gids=[3003]\n      runtime permissions:\n        ${READ}: ${runtime}\n    User 999: ceDataInode=2 installed=true\n      runtime permissions:\n        ${READ}: granted=false\n\nHidden system packages:\n  Package [${APP}] (cd):\n    requested permissions:\n      android.permission.CAMERA\n`;

  it.each([
    ['8.1 and 9', '', 'granted=true', []],
    ['8.1 and 9, decided by the user', '', 'granted=true, flags=[ USER_SET ]', ['USER_SET']],
    [
      '10 to 16',
      ': restricted=true',
      'granted=true, flags=[ USER_SET|ONE_TIME|RESTRICTION_INSTALLER_EXEMPT]',
      ['USER_SET', 'ONE_TIME', 'RESTRICTION_INSTALLER_EXEMPT'],
    ],
  ])('of Android %s', (_, requested, runtime, flags) => {
    expect(parsePermissions(block(requested, runtime), APP)).toEqual({
      requested: ['android.permission.INTERNET', READ],
      held: [
        { name: 'android.permission.INTERNET', granted: true, flags: [] },
        { name: READ, granted: true, flags, user: 0 },
        { name: READ, granted: false, flags: [], user: 999 },
      ],
    });
  });

  it.each([
    ['another package', block('', '').replaceAll(APP, `${APP}2`)],
    ['a block without permissions', `Packages:\n  Package [${APP}] (a):\n    appId=1\n`],
    ['nothing', ''],
  ])('are not known from %s', (_, output) => expect(parsePermissions(output, APP)).toBeUndefined());

  const sample = new URL('../../../shared/samples/multibox_a712/dumpsys_package.txt', import.meta.url);
  it.runIf(existsSync(sample))('of a phone with Android 7', () => {
    const output = readFileSync(sample, 'utf8');
    const known = [...output.matchAll(/^ {2}Package \[([^\]]+)\]/gm)].flatMap(
      ([, name = '']) => parsePermissions(output, name)?.held ?? [],
    );
    expect(known.some(({ granted }) => granted)).toBe(true);
  });
});

describe('dumpsys notification', () => {
  const record = (app: string, extras: string): string =>
    `    NotificationRecord(0x09b7be1f: pkg=${app} user=UserHandle{0} id=2020 tag=t importance=4 key=0|${app}|2020|t|10077: Notification(channel=c pri=0))\n      uid=10077 userId=0\n      key=0|${app}|2020|t|10077\n      extras={\n${extras}      }\n`;
  const words =
    '          android.title=String (Screenshot)\n          android.text=SpannableString (send it?)\n';
  const dump = (list: string): string =>
    `Current Notification Manager state:\n  Notification List:\n${list}  mArchive=Archive (1 notification)\n${record(APP, '')}`;

  it('tells what is shown for the package, and not what was', () => {
    expect(parseNotifications(dump(record('com.other', words) + record(APP, words)), APP)).toEqual([
      { id: 2020, tag: 't', key: `0|${APP}|2020|t|10077`, title: 'Screenshot', text: 'send it?' },
    ]);
  });

  it('goes without words that the phone keeps to itself', () => {
    expect(parseNotifications(dump(record(APP, '          android.title=String [length=9]\n')), APP)).toEqual(
      [{ id: 2020, tag: 't', key: `0|${APP}|2020|t|10077` }],
    );
  });

  it('without any is empty, and another output is not understood', () => {
    expect(parseNotifications('Current Notification Manager state:\n', APP)).toEqual([]);
    expect(parseNotifications('Permission Denial\n', APP)).toBeUndefined();
  });
});

it.each([
  ['15 (LAST_ACTIVITY)\n', 'cached'],
  ['2 (TOP)\n', 'foreground'],
  ['10 (SERVICE)\n', 'background'],
  ['16 (CACHED_ACTIVITY)\n', 'cached'],
  ['20 (NONEXISTENT)\n', 'stopped'],
  ['Unknown command: get-uid-state\n', undefined],
  ['', undefined],
])('am get-uid-state says %j: %s', (output, state) => {
  expect(parseUidState(output)?.state).toBe(state);
});

it('nothing that the phone prints makes one of these throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const head of [
        '',

        `  Package [${APP}] (`,
        'Current Notification Manager state\n  Notification List:\n    NotificationRecord(',
      ]) {
        parsePermissions(head + text, APP);
        parseNotifications(head + text, APP);
        parseUidState(head + text);
      }
    }),
  );
});
