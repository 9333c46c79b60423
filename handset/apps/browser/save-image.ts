import { posix } from 'node:path';
import type { AppProcess } from '../../app-parts.ts';
import { type ImageSize, imageSize } from '../../ui/image-size.ts';
import type { Download } from './load-page.ts';

export interface PageImage {
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly size: ImageSize;
}

const LONGEST_NAME = 80;

/** Puts an image of the page into `Download/`, and tells the user how it went. */
export async function saveImage(process: AppProcess, image: PageImage): Promise<void> {
  const path = URL.canParse(image.url) ? new URL(image.url).pathname : '';
  await save(process, safelyDecoded(posix.basename(path)), image.bytes);
}

/** Puts what a host wants to be saved into `Download/`: an image as one, so that other apps hear of it. */
export async function saveDownload(process: AppProcess, { name, bytes }: Download): Promise<void> {
  await save(process, name, bytes);
}

async function save(process: AppProcess, wanted: string, bytes: Uint8Array): Promise<void> {
  const size = imageSize(bytes);
  const name = size === undefined ? cleanName(wanted) : imageName(wanted, bytes);
  try {
    if (size === undefined) await process.saveDownload({ name, bytes });
    else await insert(process, { name, bytes, size });
    process.toast(`已下载 ${name}`);
  } catch (error) {
    process.log(
      'browser',
      `download of ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.toast('下载失败');
  }
}

async function insert(
  process: AppProcess,
  image: { readonly name: string; readonly bytes: Uint8Array; readonly size: ImageSize },
): Promise<void> {
  await process.insertImage({
    relativePath: `Download/${image.name}`,
    bytes: image.bytes,
    mimeType: formatOf(image.bytes).mimeType,
    width: image.size.width,
    height: image.size.height,
  });
}

function imageName(wanted: string, bytes: Uint8Array): string {
  return `${cleanName(wanted.replace(/\.[A-Za-z0-9]{1,5}$/, ''))}.${formatOf(bytes).extension}`;
}

/** A page and a host may call a file anything. */
function cleanName(wanted: string): string {
  const clean = wanted.replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, '_').replace(/^\.+/, '');
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
