import { clock, day } from './digits.ts';
import type { Maker, Rom, ScreenshotForm } from './rom.ts';

/**
 * Names: DCIM/Screenshots/Screenshot_20180927-151808_Chrome.jpg, …/Screenshot_20191104-172757_Smart DMS.jpg (blanks are kept),
 * …/Screenshot_20220527-211810_MyCapture.jpg, Screenshot_20231006-124545_One UI Home.jpg; from One UI 6 on, which is
 * Android 14, …/Screenshot_20241006_181012_YouTube.jpg. Properties: the file that stands above each.
 */
export const ONE_UI: Maker = {
  called: 'One UI',
  of: {
    '8.1':
      "Samsung's Android 8.1 was called Samsung Experience, whose names and properties were not looked up",
    // "OneUI 1.0 Android 9 Samsung Galaxy S8"
    '9': oneUi('1', 'PPR1.180610.011', { sem: '2801', sep: '100000' }),
    // "OneUI 2.5 Android 10 Galaxy S9"
    '10': oneUi('2.5', 'QP1A.190711.020', { sem: '2903', sep: '110500' }),
    // No `getprop` was found. Build: fingerprints such as samsung/o1sxxx/o1s:11/RP1A.200720.012/…; `sep` is the number of
    // One UI and 90000 more (a library of Samsung's computes it so), `sem` is not known and left out.
    '11': oneUi('3.1', 'RP1A.200720.012', { sep: '120100' }),
    // "OneUI 5.1 Android 13 Galaxy Note20"
    '13': oneUi('5.1', 'TP1A.220624.014', { sem: '3301', sep: '140100', oneui: '50100' }),
    // "OneUI 6.1 Android 14 Galaxy S24"
    '14': oneUi('6.1.1', 'UP1A.231005.007', { sem: '3402', sep: '150500', oneui: '60101' }, '_'),
    // "OneUI 8.0 Android 16 Galaxy Z Fold7"
    '16': oneUi('8', 'BP2A.250605.031.A3', { sem: '3601', sep: '170000', oneui: '80000' }, '_'),
  },
};

interface Numbers {
  readonly sem?: string;
  readonly sep: string;
  readonly oneui?: string;
}

function oneUi(number: string, id: string, numbers: Numbers, between: '-' | '_' = '-'): Rom {
  return {
    stands: `One UI ${number}`,
    manufacturer: 'samsung',
    brand: 'samsung',
    build: { id, incremental: 'SIMULATED', display: `${id}.SIMULATED` },
    properties: {
      'ro.build.PDA': 'SIMULATED',
      ...Object.fromEntries(
        Object.entries(numbers).map(([name, value]) => [`ro.build.version.${name}`, value]),
      ),
    },
    screenshots: screenshots(between),
  };
}

function screenshots(between: string): ScreenshotForm {
  return {
    folder: 'DCIM/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    name: ({ time, label }) => `Screenshot_${day(time)}${between}${clock(time)}_${label}`,
  };
}
