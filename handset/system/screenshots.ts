import type { Display } from '../parts.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';

const SYSTEM_UI_UID = 1023;
const DELAY_MS = 250;

/**
 * A screenshot as SystemUI takes it on Android 9: the pixels at the moment of the key, a plain file, then its row, and
 * a notification. `screencap` does none of this.
 */
export async function takeScreenshot(parts: {
  readonly display: Display;
  readonly media: MediaStore;
  readonly logcat: Logcat;
  now(): number;
  notify(title: string): void;
}): Promise<void> {
  const bytes = await parts.display.capture();
  const name = `Screenshot_${stamp(parts.now())}.png`;
  parts.logcat.write(1_790, 'D', 'GlobalScreenshot', `saving ${name}`);
  await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  const image = {
    relativePath: `Pictures/Screenshots/${name}`,
    bytes,
    mimeType: 'image/png',
    width: parts.display.width,
    height: parts.display.height,
  };
  const row = await parts.media.publish(image, SYSTEM_UI_UID);
  parts.logcat.write(1_790, 'D', 'GlobalScreenshot', `saved content://media/external/images/media/${row.id}`);
  parts.notify('Screenshot saved');
}

/** `20190216-101500`, the phone's local time, which is GMT. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
