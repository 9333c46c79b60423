import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { AssistantRules } from './image-assistant.ts';

const IMAGES = 'content://media/external/images/media';

/** Apps of the time took a row for a new image when it was added at most this long ago. */
const NEW_FOR_MS = 10_000;

/** Their keywords in the path of a screenshot. */
const SCREENSHOT = /screenshot|screen_shot|screen-shot|screencapture|screencap|截屏/i;

interface NewImageWatch {
  /** Since when the app is in front, on the phone's clock; `undefined` in the background. */
  foregroundSinceMs(): number | undefined;
  onImage(row: MediaRow): Promise<void>;
}

/**
 * Listens for new images in the way of the time (a ContentObserver; rows added within 10 s). Of the usual three filters
 * `as-reported` applies that of time only: photos were copied too, which pass neither the filter of the path's keywords
 * nor that of dimensions up to the screen's. `own-screenshots` applies time and keywords.
 */
export function watchNewImages(
  process: AppProcess,
  rules: Pick<AssistantRules, 'reacts' | 'takes'>,
  watch: NewImageWatch,
): void {
  /** Rows that were looked at: an observer is told of the same row at its insert and at each update. */
  const seen = new Set<string>();
  let queue: Promise<void> = Promise.resolve();
  const look = async (uri: string): Promise<void> => {
    const foregroundSinceMs = watch.foregroundSinceMs();
    if (rules.reacts === 'foreground' && foregroundSinceMs === undefined) return;
    const rows = await process.queryImages();
    const row = announcedRow(rows, uri);
    if (row === undefined || process.now() - row.dateAdded * 1000 > NEW_FOR_MS) return;
    if (rules.takes === 'own-screenshots' && !isOwnScreenshot(row, foregroundSinceMs)) return;
    const version = `${row.id} ${row.bytes} ${row.dateModified}`;
    if (seen.has(version)) return;
    await watch.onImage(row);
    seen.add(version);
  };
  process.observeMedia(IMAGES, (uri) => {
    queue = queue
      .then(() => look(uri))
      // Without the permission the query fails; the app goes on, as apps do.
      .catch((error) => process.log('ImageAssistant', `new image not read: ${String(error)}`));
  });
}

/** From Android 4.1 on the notice names the row; when it names the table only, the newest row is meant. */
function announcedRow(rows: readonly MediaRow[], uri: string): MediaRow | undefined {
  const id = /\/media\/(\d+)$/.exec(uri)?.[1];
  return id === undefined ? rows[0] : rows.find((row) => String(row.id) === id);
}

/** The app was in front when the image was made. Rows know whole seconds only. */
function isOwnScreenshot(row: MediaRow, foregroundSinceMs: number | undefined): boolean {
  if (foregroundSinceMs === undefined || row.dateAdded < Math.floor(foregroundSinceMs / 1000)) return false;
  return SCREENSHOT.test(row.path);
}
