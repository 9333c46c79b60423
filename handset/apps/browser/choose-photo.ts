import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import { MOST_PHOTOS, type ShownPhoto } from './dialogs.ts';
import type { ChosenFile } from './send-form.ts';

/** The newest images that the browser may see, with what is shown of them; asks its user for the permission first. */
export async function recentPhotos(process: AppProcess): Promise<readonly ShownPhoto[]> {
  const permission = permissionOf(process);
  if (permission !== undefined && !process.checkPermission(permission)) {
    const answers = await process.requestPermissions([permission]);
    if (answers.get(permission) !== true) return [];
  }
  const rows = await process.queryImages().catch((error: unknown) => {
    process.log('browser', `no photos: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  });
  return await Promise.all(
    rows.slice(0, MOST_PHOTOS).map(async (row) => ({
      row,
      thumbnail: await process.loadThumbnail(row.id).catch(() => undefined),
    })),
  );
}

/** What the page gets of a photo; it may be gone meanwhile. */
export async function readPhoto(process: AppProcess, row: MediaRow): Promise<ChosenFile | undefined> {
  try {
    return { name: row.displayName, mimeType: row.mimeType, bytes: await process.openImage(row.id) };
  } catch (error) {
    process.log('browser', `${row.displayName}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Android 13 has a permission of its own for images, which the system gives to older apps by the old name. */
function permissionOf({ manifest }: AppProcess): string | undefined {
  return manifest.permissions.find((name) => name.endsWith('.READ_EXTERNAL_STORAGE'));
}
