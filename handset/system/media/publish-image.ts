import type { NewImage } from '../../media-parts.ts';
import type { FileOwner, PhoneFiles } from '../../shell-parts.ts';
import { contentValues } from './content-values.ts';
import type { MediaCaller } from './media-caller.ts';
import { fileNameOf, folderOf, type SharedStorage } from './media-path.ts';
import type { MediaProvider } from './media-provider.ts';
import type { MediaRecord } from './media-record.ts';
import { IMAGES } from './media-uri.ts';

/** An image that an app or a part of the system puts into shared storage. */
export interface NewMedia extends NewImage {
  /** The bytes once more, written over the first before others may see the file: SystemUI's EXIF, from 11 on. */
  readonly rewritten?: Uint8Array;
  /** Runs when the file is whole and still pending. */
  settle?(): Promise<void>;
}

/**
 * The way of each version to a new image: until 9 the file, then its row; from 10 on a row that is pending, whose file
 * has a name of its own from 11 on, and which is published when the file is whole.
 */
export async function publishImage(
  parts: {
    readonly api: number;
    readonly files: Pick<PhoneFiles, 'write'>;
    readonly provider: MediaProvider;
    readonly owner: FileOwner;
    readonly storage: SharedStorage;
  },
  caller: MediaCaller,
  image: NewMedia,
): Promise<MediaRecord> {
  const { provider } = parts;
  const said = {
    width: image.width,
    height: image.height,
    mime_type: image.mimeType,
    _display_name: fileNameOf(image.relativePath),
    datetaken: image.takenMs,
  };
  if (parts.api < 29 || caller.legacy) {
    const path = `${parts.storage.path}/${image.relativePath}`;
    await parts.files.write(path, image.bytes, parts.owner);
    const { latitude, longitude } = image;
    const values = { ...said, _data: path, _size: image.bytes.length, latitude, longitude };
    return await provider.insert(caller, IMAGES, contentValues(values));
  }
  const folder = `${folderOf(`/${image.relativePath}`).slice(1)}/`;
  const pending = contentValues({ ...said, relative_path: folder, is_pending: 1 });
  const { id } = await provider.insert(caller, IMAGES, pending);
  const uri = { ...IMAGES, id };
  for (const bytes of [image.bytes, ...(image.rewritten === undefined ? [] : [image.rewritten])])
    await provider.write(caller, uri, bytes);
  await image.settle?.();
  await provider.update(caller, uri, { values: contentValues({ is_pending: 0 }) });
  const [row] = provider.query(caller, uri);
  if (row === undefined)
    throw new Error(`the row ${id} of ${image.relativePath} went while it was published`);
  return row;
}
