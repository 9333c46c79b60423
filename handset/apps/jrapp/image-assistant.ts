import type { AppProcess, MediaRow } from '../../parts.ts';
import type { Assistant } from './assistant-views.ts';
import type { Behaviour } from './behaviour.ts';
import { uploadImage } from './customer-service.ts';
import { cacheImage, type TakenImage } from './image-cache.ts';
import { watchNewImages } from './new-images.ts';
import { thumbnailOf } from './thumbnail.ts';

/** The feature 图片助手: offers new images for customer service. */
export interface ImageAssistant {
  /** What is to be shown above the main screen now. */
  state(): Assistant;
  /** Starts to listen for new images; further calls change nothing. */
  watch(): void;
  enterForeground(): void;
  leaveForeground(): void;
  send(): Promise<void>;
  close(): void;
}

/** `onChange` is called when what is to be shown has changed. */
export function createImageAssistant(
  process: AppProcess,
  behaviour: Behaviour,
  onChange: () => void,
): ImageAssistant {
  let watching = false;
  let foregroundSinceMs: number | undefined;
  /** The newest image that was taken and neither sent nor dismissed. */
  let offered: { readonly image: TakenImage; readonly thumbnail: Buffer } | undefined;
  let notice: Assistant = { kind: 'hidden' };
  let sending = false;

  const takeImage = async (row: MediaRow): Promise<void> => {
    const bytes = await process.files.read(row.path);
    await cacheImage(process, behaviour.copies, { path: row.path, bytes });
    const image = { displayName: row.displayName, mimeType: row.mimeType, bytes };
    offered = { image, thumbnail: await thumbnailOf(bytes) };
    notice = { kind: 'hidden' };
    if (behaviour.uploads === 'at-once') void sendUnasked(process, image);
    if (foregroundSinceMs !== undefined) onChange();
  };
  const send = async (): Promise<void> => {
    const chosen = offered;
    if (chosen === undefined || sending) return;
    sending = true;
    onChange();
    try {
      await uploadImage(process, chosen.image);
      notice = { kind: 'sent' };
    } catch (error) {
      process.log('ImageAssistant', `upload failed: ${String(error)}`);
      notice = { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
    // A newer image that came meanwhile is still to be offered. The copies in the cache stay, as was reported.
    if (offered === chosen) offered = undefined;
    sending = false;
    onChange();
  };
  return {
    state() {
      if (offered === undefined || notice.kind !== 'hidden') return notice;
      return { kind: 'prompt', thumbnail: offered.thumbnail, sending };
    },
    watch() {
      if (watching) return;
      watching = true;
      watchNewImages(process, behaviour, { foregroundSinceMs: () => foregroundSinceMs, onImage: takeImage });
    },
    enterForeground() {
      foregroundSinceMs ??= process.now();
    },
    leaveForeground() {
      foregroundSinceMs = undefined;
      notice = { kind: 'hidden' };
      // What is kept in memory only is cleared on the switch, as the vendor said of the right design.
      if (behaviour.copies === 'nowhere') offered = undefined;
    },
    send,
    close() {
      offered = undefined;
      onChange();
    },
  };
}

/** The planted mistake: nobody was asked, nobody is told. */
async function sendUnasked(process: AppProcess, image: TakenImage): Promise<void> {
  try {
    await uploadImage(process, image);
  } catch (error) {
    process.log('ImageAssistant', `unasked upload failed: ${String(error)}`);
  }
}
