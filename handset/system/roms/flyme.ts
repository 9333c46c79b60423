import { clock } from './digits.ts';
import type { Maker, Rom, ScreenshotForm } from './rom.ts';

/**
 * Names: Pictures/Screenshots/S90220-180322.jpg (2019-02-20); .png and .JPG occur too, and once hundredths of a second
 * (S81224-20082955.jpg): which build does which, and whether Flyme 8 and later name them so at all: not verified.
 * Properties: the file that stands above each.
 */
export const FLYME: Maker = {
  called: 'Flyme',
  of: {
    // "Flyme 7.1.5.2 Android 8.1.0 MEIZU V8", which writes its maker with a capital
    '8.1': flyme('7', '7.1.5.2A', 'O11019', 'Meizu'),
    // "Flyme 8.1.8.0 Android 9 MEIZU 16s"
    '9': flyme('8', '8.1.8.0A', 'PKQ1.190202.001'),
    // Fingerprint of a Meizu 17, meizu/meizu_17_N_CN/meizu17:10/QKQ1.200223.002/1599445800; that its Flyme 8 counts as that of
    // Android 9 does: not verified.
    '10': flyme('8', '8.1.8.0A', 'QKQ1.200223.002'),
    // Fingerprint of a Meizu 18, meizu/meizu_18_CN/meizu18:11/RKQ1.210715.001/1646967620, in a script that calls it Flyme9.2.5.3A
    '11': flyme('9', '9.2.5.3A', 'RKQ1.210715.001'),
    // "Flyme 10.5.0.1 Android 13 MEIZU 18"
    '13': flyme('10', '10.5.0.1A', 'TKQ1.221114.001'),
    // "Flyme 11.2.1.0 Android 14 MEIZU 21 Pro"
    '14': flyme('11', '11.2.1.0A', 'UKQ1.230917.001'),
    '16': 'the latest Flyme whose properties were looked up is 12, of Android 15',
  },
};

function flyme(number: string, version: string, id: string, maker = 'meizu'): Rom {
  return {
    stands: `Flyme ${number}`,
    manufacturer: maker,
    brand: maker,
    build: { id, incremental: 'SIMULATED', display: `Flyme ${version}` },
    properties: {
      'ro.build.flyme.version': number,
      'ro.build.user': 'flyme',
      'ro.flyme.published': 'true',
      'ro.flyme.version.id': `Flyme ${version}`,
    },
    screenshots: screenshots(),
  };
}

function screenshots(): ScreenshotForm {
  return {
    folder: 'Pictures/Screenshots',
    ending: 'jpg',
    stepMs: 1000,
    name: ({ time }) => `S${time.year.slice(-1)}${time.month}${time.day}-${clock(time)}`,
  };
}
