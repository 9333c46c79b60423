import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Display } from '../screen-parts.ts';
import type { PhoneFiles } from '../shell-parts.ts';
import { type ImageSize, imageSize } from '../ui/image-size.ts';
import type { AndroidVersion } from './android-version.ts';
import type { Logcat } from './logcat.ts';
import { systemCaller } from './media/media-caller.ts';
import type { NewMedia } from './media/publish-image.ts';
import { type ExifToWrite, writeExif } from './media/write-exif.ts';
import { IMAGES_URI, type MediaStore } from './media-store.ts';
import type { Rom } from './roms/rom.ts';
import type { LocalClock } from './roms/time-zone.ts';

/** The owner of its files is whoever writes all of shared storage. */
const SYSTEM_UI = systemCaller('com.android.systemui', 1023);
/** Success was notified until Android 10 (NOTE_GLOBAL_SCREENSHOT). */
const FIRST_WITHOUT_NOTICE = 30;
const PENDING_MS = 150;
const SYSTEM_UI_PID = 1_790;
const DELAY_MS = 250;
/** The makers' qualities are not verified. */
const JPEG_QUALITY = 90;
const LONGEST_PART_BYTES = 120;
const TRIES = 5;

export interface ScreenshotParts {
  readonly android: AndroidVersion;
  readonly rom: Rom;
  readonly display: Pick<Display, 'capture'>;
  readonly media: Pick<MediaStore, 'publishAs'>;
  readonly files: Pick<PhoneFiles, 'exists'>;
  readonly logcat: Pick<Logcat, 'write'>;
  readonly localTime: LocalClock;
  /** Whose screen it is. */
  front(): { readonly package: string; readonly label: string };
  now(): number;
  wait(milliseconds: number): Promise<void>;
  notify(title: string): void;
  /** The distance of the phone's zone from UTC. */
  offsetMs(ms: number): number;
  /** For EXIF's ImageUniqueID. */
  uniqueId(): string;
  /** Tells those whose screens were taken. */
  captured(): void;
}

/**
 * What key 120 does. While a screenshot is under way, another one is left out without a word, as by AOSP's
 * ScreenshotHelper (`if (mScreenshotConnection != null) return`); that other ROMs do so too is not verified.
 */
export function createScreenshots(parts: ScreenshotParts): () => Promise<void> {
  let underWay = false;
  return async () => {
    if (underWay) return;
    underWay = true;
    try {
      await takeScreenshot(parts);
    } finally {
      underWay = false;
    }
  };
}

/**
 * As SystemUI takes it: the pixels at the moment of the key; after an animation, which is cut short here, a file named by
 * the time of saving, with its row. `screencap` does none of this.
 */
async function takeScreenshot(parts: ScreenshotParts): Promise<void> {
  const front = parts.front();
  parts.captured();
  const pixels = await parts.display.capture();
  await parts.wait(DELAY_MS);
  const relativePath = await freePath(parts, front);
  if (relativePath === undefined) {
    parts.logcat.write(SYSTEM_UI_PID, 'W', 'GlobalScreenshot', 'not saved: files of that name are there');
    return parts.notify("Couldn't save screenshot");
  }
  const image = await imageOf(parts, relativePath, pixels);
  if (parts.android.api < FIRST_WITHOUT_NOTICE) await saveAndTell(parts, image);
  else await saveQuietly(parts, image);
}

/** Android 9, GlobalScreenshot.SaveImageInBackgroundTask: a plain file, its row, and a notification. */
async function saveAndTell(parts: ScreenshotParts, image: NewMedia): Promise<void> {
  const name = image.relativePath.split('/').at(-1);
  parts.logcat.write(SYSTEM_UI_PID, 'D', 'GlobalScreenshot', `saving ${name}`);
  const row = await parts.media.publishAs(SYSTEM_UI, image);
  parts.logcat.write(SYSTEM_UI_PID, 'D', 'GlobalScreenshot', `saved ${IMAGES_URI}/${row.id}`);
  parts.notify('Screenshot saved');
}

/**
 * Android 11 and up: a row that is pending, the pixels, the same file once more with EXIF, and only then is it published
 * (SaveImageInBackgroundTask of 11, ImageExporter of 12 on). A floating picture tells the user, no notification.
 */
async function saveQuietly(parts: ScreenshotParts, image: NewMedia): Promise<void> {
  const rewritten = writeExif(Buffer.from(image.bytes), exifOf(parts, image));
  const settle = (): Promise<void> => parts.wait(PENDING_MS);
  const row = await parts.media.publishAs(SYSTEM_UI, { ...image, rewritten, settle });
  parts.logcat.write(SYSTEM_UI_PID, 'D', 'Screenshot', `Inserted new URI: ${IMAGES_URI}/${row.id}`);
}

async function imageOf(parts: ScreenshotParts, relativePath: string, pixels: Buffer): Promise<NewMedia> {
  const jpeg = relativePath.endsWith('.jpg');
  return {
    relativePath,
    bytes: jpeg ? await asJpeg(pixels) : pixels,
    mimeType: jpeg ? 'image/jpeg' : 'image/png',
    ...sizeOf(pixels),
    takenMs: parts.now(),
  };
}

/** The display may have turned since. */
function sizeOf(png: Buffer): ImageSize {
  return imageSize(png) ?? { width: 0, height: 0 };
}

/** ImageExporter.updateExifAttributes. */
function exifOf(parts: ScreenshotParts, image: NewMedia): ExifToWrite {
  const takenMs = image.takenMs ?? parts.now();
  const { year, month, day, hour, minute, second, millisecond } = parts.localTime(takenMs);
  const offset = parts.offsetMs(takenMs) / 60_000;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    image: {
      256: image.width,
      257: image.height,
      305: `Android ${parts.rom.build.display}`,
    },
    exif: {
      36867: `${year}:${month}:${day} ${hour}:${minute}:${second}`,
      36881: `${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`,
      37521: millisecond,
      42016: parts.uniqueId(),
    },
  };
}

/**
 * On a phone the animation takes 1.4 s (GlobalScreenshot of API 28: 430 + 500 + 430 ms) and keeps two screenshots from
 * one name. Here it is shorter, so that a name that is taken makes the screenshot wait for the next one.
 */
async function freePath(
  parts: ScreenshotParts,
  front: { readonly package: string; readonly label: string },
): Promise<string | undefined> {
  const { folder, ending, stepMs, name } = parts.rom.screenshots;
  const shown = { package: inFileName(front.package), label: inFileName(front.label) };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const now = parts.now();
    const file = `${folder}/${name({ time: parts.localTime(now), ...shown })}.${ending}`;
    if (!(await parts.files.exists(`/storage/emulated/0/${file}`))) return file;
    await parts.wait(stepMs - (now % stepMs));
  }
  return undefined;
}

/**
 * An app chooses its label: it must not lead elsewhere, nor be too long. The characters are those of AOSP's
 * FileUtils.buildValidFatFilename; what Samsung replaces is not verified.
 */
function inFileName(text: string): string {
  let kept = '';
  for (const character of text.replaceAll(/[\p{Cc}"*/:<>?\\|]/gu, '_')) {
    if (Buffer.byteLength(kept + character) > LONGEST_PART_BYTES) break;
    kept += character;
  }
  return kept;
}

async function asJpeg(png: Buffer): Promise<Buffer> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return await canvas.encode('jpeg', JPEG_QUALITY);
}
