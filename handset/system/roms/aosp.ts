import type { AndroidVersion } from '../android-version.ts';
import { IDENTITY } from '../property-values.ts';
import { clock, day } from './digits.ts';
import type { Rom } from './rom.ts';

/** AOSP, SystemUI of API 28: GlobalScreenshot.java, SaveImageInBackgroundTask (`Screenshot_%s.png`, Pictures/Screenshots). */
export function aospOf({ release }: AndroidVersion): Rom {
  return {
    stands: 'AOSP',
    manufacturer: IDENTITY.manufacturer,
    brand: IDENTITY.manufacturer,
    build: { id: 'SIMULATED', incremental: '1', display: `${IDENTITY.product} ${release} SIMULATED` },
    properties: {},
    screenshots: {
      folder: 'Pictures/Screenshots',
      ending: 'png',
      stepMs: 1000,
      name: ({ time }) => `Screenshot_${day(time)}-${clock(time)}`,
    },
  };
}
