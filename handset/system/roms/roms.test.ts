import { describe, expect, it } from 'vitest';
import { type AndroidVersion, androidNamed } from '../android-version.ts';
import { createProperties } from '../properties.ts';
import { MAKERS, romOn } from './roms.ts';

const ANDROIDS = ['8.1', '9', '10', '11', '13', '14', '16'].map(androidNamed);
/** Every pair that the command takes. */
const PAIRS = Object.entries(MAKERS).flatMap(([option, { of }]) =>
  ANDROIDS.filter(({ name }) => typeof of[name] === 'object').map((android) => ({ option, android })),
);

function getprop(option: string, android: AndroidVersion, build: 'user' | 'userdebug' = 'user') {
  return createProperties(build, { rom: romOn(option, android), timeZone: 'Asia/Shanghai', android });
}

describe('the ROMs', () => {
  it.each(['', 'AOSP', 'constructor', 'hyperos'])('"%s" is none, and those that are are named', (name) => {
    expect(() => romOn(name, androidNamed('9'))).toThrow(
      `There is no ROM "${name}"; choose one of: aosp, miui, emui, oneui, coloros, flyme`,
    );
  });

  it.each([
    ['aosp', '9', 'Telltale', '9/SIMULATED/1', {}],
    ['aosp', '16', 'Telltale', '16/SIMULATED/1', { 'ro.build.display.id': 'telltale_handset 16 SIMULATED' }],
    ['miui', '8.1', 'Xiaomi', '8.1.0/OPM1.171019.019/V10.3.2.0.SIMULATED', miui('V10', '8')],
    ['miui', '9', 'Xiaomi', '9/PKQ1.180729.001/V10.2.2.0.SIMULATED', miui('V10', '8')],
    [
      'miui',
      '10',
      'Xiaomi',
      '10/QKQ1.200419.002/V12.0.15.0.SIMULATED',
      { ...miui('V12', '10'), 'ro.build.display.id': 'QKQ1.200419.002 test-keys' },
    ],
    ['miui', '11', 'Xiaomi', '11/RKQ1.200826.002/V12.5.6.0.SIMULATED', miui('V125', '12')],
    ['miui', '13', 'Xiaomi', '13/TKQ1.220807.001/V14.0.18.0.SIMULATED', miui('V140', '14')],
    [
      'miui',
      '14',
      'Xiaomi',
      '14/UKQ1.230804.001/V816.0.14.0.SIMULATED',
      { ...miui('V816', '816'), 'ro.mi.os.version.name': 'OS1.0', 'ro.mi.os.version.code': '1' },
    ],
    [
      'miui',
      '16',
      'Xiaomi',
      '16/BP2A.250605.031.A3/OS3.0.16.0.SIMULATED',
      { ...miui('V816', '816'), 'ro.mi.os.version.incremental': 'OS3.0.16.0.SIMULATED' },
    ],
    ['emui', '8.1', 'HUAWEI', '8.1.0/HUAWEIHandset/SIMULATED', emui('8.1.0', '15')],
    ['emui', '9', 'HUAWEI', '9/HUAWEIHandset/SIMULATED', emui('9.0.0', '17')],
    ['emui', '10', 'HUAWEI', '10/HUAWEIHandset/SIMULATED', emui('11.0.0', '25')],
    ['emui', '11', 'HUAWEI', '11/HUAWEIHandset/SIMULATED', { 'ro.build.version.emui': 'EmotionUI_12.0.1' }],
    ['oneui', '9', 'samsung', '9/PPR1.180610.011/SIMULATED', numbers({ sep: '100000', sem: '2801' })],
    ['oneui', '10', 'samsung', '10/QP1A.190711.020/SIMULATED', numbers({ sep: '110500', sem: '2903' })],
    ['oneui', '11', 'samsung', '11/RP1A.200720.012/SIMULATED', numbers({ sep: '120100' })],
    ['oneui', '13', 'samsung', '13/TP1A.220624.014/SIMULATED', numbers({ sep: '140100', oneui: '50100' })],
    ['oneui', '14', 'samsung', '14/UP1A.231005.007/SIMULATED', numbers({ sep: '150500', oneui: '60101' })],
    ['oneui', '16', 'samsung', '16/BP2A.250605.031.A3/SIMULATED', numbers({ sep: '170000', oneui: '80000' })],
    ['coloros', '8.1', 'OPPO', '8.1.0/OPM1.171019.026/SIMULATED', numbers({ opporom: 'V5.2' })],
    ['coloros', '9', 'OPPO', '9/PKQ1.190101.001/SIMULATED', numbers({ opporom: 'V6.0' })],
    ['coloros', '10', 'OPPO', '10/QKQ1.190918.001/SIMULATED', numbers({ opporom: 'V7.1' })],
    ['coloros', '11', 'OPPO', '11/RKQ1.201217.002/SIMULATED', numbers({ opporom: 'V11.1' })],
    ['coloros', '13', 'OPPO', '13/TP1A.220905.001/SIMULATED', numbers({ oplusrom: 'V13.1.0' })],
    ['coloros', '14', 'OPPO', '14/UKQ1.230924.001/SIMULATED', numbers({ oplusrom: 'V14.0.0' })],
    [
      'coloros',
      '16',
      'OPPO',
      '16/BP2A.250605.015/SIMULATED',
      numbers({ oplusrom: 'V16.0.0', 'oplusrom.display': '16.0.2' }),
    ],
    ['flyme', '8.1', 'Meizu', '8.1.0/O11019/SIMULATED', flyme('7.1.5.2A')],
    ['flyme', '9', 'meizu', '9/PKQ1.190202.001/SIMULATED', flyme('8.1.8.0A')],
    ['flyme', '10', 'meizu', '10/QKQ1.200223.002/SIMULATED', flyme('8.1.8.0A')],
    ['flyme', '11', 'meizu', '11/RKQ1.210715.001/SIMULATED', flyme('9.2.5.3A')],
    ['flyme', '13', 'meizu', '13/TKQ1.221114.001/SIMULATED', flyme('10.5.0.1A')],
    ['flyme', '14', 'meizu', '14/UKQ1.230917.001/SIMULATED', flyme('11.2.1.0A')],
  ])(
    '%s of Android %s is of %s, with its fingerprint and what only it has',
    (option, name, maker, build, own) => {
      const properties = getprop(option, androidNamed(name));
      expect(Object.fromEntries(properties.all())).toMatchObject({
        'ro.product.manufacturer': maker,
        'ro.product.brand': maker,
        'ro.build.fingerprint': `${maker}/telltale_handset/handset:${build}:user/release-keys`,
        'ro.build.version.sdk': String(androidNamed(name).api),
        'persist.sys.timezone': 'Asia/Shanghai',
        ...own,
      });
    },
  );

  it.each([
    [
      'oneui',
      '8.1',
      "There is no One UI of Android 8.1: Samsung's Android 8.1 was called Samsung Experience",
    ],
    ['emui', '13', 'There is no EMUI of Android 13: the latest EMUI'],
    ['emui', '14', 'Known are --rom=emui with --android=8.1 (EMUI 8.1), --android=9 (EMUI 9), --android=10'],
    ['emui', '16', 'of Android 16'],
    [
      'flyme',
      '16',
      'There is no Flyme of Android 16: the latest Flyme whose properties were looked up is 12',
    ],
  ])('%s is refused for Android %s, which never had it, with those that there are', (option, name, said) => {
    expect(() => romOn(option, androidNamed(name))).toThrow(said);
  });

  it('are thirty, each of which says of itself that it is simulated', () => {
    expect(PAIRS).toHaveLength(30);
    for (const { option, android } of PAIRS) {
      const properties = getprop(option, android, 'userdebug');
      expect(properties.get('ro.build.fingerprint')).toMatch(/SIMULATED.*:userdebug\/test-keys$/);
      expect(properties.get('ro.product.model')).toBe('Handset');
    }
  });

  it('leave the marks of the others alone', () => {
    for (const { option, android } of PAIRS) {
      const marks = MARKS.filter((mark) => getprop(option, android).get(mark) !== '');
      const own = Object.keys(romOn(option, android).properties);
      expect(marks, `${option} of ${android.name}`).toEqual(MARKS.filter((mark) => own.includes(mark)));
      expect(marks.length).toBeGreaterThan(0);
    }
  });
});

/** What apps tell ROMs apart by. */
const MARKS = [
  'ro.miui.ui.version.name',
  'ro.mi.os.version.name',
  'ro.build.version.emui',
  'ro.build.version.sep',
  'ro.build.version.oneui',
  'ro.build.version.opporom',
  'ro.build.version.oplusrom',
  'ro.build.flyme.version',
];

function miui(name: string, code: string): Record<string, string> {
  return { 'ro.miui.ui.version.name': name, 'ro.miui.ui.version.code': code };
}

function emui(version: string, level: string): Record<string, string> {
  return { 'ro.build.version.emui': `EmotionUI_${version}`, 'ro.build.hw_emui_api_level': level };
}

function numbers(of: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [`ro.build.version.${name}`, value]));
}

function flyme(version: string): Record<string, string> {
  return { 'ro.build.display.id': `Flyme ${version}`, 'ro.flyme.version.id': `Flyme ${version}` };
}
