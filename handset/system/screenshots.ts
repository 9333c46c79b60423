import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Display, PhoneFiles } from '../parts.ts';
import type { AndroidVersion } from './android-version.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';
import type { Rom } from './roms/rom.ts';
import type { LocalClock } from './roms/time-zone.ts';

const SYSTEM_UI_UID = 1023;
const SYSTEM_UI_PID = 1_790;
const DELAY_MS = 250;
/** The makers' qualities are not verified. */
const JPEG_QUALITY = 90;
const LONGEST_PART_BYTES = 120;
const TRIES = 5;

export interface ScreenshotParts {
  readonly android: AndroidVersion;
  readonly rom: Rom;
  readonly display: Pick<Display, 'capture' | 'width' | 'height'>;
  readonly media: Pick<MediaStore, 'publish'>;
  readonly files: Pick<PhoneFiles, 'exists'>;
  readonly logcat: Pick<Logcat, 'write'>;
  readonly localTime: LocalClock;
  /** Whose screen it is. */
  front(): { readonly package: string; readonly label: string };
  now(): number;
  wait(milliseconds: number): Promise<void>;
  notify(title: string): void;
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
 * As SystemUI takes it on Android 9: the pixels at the moment of the key; after an animation, which is cut short here,
 * a plain file named by the time of saving; then its row, and a notification. `screencap` does none of this.
 */
async function takeScreenshot(parts: ScreenshotParts): Promise<void> {
  const front = parts.front();
  const pixels = await parts.display.capture();
  await parts.wait(DELAY_MS);
  const relativePath = await freePath(parts, front);
  if (relativePath === undefined) {
    parts.logcat.write(SYSTEM_UI_PID, 'W', 'GlobalScreenshot', 'not saved: files of that name are there');
    return parts.notify("Couldn't save screenshot");
  }
  parts.logcat.write(SYSTEM_UI_PID, 'D', 'GlobalScreenshot', `saving ${relativePath.split('/').at(-1)}`);
  const jpeg = parts.rom.screenshots.ending === 'jpg';
  const image = {
    relativePath,
    bytes: jpeg ? await asJpeg(pixels) : pixels,
    mimeType: jpeg ? 'image/jpeg' : 'image/png',
    width: parts.display.width,
    height: parts.display.height,
  };
  const row = await parts.media.publish(image, SYSTEM_UI_UID);
  const uri = `content://media/external/images/media/${row.id}`;
  parts.logcat.write(SYSTEM_UI_PID, 'D', 'GlobalScreenshot', `saved ${uri}`);
  parts.notify('Screenshot saved');
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
