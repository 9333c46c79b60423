import type { MediaRow, SavedFile } from '../../media-parts.ts';
import type { FileOwner, PhoneFiles } from '../../shell-parts.ts';
import { contentValues } from './content-values.ts';
import { type MediaCaller, systemCaller } from './media-caller.ts';
import { type SharedStorage, sanitizedName } from './media-path.ts';
import type { MediaProvider } from './media-provider.ts';
import { rowOf } from './media-record.ts';

const DOWNLOADS = 'com.android.providers.downloads';
const MOST_NAMESAKES = 100;

/**
 * What DownloadManager does for an app that saves something, an image of a page for one: no permission is needed, a name
 * that is taken gets a number (`a-1.png`, Helpers.generateUniqueFilename), and the file is scanned when it is whole.
 */
export async function saveDownload(
  parts: {
    readonly api: number;
    readonly files: PhoneFiles;
    readonly provider: MediaProvider;
    readonly owner: FileOwner;
    readonly storage: SharedStorage;
  },
  caller: MediaCaller,
  file: SavedFile,
): Promise<MediaRow | undefined> {
  const path = await freePath(parts, sanitizedName(file.name));
  await parts.files.write(path, file.bytes, parts.owner);
  const row = await parts.provider.scan(path);
  if (row === undefined || parts.api < 29) return row === undefined ? undefined : rowOf(row);
  // The row is the app's: DownloadProvider inserts it with the owner's package.
  const uri = { volume: 'external_primary', table: 'downloads', id: row.id } as const;
  await parts.provider.update(systemCaller(DOWNLOADS, caller.uid), uri, {
    values: contentValues({ owner_package_name: caller.package }),
  });
  return rowOf(row);
}

async function freePath(
  { files, storage }: { readonly files: Pick<PhoneFiles, 'exists'>; readonly storage: SharedStorage },
  name: string,
): Promise<string> {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  for (let count = 0; count < MOST_NAMESAKES; count += 1) {
    const path = `${storage.path}/Download/${count === 0 ? name : `${stem}-${count}${ending}`}`;
    if (!(await files.exists(path))) return path;
  }
  throw new Error(`java.io.IOException: Failed to generate an available filename for ${name}`);
}
