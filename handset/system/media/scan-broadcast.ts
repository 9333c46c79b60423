import type { Intent } from '../../app-parts.ts';
import type { MediaStore } from '../media-store.ts';

const SCAN_FILE = 'android.intent.action.MEDIA_SCANNER_SCAN_FILE';

/**
 * What MediaProvider's receiver does with a broadcast: the file that it names is scanned (MediaScannerReceiver until 9,
 * MediaReceiver later; deprecated from 10 on, and still there in its source of 2024).
 */
export async function scanByBroadcast(media: Pick<MediaStore, 'provider'>, intent: Intent): Promise<void> {
  const path = /^file:\/\/(\/.*)$/s.exec(intent.uri ?? '')?.[1];
  if (intent.action !== SCAN_FILE || path === undefined) return;
  await media.provider.scan(decoded(path));
}

/** `Uri.getPath`; what is no UTF-8 behind its percent signs stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
