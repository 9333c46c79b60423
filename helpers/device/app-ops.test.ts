import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAppOps, parseAppOpsGet, parseDuration } from './app-ops.ts';

const APP = 'com.jd.jrapp';
const HEAD = 'Current AppOps Service state:\n';
const SETTINGS = '  Settings:\n    top_state_settle_time=+30s0ms\n';
const OP = 'READ_EXTERNAL_STORAGE';
const STAMP = '2019-02-16 10:20:30.123';

/** One package in the form of each version, after AppOpsService.dump and what phones were seen to print. */
const FORMS: readonly (readonly [version: string, output: string, noted: readonly object[]])[] = [
  [
    '8.1',
    `${HEAD}  Uid u0a77:\n    Package ${APP}:\n      ${OP}: mode=0; time=+1h2m3s4ms ago; rejectTime=+9d1s ago; duration=+3ms\n      CAMERA: mode=0\n    Package com.other:\n      CAMERA: mode=0; time=+1s ago\n`,
    [
      { operation: OP, outcome: 'access', agoMs: 3_723_004 },
      { operation: OP, outcome: 'reject', agoMs: 777_601_000 },
    ],
  ],
  [
    '9',
    `${HEAD}${SETTINGS}  Uid u0a77:\n    state=bg   \n    pendingState=cch  \n    Package ${APP}:\n      ${OP} (allow / switch COARSE_LOCATION=allow): \n          Access: bg    = ${STAMP} (-129d16h27m49s746ms)\n                  cch   = ${STAMP} (-1s5ms)\n          Reject: pers  = ${STAMP} (-2s)\n                  cch   = ${STAMP} (-3s)\n          duration=+4s550ms\n          Running start at: +1h17m43s883ms\n          startNesting=1\n  Uid u0a78:\n    Package com.other:\n      ${OP} (allow): \n          Access: bg    = ${STAMP} (-1ms)\n`,
    [
      { operation: OP, outcome: 'access', state: 'bg', stamp: STAMP, agoMs: 11_204_869_746 },
      { operation: OP, outcome: 'access', state: 'cch', stamp: STAMP, agoMs: 1_005 },
      { operation: OP, outcome: 'reject', state: 'pers', stamp: STAMP, agoMs: 2_000 },
      { operation: OP, outcome: 'reject', state: 'cch', stamp: STAMP, agoMs: 3_000 },
    ],
  ],
  [
    '10 and 11',
    `${HEAD}${SETTINGS}\n  Uid u0a77:\n    state=top\n      LEGACY_STORAGE: mode=allow\n    Package ${APP}:\n      ${OP} (allow): \n          Access: [fg-s] ${STAMP} (-314d) duration=+33ms\n          Access: [bg-tpd] ${STAMP} (-5m) proxy[uid=0, pkg=null]\n          Reject: [fg-s]${STAMP} (-1ms)\n`,
    [
      { operation: OP, outcome: 'access', state: 'fg', flag: 's', stamp: STAMP, agoMs: 27_129_600_000 },
      { operation: OP, outcome: 'access', state: 'bg', flag: 'tpd', stamp: STAMP, agoMs: 300_000 },
      { operation: OP, outcome: 'reject', state: 'fg', flag: 's', stamp: STAMP, agoMs: 1 },
    ],
  ],
  [
    '13, 14 and 16',
    `${HEAD}${SETTINGS}\n  Uid 10077:\n    state=cch\n    capability=--------\n    appWidgetVisible=false\n      LEGACY_STORAGE: mode=ignore\n    Package ${APP}:\n      READ_MEDIA_IMAGES (allow): \n        null=[\n          Access: [cch-s] ${STAMP} (-7s26ms)\n        ]\n        gallery=[\n          Access: [top-s] ${STAMP} (-7s27ms)\n        ]\n      MIUIOP(10021) (allow): \n        null=[\n          Access: [bg-s] ${STAMP} (-0)\n        ]\n`,
    [
      {
        operation: 'READ_MEDIA_IMAGES',
        outcome: 'access',
        state: 'cch',
        flag: 's',
        stamp: STAMP,
        agoMs: 7_026,
      },
      {
        operation: 'READ_MEDIA_IMAGES',
        outcome: 'access',
        state: 'top',
        flag: 's',
        tag: 'gallery',
        stamp: STAMP,
        agoMs: 7_027,
      },
    ],
  ],
];

describe('dumpsys appops', () => {
  it.each(FORMS)('of Android %s is read as what was noted last', (_, output, noted) => {
    expect(parseAppOps(output, APP)).toEqual(noted);
    expect(parseAppOps(output.replaceAll('\n', '\r\n'), APP)).toEqual(noted);
  });

  it('of a package of which nothing was noted is empty, which is not the same as not understood', () => {
    expect(parseAppOps(`${HEAD}${SETTINGS}`, APP)).toEqual([]);
    expect(parseAppOps(FORMS[1]?.[1] ?? '', 'com.jd')).toEqual([]);
    for (const said of [
      '',
      "Permission Denial: can't dump AppOpsService from pid=1, uid=2000",
      'Unknown option: --package',
    ])
      expect(parseAppOps(said, APP)).toBeUndefined();
  });

  it('leaves out a time that is the epoch taken for one', () => {
    const output = `${HEAD}  Uid u0a77:\n    Package ${APP}:\n      ${OP}: mode=0; time=+20166d8h20m24s861ms ago\n`;
    expect(parseAppOps(output, APP)).toEqual([]);
  });

  it('never throws, whatever the phone prints', () => {
    const piece = fc.constantFrom(
      ...FORMS.flatMap(([, output]) => output.split(/(?<=\n)/)),
      'x',
      '\n',
      '[',
      '(',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        parseAppOps(HEAD + pieces.join(''), APP);
        parseAppOpsGet(pieces.join(''));
      }),
    );
  });

  const sample = new URL('../../../shared/samples/fireos7_a9/dumpsys_appops_excerpt.txt', import.meta.url);
  it.runIf(existsSync(sample))('of a phone with Android 9', () => {
    const noted = parseAppOps(HEAD + readFileSync(sample, 'utf8'), 'com.amazon.diode');
    expect(noted).toContainEqual({
      operation: OP,
      outcome: 'access',
      state: 'cch',
      stamp: '2026-08-03 14:35:34.035',
      agoMs: 4_654_418,
    });
  });
});

describe('cmd appops get', () => {
  it.each([
    ['an access', `${OP}: allow; time=+2s544ms ago\n`, [{ operation: OP, outcome: 'access', agoMs: 2_544 }]],
    [
      'both',
      'FINE_LOCATION: allow; time=+6m52s253ms ago; rejectTime=+1m42s474ms ago\n',
      [
        { operation: 'FINE_LOCATION', outcome: 'access', agoMs: 412_253 },
        { operation: 'FINE_LOCATION', outcome: 'reject', agoMs: 102_474 },
      ],
    ],
    ['a mode of the uid alone', 'Uid mode: LEGACY_STORAGE: allow\n', []],
    ['nothing', 'No operations.\n', []],
    ['an error', 'Error: No UID for com.x in user 0\n', undefined],
    ['silence', '', undefined],
  ])('tells of %s', (_, output, noted) => {
    expect(parseAppOpsGet(output)).toEqual(noted);
  });

  const sample = new URL(
    '../../../shared/samples/appops_get_misc/cmd_appops_get_various.txt',
    import.meta.url,
  );
  it.runIf(existsSync(sample))('of phones with Android 10 to 14', () => {
    const groups = readFileSync(sample, 'utf8')
      .split(/^# .*$/m)
      .slice(1);
    const noted = groups.map((group) => parseAppOpsGet(group.replace('No operations.', '')) ?? []);
    expect(noted.map((group) => group.some(({ outcome }) => outcome === 'access'))).not.toContain(false);
    expect(noted[2]).toContainEqual({
      operation: 'READ_MEDIA_VISUAL_USER_SELECTED',
      outcome: 'access',
      agoMs: 103_408,
    });
  });
});

it.each([
  ['-1d2h3m4s5ms', 93_784_005],
  ['+2m', 120_000],
  ['+5ms', 5],
  ['0', 0],
  ['', undefined],
  ['+', undefined],
  ['soon', undefined],
])('the duration %j is %s ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
