import { dashed } from './digits.ts';
import type { Maker, Rom, ScreenshotForm } from './rom.ts';

/**
 * Names: DCIM/Screenshots/Screenshot_2019-04-26-18-51-50-412_com.sdu.didi.psnger.png, and 2018-08 to 2019-12 likewise; .jpg
 * from 2019-11 on, which is when MIUI 11 on Android 10 came; so until 2026-09 (`_com.miui.home.jpg`), HyperOS included.
 * Properties: the file that stands above each.
 */
export const MIUI: Maker = {
  called: 'MIUI or HyperOS',
  of: {
    // "MIUI by xiaomi.eu 10.3.2 Android 8.1.0 MIPAD 4": a translated build, whose `id` and `incremental` are Xiaomi's.
    '8.1': miui('MIUI 10', ['OPM1.171019.019'], 'V10.3.2.0', { ...ui('V10', '8') }),
    // "MIUI 10.2.1.0 Android 8 MI 5s", "MIUI 11.0.5 Android 9 MI 6"; build: fingerprint of a Mi MIX 2S,
    // Xiaomi/polaris/polaris:9/PKQ1.180729.001/V10.2.2.0.PDGMIXM.
    '9': miui('MIUI 10', ['PKQ1.180729.001'], 'V10.2.2.0', { ...ui('V10', '8') }),
    // "MIUI 12.0.15 Android 10 Mi 10 Ultra", which does say test-keys in a release.
    '10': miui('MIUI 12', ['QKQ1.200419.002', 'test-keys'], 'V12.0.15.0', later('V12', '10')),
    // "MIUI 12.5.6 Android 11 Xiaomi 9"
    '11': miui('MIUI 12.5', ['RKQ1.200826.002', 'test-keys'], 'V12.5.6.0', later('V125', '12')),
    // "MIUI 14.0.10 Android 13 Xiaomi 12"
    '13': miui('MIUI 14', ['TKQ1.220807.001', 'test-keys'], 'V14.0.18.0', later('V140', '14')),
    // "HyperOS 1.0.14.0 Android 14 Xiaomi Pad 6 Pro"
    '14': miui('HyperOS 1', ['UKQ1.230804.001', 'release-keys'], 'V816.0.14.0', hyperOs('1', 'OS1.0.14.0')),
    // "HyperOS 3.0.16.0 Android 16 Xiaomi 17 Pro Max"
    '16': miui('HyperOS 3', ['BP2A.250605.031.A3'], 'OS3.0.16.0', hyperOs('3', 'OS3.0.16.0')),
  },
};

type Properties = Rom['properties'];

function miui(
  stands: string,
  display: readonly [id: string, behind?: string],
  number: string,
  properties: Properties,
): Rom {
  return {
    stands,
    manufacturer: 'Xiaomi',
    brand: 'Xiaomi',
    build: { id: display[0], incremental: `${number}.SIMULATED`, display: display.join(' ') },
    properties,
    screenshots: screenshots(stands === 'MIUI 10' ? 'png' : 'jpg'),
  };
}

function ui(name: string, code: string): Properties {
  return {
    'ro.miui.ui.version.code': code,
    'ro.miui.ui.version.name': name,
    'ro.miui.region': 'CN',
    'ro.miui.cust_variant': 'cn',
  };
}

function later(name: string, code: string): Properties {
  return { ...ui(name, code), 'ro.miui.build.region': 'cn' };
}

/** HyperOS still says that it is MIUI 816. */
function hyperOs(code: string, number: string): Properties {
  return {
    ...later('V816', '816'),
    'ro.mi.os.version.code': code,
    'ro.mi.os.version.incremental': `${number}.SIMULATED`,
    'ro.mi.os.version.name': `OS${code}.0`,
    'ro.mi.os.version.publish': 'true',
  };
}

function screenshots(ending: ScreenshotForm['ending']): ScreenshotForm {
  return {
    folder: 'DCIM/Screenshots',
    ending,
    stepMs: 1,
    name: ({ time, ...front }) => `Screenshot_${dashed(time)}-${time.millisecond}_${front.package}`,
  };
}
