import { posix } from 'node:path';
import type { AppProcess } from '../../parts.ts';
import type { ImageSize } from '../../ui/image-size.ts';

export interface PageImage {
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly size: ImageSize;
}

const LONGEST_NAME = 80;

/** Puts an image of the page into `Download/`, and tells the user how it went. */
export async function saveImage(process: AppProcess, image: PageImage): Promise<void> {
  const { mimeType, extension } = formatOf(image.bytes);
  const name = `${baseName(image.url)}.${extension}`;
  try {
    const row = await process.insertImage({
      relativePath: `Download/${name}`,
      bytes: image.bytes,
      mimeType,
      width: image.size.width,
      height: image.size.height,
    });
    process.toast(`已下载 ${row.displayName}`);
  } catch (error) {
    process.log(
      'browser',
      `download of ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.toast('下载失败');
  }
}

/** The last part of the address without its extension; a page may call an image anything. */
function baseName(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const last = safelyDecoded(posix.basename(path)).replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const clean = last.replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, '_').replace(/^\.+/, '');
  return clean === '' ? 'downloadfile' : [...clean].slice(0, LONGEST_NAME).join('');
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By the bytes, as Chrome sniffs images: what the host says of them may be wrong. */
function formatOf(bytes: Uint8Array): { readonly mimeType: string; readonly extension: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { mimeType: 'image/jpeg', extension: 'jpg' };
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return { mimeType: 'image/png', extension: 'png' };
  return { mimeType: 'image/webp', extension: 'webp' };
}
