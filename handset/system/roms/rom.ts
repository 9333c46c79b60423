import type { LocalTime } from './time-zone.ts';

/** A maker's Android 9, as far as apps and harnesses can tell it from another's. */
export interface Rom {
  /** What it is called, with its number: each is known of one Android only. */
  readonly stands: string;
  readonly manufacturer: string;
  readonly brand: string;
  /** `ro.build.id`, `ro.build.version.incremental` and `ro.build.display.id`. */
  readonly build: { readonly id: string; readonly incremental: string; readonly display: string };
  /** What only this maker's phones have. */
  readonly properties: Readonly<Record<string, string>>;
  /** By the version of Android: makers changed their names. */
  screenshots(api: number): ScreenshotForm;
}

/** Where a ROM puts the screenshots of key 120, under which name, in which format. */
interface ScreenshotForm {
  /** Below `/sdcard`. */
  readonly folder: string;
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
