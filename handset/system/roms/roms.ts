import { createHash } from 'node:crypto';
import { ANDROID_9, type AndroidVersion } from '../android-version.ts';
import type { Rom } from './rom.ts';
import type { LocalTime } from './time-zone.ts';

/*
 * Where the values come from. "Names" are screenshots of 2018 to 2020 that stand in public files, found by find_string
 * on 2026-11-24 and before (samples/screenshots_names); that a name belongs to a ROM is inferred from its shape.
 * "Properties" are `getprop` of real phones, in getActivity/AndroidSystemPropertyCollect at 8f4413a1, unless a row says
 * otherwise. Name, model, device and the last part of each build stay the handset's own, so that nobody takes a run
 * on it for one on that phone; the forms around them are the makers'.
 */

/** AOSP, SystemUI of API 28: GlobalScreenshot.java, SaveImageInBackgroundTask (`Screenshot_%s.png`, Pictures/Screenshots). */
export const AOSP: Rom = {
  stands: 'AOSP',
  manufacturer: 'Telltale',
  brand: 'Telltale',
  build: { id: 'SIMULATED', incremental: '1', display: 'telltale_handset 9 SIMULATED' },
  properties: {},
  screenshots: () => ({
    folder: 'Pictures/Screenshots',
    ending: 'png',
    stepMs: 1000,
    name: ({ time }) => `Screenshot_${day(time)}-${clock(time)}`,
  }),
};

/**
 * MIUI 10 on Android 9. Names: DCIM/Screenshots/Screenshot_2019-04-26-18-51-50-412_com.sdu.didi.psnger.png, and 2018-08 to
 * 2019-12 likewise; .jpg from 2019-11 on. Properties: "MIUI 10.2.1.0 Android 8 MI 5s" (V10, code 8) and "MIUI 11.0.5
 * Android 9 MI 6"; build: fingerprint of Mi MIX 2S, Xiaomi/polaris/polaris:9/PKQ1.180729.001/V10.2.2.0.PDGMIXM.
 */
const MIUI: Rom = {
  stands: 'MIUI 10',
  manufacturer: 'Xiaomi',
  brand: 'Xiaomi',
  build: { id: 'PKQ1.180729.001', incremental: 'V10.2.2.0.SIMULATED', display: 'PKQ1.180729.001' },
  properties: {
    'ro.miui.ui.version.code': '8',
    'ro.miui.ui.version.name': 'V10',
    'ro.miui.region': 'CN',
    'ro.miui.cust_variant': 'cn',
  },
  screenshots: (api) => ({
    folder: 'DCIM/Screenshots',
    // From 2019-11 on, which is when MIUI 11 on Android 10 came.
    ending: api < 29 ? 'png' : 'jpg',
    stepMs: 1,
    name: ({ time, ...front }) => `Screenshot_${dashed(time)}-${time.millisecond}_${front.package}`,
  }),
};

/**
 * EMUI 9. Names: Screenshot_20190928_130256_com.example.bottom_nav.jpg; the folder from 2020,
 * Pictures/Screenshots/Screenshot_20201018_130411_com.huawei.android.launcher.jpg, and HwMediaScannerImpl of
 * dstmath/HWFramework (8.0 to HarmonyOS 2). Properties: "EMUI 9.0.0 Android 9 HUAWEI Mate 20".
 */
const EMUI: Rom = {
  stands: 'EMUI 9',
  manufacturer: 'HUAWEI',
  brand: 'HUAWEI',
  build: { id: 'HUAWEIHandset', incremental: 'SIMULATED', display: 'Handset 9.0.0.200(SIMULATED)' },
  properties: { 'ro.build.version.emui': 'EmotionUI_9.0.0', 'ro.build.hw_emui_api_level': '17' },
  screenshots: () => ({
    folder: 'Pictures/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    name: ({ time, ...front }) => `Screenshot_${day(time)}_${clock(time)}_${front.package}`,
  }),
};

/**
 * One UI 1. Names: DCIM/Screenshots/Screenshot_20180927-151808_Chrome.jpg, …/Screenshot_20191104-172757_Smart DMS.jpg
 * (blanks are kept). Properties: "OneUI 1.0 Android 9 Samsung Galaxy S8".
 */
const ONE_UI: Rom = {
  stands: 'One UI 1',
  manufacturer: 'samsung',
  brand: 'samsung',
  build: { id: 'PPR1.180610.011', incremental: 'SIMULATED', display: 'PPR1.180610.011.SIMULATED' },
  properties: { 'ro.build.version.sem': '2801', 'ro.build.version.sep': '100000' },
  screenshots: (api) => ({
    folder: 'DCIM/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    // One UI 6 and up, which is Android 14 (Screenshot_20241006_181012_YouTube.jpg).
    name: ({ time, label }) => `Screenshot_${day(time)}${api < 34 ? '-' : '_'}${clock(time)}_${label}`,
  }),
};

/**
 * ColorOS 6. Names: DCIM/Screenshots/Screenshot_2019-02-23-18-24-58-24.png, likewise 2018-02 to 2020-05 (hundredths of a
 * second). Later versions append `_` and the MD5 of the package (md5("com.android.chrome") is 40deb401…, seen from
 * 2021 on); whether late builds of ColorOS 6 do: not verified. Properties: android.os.Build of an OPPO Reno,
 * OPPO/PCGM00/OP4679:9/PKQ1.190101.001/1568962300, in a public Java file; `opporom` from "ColorOS 5.2 Android.8.1" and
 * "7.1 Android 10", its value V6.0 for Android 9: not verified.
 */
const COLOR_OS: Rom = {
  stands: 'ColorOS 6',
  manufacturer: 'OPPO',
  brand: 'OPPO',
  build: { id: 'PKQ1.190101.001', incremental: 'SIMULATED', display: 'Handset_11_A.08' },
  properties: { 'ro.build.version.opporom': 'V6.0' },
  screenshots: colorOsScreenshots,
};

/**
 * Flyme 8, the one for which a phone with Android 9 is known. Names: Pictures/Screenshots/S90220-180322.jpg (2019-02-20);
 * .png and .JPG occur too, and once hundredths of a second (S81224-20082955.jpg): which build does which, and whether
 * Flyme 8 names them so at all: not verified. Properties: "Flyme 8.1.8.0 Android 9 MEIZU 16s".
 */
const FLYME: Rom = {
  stands: 'Flyme 8',
  manufacturer: 'meizu',
  brand: 'meizu',
  build: { id: 'PKQ1.190202.001', incremental: 'SIMULATED', display: 'Flyme 8.1.8.0A' },
  properties: {
    'ro.build.flyme.version': '8',
    'ro.build.user': 'flyme',
    'ro.flyme.published': 'true',
    'ro.flyme.version.id': 'Flyme 8.1.8.0A',
  },
  screenshots: () => ({
    folder: 'Pictures/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    name: ({ time }) => `S${time.year.slice(-1)}${time.month}${time.day}-${clock(time)}`,
  }),
};

/**
 * Until 10 as above; from 11 on with the MD5 of the package, as of 2021 and later (the folder and the ending are not
 * verified); 16 as a OnePlus 15 names them, Pictures/Screenshots/Screenshot_2026-09-10-01-52-03-96.jpg.
 */
function colorOsScreenshots(api: number): ReturnType<Rom['screenshots']> {
  const plain = (time: LocalTime): string => `Screenshot_${dashed(time)}-${time.millisecond.slice(0, 2)}`;
  if (api < 30)
    return { folder: 'DCIM/Screenshots', ending: 'png', stepMs: 10, name: ({ time }) => plain(time) };
  const hashed = api < 36;
  return {
    folder: hashed ? 'DCIM/Screenshots' : 'Pictures/Screenshots',
    ending: 'jpg',
    stepMs: 10,
    name: ({ time, ...front }) => (hashed ? `${plain(time)}_${md5(front.package)}` : plain(time)),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** By the names that `--rom` takes. */
export const ROMS: Readonly<Record<string, Rom>> = {
  aosp: AOSP,
  miui: MIUI,
  emui: EMUI,
  oneui: ONE_UI,
  coloros: COLOR_OS,
  flyme: FLYME,
};

export function romOf(name: string): Rom {
  const rom = Object.hasOwn(ROMS, name) ? ROMS[name] : undefined;
  if (rom === undefined)
    throw new Error(`There is no ROM "${name}"; choose one of: ${Object.keys(ROMS).join(', ')}`);
  return rom;
}

/** A maker's ROM on an Android: their pairs are makers' too, and an old one is not put on a new Android. */
export function romOn(name: string, android: AndroidVersion): Rom {
  const rom = romOf(name);
  if (rom === AOSP || android.api === ANDROID_9.api) return rom;
  const pairs = Object.entries(ROMS)
    .filter(([, one]) => one !== AOSP)
    .map(([option, { stands }]) => `--rom=${option} (${stands}) with --android=9`);
  throw new Error(
    `There is no ${rom.stands} of Android ${android.name}. Known are ${pairs.join(', ')}, and --rom=aosp with every Android`,
  );
}

function day({ year, month, day: date }: LocalTime): string {
  return `${year}${month}${date}`;
}

function clock({ hour, minute, second }: LocalTime): string {
  return `${hour}${minute}${second}`;
}

function dashed(time: LocalTime): string {
  return [time.year, time.month, time.day, time.hour, time.minute, time.second].join('-');
}
