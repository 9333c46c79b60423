import type { AppProcess } from '../../app-parts.ts';
import type { AssistantRules } from './image-assistant.ts';
import { javaHashCode } from './java-hash.ts';
import { JRAPP_PACKAGE } from './manifest.ts';

/** An image that the app has taken hold of. */
export interface TakenImage {
  readonly displayName: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

const DIRECTORIES: Readonly<Record<AssistantRules['copies'], ((process: AppProcess) => string) | undefined>> =
  {
    'external-cache': () => `/sdcard/Android/data/${JRAPP_PACKAGE}/cache/uil-images`,
    'internal-files': ({ dataDirectory }) => `${dataDirectory}/files/uil-images`,
    nowhere: undefined,
  };

/**
 * Puts an exact copy where the app keeps its copies, and resolves to its path, if it keeps any, as Android-Universal-Image-Loader does (BaseDiskCache.save):
 * `<hashCode>.tmp` first, then renamed. It has no size limit set here, so the bytes are the source's.
 */
export async function cacheImage(
  process: AppProcess,
  copies: AssistantRules['copies'],
  image: { readonly path: string; readonly bytes: Buffer },
): Promise<string | undefined> {
  const directory = DIRECTORIES[copies]?.(process);
  if (directory === undefined) return undefined;
  // The library's URI of a file: ImageDownloader.Scheme.FILE.
  const file = `${directory}/${javaHashCode(`file://${image.path}`)}`;
  await process.files.write(`${file}.tmp`, image.bytes);
  await process.files.rename(`${file}.tmp`, file);
  return file;
}
