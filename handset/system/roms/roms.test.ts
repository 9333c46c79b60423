import { describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { createProperties } from '../properties.ts';
import { ROMS, romOf, romOn } from './roms.ts';

describe('the ROMs', () => {
  it.each(['', 'AOSP', 'constructor', 'hyperos'])('"%s" is none, and those that are are named', (name) => {
    expect(() => romOf(name)).toThrow('choose one of: aosp, miui, emui, oneui, coloros, flyme');
  });

  it.each([
    ['aosp', 'Telltale', 'Telltale/telltale_handset/handset:9/SIMULATED/1:user/release-keys', {}],
    [
      'miui',
      'Xiaomi',
      'Xiaomi/telltale_handset/handset:9/PKQ1.180729.001/V10.2.2.0.SIMULATED:user/release-keys',
      { 'ro.miui.ui.version.name': 'V10', 'ro.miui.ui.version.code': '8' },
    ],
    [
      'emui',
      'HUAWEI',
      'HUAWEI/telltale_handset/handset:9/HUAWEIHandset/SIMULATED:user/release-keys',
      { 'ro.build.version.emui': 'EmotionUI_9.0.0', 'ro.build.hw_emui_api_level': '17' },
    ],
    [
      'oneui',
      'samsung',
      'samsung/telltale_handset/handset:9/PPR1.180610.011/SIMULATED:user/release-keys',
      { 'ro.build.version.sep': '100000', 'ro.build.version.sem': '2801' },
    ],
    [
      'coloros',
      'OPPO',
      'OPPO/telltale_handset/handset:9/PKQ1.190101.001/SIMULATED:user/release-keys',
      { 'ro.build.version.opporom': 'V6.0' },
    ],
    [
      'flyme',
      'meizu',
      'meizu/telltale_handset/handset:9/PKQ1.190202.001/SIMULATED:user/release-keys',
      { 'ro.build.display.id': 'Flyme 8.1.8.0A', 'ro.flyme.published': 'true' },
    ],
  ])('%s is of %s, with its fingerprint and what only it has', (name, maker, fingerprint, own) => {
    const properties = createProperties('user', { rom: romOf(name), timeZone: 'Asia/Shanghai' });
    expect(Object.fromEntries(properties.all())).toMatchObject({
      'ro.product.manufacturer': maker,
      'ro.product.brand': maker,
      'ro.build.fingerprint': fingerprint,
      'ro.build.version.sdk': '28',
      'persist.sys.timezone': 'Asia/Shanghai',
      ...own,
    });
  });

  it.each(['8.1', '10', '14', '16'])(
    'are of Android 9, and refused for %s with the pairs that there are',
    (name) => {
      expect(() => romOn('miui', androidNamed(name))).toThrow(
        `There is no MIUI 10 of Android ${name}. Known are --rom=miui (MIUI 10) with --android=9, --rom=emui (EMUI 9)`,
      );
      expect(romOn('aosp', androidNamed(name))).toBe(romOf('aosp'));
      expect(romOn('flyme', androidNamed('9'))).toBe(romOf('flyme'));
    },
  );

  it('say of themselves that they are simulated, and leave the marks of the others alone', () => {
    const marks = Object.values(ROMS).flatMap(({ properties }) => Object.entries(properties));
    for (const rom of Object.values(ROMS)) {
      const properties = createProperties('userdebug', { rom, timeZone: 'GMT' });
      expect(properties.get('ro.build.fingerprint')).toMatch(/SIMULATED.*:userdebug\/test-keys$/);
      expect(properties.get('ro.product.model')).toBe('Handset');
      const foreign = marks.filter(([mark]) => !Object.hasOwn(rom.properties, mark));
      expect(foreign.filter(([mark, value]) => properties.get(mark) === value)).toEqual([]);
    }
  });
});
