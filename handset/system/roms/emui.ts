import { clock, day } from './digits.ts';
import type { Maker, Rom, ScreenshotForm } from './rom.ts';

const NONE = 'the latest EMUI whose properties were looked up is 14.2, of Android 12';

/**
 * Names: Screenshot_20190928_130256_com.example.bottom_nav.jpg, and so until 2026-06 (`_com.huawei.android.launcher.jpg`); the
 * folder from 2020, Pictures/Screenshots/Screenshot_20201018_130411_com.huawei.android.launcher.jpg, and HwMediaScannerImpl
 * of dstmath/HWFramework (8.0 to HarmonyOS 2). That those of EMUI 8.1 end in a package: not verified.
 * Properties: the file that stands above each.
 */
export const EMUI: Maker = {
  called: 'EMUI',
  of: {
    // `getprop` of a P20 Pro, HUAWEI/CLT-L29/HWCLT:8.1.0/HUAWEICLT-L29/106(C636), in a kernel developer's test.
    '8.1': emui('8.1', '8.1.0.106', { ...version('8.1.0'), ...level('15') }),
    // "EMUI 9.0.0 Android 9 HUAWEI Mate 20"
    '9': emui('9', '9.0.0.200', { ...version('9.0.0'), ...level('17') }),
    // "EMUI 11.0.0 Android 10 HUAWEI nova 8": 11 is of Android 10, as 10 is (api level 21 there).
    '10': emui('11', '11.0.0.155', { ...version('11.0.0'), ...level('25'), ...huawei('11.0.0.155') }),
    // A user agent in Huawei's API, "rom=EmotionUI_12.0.1 … os=11,apilevel=30"; the
    // last part of its number is not known, nor its level, which is left out.
    '11': emui('12', '12.0.1.100', { ...version('12.0.1'), ...huawei('12.0.1.100') }),
    '13': NONE,
    '14': NONE,
    '16': NONE,
  },
};

function emui(number: string, build: string, properties: Rom['properties']): Rom {
  return {
    stands: `EMUI ${number}`,
    manufacturer: 'HUAWEI',
    brand: 'HUAWEI',
    build: { id: 'HUAWEIHandset', incremental: 'SIMULATED', display: `Handset ${build}(SIMULATED)` },
    properties,
    screenshots: screenshots(),
  };
}

function version(number: string): Rom['properties'] {
  return { 'ro.build.version.emui': `EmotionUI_${number}` };
}

function level(api: string): Rom['properties'] {
  return { 'ro.build.hw_emui_api_level': api };
}

/** From 10 on, beside those of the platform. */
function huawei(build: string): Rom['properties'] {
  return {
    'ro.huawei.build.display.id': `Handset ${build}(SIMULATED)`,
    'ro.huawei.build.version.incremental': 'SIMULATED',
  };
}

function screenshots(): ScreenshotForm {
  return {
    folder: 'Pictures/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    name: ({ time, ...front }) => `Screenshot_${day(time)}_${clock(time)}_${front.package}`,
  };
}
