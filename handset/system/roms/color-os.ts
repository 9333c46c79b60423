import { createHash } from 'node:crypto';
import { dashed } from './digits.ts';
import type { Maker, Rom, ScreenshotForm } from './rom.ts';
import type { LocalTime } from './time-zone.ts';

/**
 * Names, by hundredths of a second: DCIM/Screenshots/Screenshot_2019-02-23-18-24-58-24.png, likewise 2018-02 to 2020-05;
 * from 2021 to 2026 with the MD5 of the package (of com.android.chrome 40deb401…), whose folder is known from
 * DCIM/Screenshots/Screenshot_2023-01-30-18-12-59-54_92b64b2a….jpg (com.oppo.launcher); others of 2022 and 2023 lie in
 * Pictures/Screenshots. That the first form is OPPO's is inferred. Properties: the file that stands above each.
 */
export const COLOR_OS: Maker = {
  called: 'ColorOS',
  of: {
    // "ColorOS 5.2 Android.8.1 OPPO A5s"
    '8.1': colorOs('5.2', 'OPM1.171019.026', 'Handset_11_A.24', opporom('V5.2'), 'plain'),
    // android.os.Build of an OPPO Reno, OPPO/PCGM00/OP4679:9/PKQ1.190101.001/1568962300, in a public Java file; V6.0: not
    // verified; whether its late builds put the MD5 into names: not verified.
    '9': colorOs('6', 'PKQ1.190101.001', 'Handset_11_A.08', opporom('V6.0'), 'plain'),
    // "ColorOS 7.1 Android 10 OPPO K3"
    '10': colorOs('7.1', 'QKQ1.190918.001', 'Handset_11_C.16', opporom('V7.1'), 'plain'),
    // "ColorOS 11.1 Android 11 OPPO Reno"
    '11': colorOs('11.1', 'RKQ1.201217.002', 'Handset_11_F.56', opporom('V11.1'), 'hashed'),
    // "ColorOS 13.1 Android 13 OPPO Reno7 SE 5G"
    '13': colorOs('13.1', 'TP1A.220905.001', 'Handset_13.1.0.210(SIMULATED)', oplusrom('13.1'), 'hashed'),
    // "ColorOS 14.0 Android 14 OPPO Find X3 Pro"
    '14': colorOs('14', 'UKQ1.230924.001', 'Handset_14.0.0.618(SIMULATED)', oplusrom('14.0'), 'hashed'),
    // "ColorOS 16.0 Android 16 OnePlus Ace 6T", whose brand is OnePlus: an OPPO was not seen. The names and their folder are a
    // OnePlus 15's, Pictures/Screenshots/Screenshot_2026-09-10-01-52-03-96.jpg.
    '16': colorOs(
      '16',
      'BP2A.250605.015',
      'Handset_16.0.2.403(SIMULATED)',
      oplusrom('16.0', '16.0.2'),
      'one-plus',
    ),
  },
};

type Naming = 'plain' | 'hashed' | 'one-plus';

function colorOs(
  number: string,
  id: string,
  display: string,
  ...[properties, naming]: [Rom['properties'], Naming]
): Rom {
  return {
    stands: `ColorOS ${number}`,
    manufacturer: 'OPPO',
    brand: 'OPPO',
    build: { id, incremental: 'SIMULATED', display },
    properties,
    screenshots: screenshots(naming),
  };
}

function opporom(version: string): Rom['properties'] {
  return { 'ro.build.version.opporom': version };
}

/** The name since OPPO and OnePlus share a system. */
function oplusrom(number: string, display = number): Rom['properties'] {
  return {
    'ro.build.version.oplusrom': `V${number}.0`,
    'ro.build.version.oplusrom.confidential': `V${number}.0`,
    'ro.build.version.oplusrom.display': display,
  };
}

function screenshots(naming: Naming): ScreenshotForm {
  const plain = (time: LocalTime): string => `Screenshot_${dashed(time)}-${time.millisecond.slice(0, 2)}`;
  return {
    folder: naming === 'one-plus' ? 'Pictures/Screenshots' : 'DCIM/Screenshots',
    ending: naming === 'plain' ? 'png' : 'jpg',
    stepMs: 10,
    name: ({ time, ...front }) =>
      naming === 'hashed' ? `${plain(time)}_${md5(front.package)}` : plain(time),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
