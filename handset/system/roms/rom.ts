import type { LocalTime } from './time-zone.ts';

/** A maker's Android of one version, as far as apps and harnesses can tell it from another's. */
export interface Rom {
  /** What it is called, with its number. */
  readonly stands: string;
  readonly manufacturer: string;
  readonly brand: string;
  /** `ro.build.id`, `ro.build.version.incremental` and `ro.build.display.id`. */
  readonly build: { readonly id: string; readonly incremental: string; readonly display: string };
  /** What only this maker's phones have. */
  readonly properties: Readonly<Record<string, string>>;
  readonly screenshots: ScreenshotForm;
}

/** A maker's ROMs by the name of the Android below them, or why there is none, as a sentence. */
export interface Maker {
  readonly called: string;
  readonly of: Readonly<Record<string, Rom | string>>;
}

/** Where a ROM puts the screenshots of key 120, under which name, in which format. */
export interface ScreenshotForm {
  /** Below `/sdcard`. */
  readonly folder: 'DCIM/Screenshots' | 'Pictures/Screenshots';
  readonly ending: 'png' | 'jpg';
  /** How far apart two screenshots have to be saved to get different names. */
  readonly stepMs: number;
  /** Without the ending. */
  name(taken: TakenScreenshot): string;
}

interface TakenScreenshot {
  readonly time: LocalTime;
  /** Package and label of what is in front, fit for a file's name. */
  readonly package: string;
  readonly label: string;
}
